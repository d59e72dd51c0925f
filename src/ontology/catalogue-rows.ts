import type { CatalogueConceptRow, CatalogueNameRow } from '../store/index.js';
import { normalForm } from '../text/index.js';
import { canBeProposed, type CatalogueName, type SourceConcept } from './concept.js';

/** Rows of a catalogue in the order in which they are written. */
export interface CatalogueContents {
  readonly concepts: readonly CatalogueConceptRow[];
  readonly names: readonly CatalogueNameRow[];
  /** The first so many names can be proposed. */
  readonly proposable: number;
  /** The first so many of them are preferred names and synonyms; lay names follow. */
  readonly core: number;
  /** Whether the source has counts of its own. */
  readonly counted: boolean;
}

/** Collects the rows of a catalogue; from the limit on it holds nothing any more, and only counts. */
export class CatalogueRows {
  #held: Lists | null = { concepts: [], reported: [], core: [], lay: [], unproposed: [] };
  #names = 0;

  /** @param maxNames the most names that can be proposed */
  constructor(private readonly maxNames: number) {}

  /** Names that can be proposed, beyond the limit, too. */
  get names(): number {
    return this.#names;
  }

  /** @param lent how often the starter has it that the concept is reported: counts where the source has no counts at all */
  add(concept: SourceConcept, names: readonly CatalogueName[], lent: number | null = null): void {
    const proposed = canBeProposed(concept);
    if (proposed) this.#names += names.length;
    if (this.#names > this.maxNames) this.#held = null;
    if (!this.#held) return;
    const { concepts, reported, core, lay, unproposed } = this.#held;
    const row = concepts.push(concept) - 1;
    reported.push(proposed ? lent : null);
    for (const name of names) {
      const list = !proposed ? unproposed : name.kind === 'lay' ? lay : core;
      list.push({ concept: row, ...name, normal: normalForm(name.text) });
    }
  }

  /** Null where there are more names than the limit allows. */
  contents(): CatalogueContents | null {
    if (!this.#held) return null;
    const { concepts: own, reported: lent, core, lay, unproposed } = this.#held;
    // Counts of two sources are of two scales.
    const counted = own.some(({ reported }) => reported !== undefined);
    const concepts = counted ? own : own.map((each, row) => ({ ...each, reported: lent[row] ?? null }));
    const all = [...core, ...lay, ...unproposed];
    return { concepts, names: all, proposable: this.#names, core: core.length, counted };
  }
}

interface Lists {
  readonly concepts: CatalogueConceptRow[];
  /** Lent counts, of each concept. */
  readonly reported: (number | null)[];
  readonly core: CatalogueNameRow[];
  readonly lay: CatalogueNameRow[];
  readonly unproposed: CatalogueNameRow[];
}
