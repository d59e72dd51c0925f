import { normalForm } from '../text/index.js';
import { canBeProposed } from '../ontology/index.js';
import type { Catalogue, StoredConcept } from '../store/index.js';
import type { GoldConcept, GoldRow } from './gold.js';

/** A concept that a mention can be normalized to. */
export interface ResolvedConcept {
  readonly id: string;
  readonly name: string;
}

export interface ResolvedGolds {
  /** Any of them is right; of a composite, each of its concepts. */
  readonly golds: readonly ResolvedConcept[];
  /** What the ontology does not have, as the gold set calls it. */
  readonly missing: readonly string[];
}

/** Successors of a retired concept that are followed. */
const MOST_STEPS = 10;

/** Finds the concepts of gold sets in an ontology, each once. */
export class GoldResolver {
  readonly #found = new Map<string, ResolvedConcept | null>();

  constructor(private readonly catalogue: Catalogue) {}

  /**
   * By id, by the code of a name (an LLT of MedDRA stands for its PT), by the successor of what was retired or merged;
   * failing all these by a name that one concept alone has, preferred names first.
   */
  resolve({ answers }: Pick<GoldRow, 'answers'>): ResolvedGolds {
    const golds = new Map<string, ResolvedConcept>();
    const missing = new Set<string>();
    for (const gold of answers.flat()) {
      const concept = this.#concept(gold);
      if (concept) golds.set(concept.id, concept);
      else missing.add([gold.id, gold.name].filter((each) => each !== null).join(' '));
    }
    return { golds: [...golds.values()], missing: [...missing] };
  }

  #concept(gold: GoldConcept): ResolvedConcept | null {
    const key = JSON.stringify([gold.id, gold.name]);
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const concept = (gold.id === null ? null : this.#byId(gold.id)) ?? this.#byName(gold.name);
    const found = concept && { id: concept.id, name: concept.name };
    this.#found.set(key, found);
    return found;
  }

  #byId(id: string): StoredConcept | null {
    const { catalogue } = this;
    let concept = catalogue.concept(id);
    for (let step = 0; concept && !canBeProposed(concept) && step < MOST_STEPS; step += 1)
      concept = concept.replacedBy === null ? undefined : catalogue.concept(concept.replacedBy);
    if (concept) return canBeProposed(concept) ? concept : null;
    return this.#only(catalogue.namesOfCode(id)) ?? only(catalogue.replacing(id).filter(canBeProposed));
  }

  #byName(name: string | null): StoredConcept | null {
    if (name === null) return null;
    const names = this.catalogue.namesOfNormal(normalForm(name));
    return this.#only(names.filter(({ kind }) => kind === 'preferred')) ?? this.#only(names);
  }

  /** The one concept that has these names. */
  #only(names: readonly { readonly concept: number }[]): StoredConcept | null {
    const rows = [...new Set(names.map(({ concept }) => concept))];
    const concepts = rows.flatMap((row) => this.catalogue.conceptAt(row) ?? []);
    return only(concepts.filter(canBeProposed));
  }
}

function only(concepts: readonly StoredConcept[]): StoredConcept | null {
  return concepts.length === 1 ? (concepts[0] ?? null) : null;
}
