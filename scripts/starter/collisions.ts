import { normalForm } from '../../src/text/index.js';
import { byCodeUnit, type ConceptEntry, type Identified, type Problem } from './types.js';

export type NameKind = 'preferred' | 'synonym' | 'lay';

/** Strongest first. */
const kinds: readonly NameKind[] = ['preferred', 'synonym', 'lay'];

/** A concept that gives a name, and the kind of name it is there. */
export interface Holder {
  readonly id: string;
  readonly conceptName: string;
  readonly kind: NameKind;
}

/** A name that several concepts give. */
export interface Collision {
  readonly normalForm: string;
  /** The name as the first of its keepers writes it. */
  readonly written: string;
  readonly holders: readonly Holder[];
  /** Ids of the concepts that keep the name: one, or several that share it. */
  readonly keepers: readonly string[];
}

export interface Resolution {
  /** The concepts, with the names that they keep. */
  readonly concepts: readonly Identified<ConceptEntry>[];
  readonly collisions: readonly Collision[];
  /** Names left out because their own concept gives them twice. */
  readonly repeats: number;
  readonly problems: readonly Problem[];
}

interface Claim extends Holder {
  readonly normalForm: string;
  readonly written: string;
  readonly concept: Identified<ConceptEntry>;
}

/**
 * Decides which concept keeps a name that several give. Names are equal when
 * their normal forms are. Within a concept the strongest kind is kept once;
 * between concepts the strongest kind wins, and a tie leaves the name with all.
 */
export function resolveCollisions(concepts: readonly Identified<ConceptEntry>[]): Resolution {
  const all = concepts.flatMap(claims);
  const problems = all
    .filter((claim) => claim.normalForm === '')
    .map((claim) => ({
      ...claim.concept.place,
      message: `the ${claim.kind} name ${JSON.stringify(claim.written)} has nothing to match on`,
    }));

  const named = all.filter((claim) => claim.normalForm !== '');
  const distinct = firstPerConcept(named);
  const collisions: Collision[] = [];
  const kept = new Set<Claim>();
  for (const [form, rivals] of groupBy(distinct, (claim) => claim.normalForm)) {
    const winners = strongest(rivals);
    for (const winner of winners) kept.add(winner);
    if (rivals.length === 1) continue;
    const [first, second] = winners;
    if (first?.kind === 'preferred' && second !== undefined) {
      problems.push(tie(first, second));
    }
    collisions.push({
      normalForm: form,
      written: first?.written ?? form,
      holders: rivals.map(({ id, conceptName, kind }) => ({ id, conceptName, kind })),
      keepers: winners.map((winner) => winner.id),
    });
  }
  collisions.sort((a, b) => byCodeUnit(a.normalForm, b.normalForm));

  const keptOf = groupBy(kept, (claim) => claim.id);
  return {
    concepts: concepts.map((concept) => ({
      ...concept,
      synonyms: written(keptOf.get(concept.id), 'synonym'),
      lay: written(keptOf.get(concept.id), 'lay'),
    })),
    collisions,
    repeats: named.length - distinct.length,
    problems,
  };
}

/** A concept's names, strongest kind first. */
function claims(concept: Identified<ConceptEntry>): readonly Claim[] {
  const names = { preferred: [concept.name], synonym: concept.synonyms, lay: concept.lay };
  return kinds.flatMap((kind) =>
    names[kind].map((name) => ({
      id: concept.id,
      conceptName: concept.name,
      kind,
      normalForm: normalForm(name),
      written: name,
      concept,
    })),
  );
}

/** Relies on the claims of a concept standing strongest first. */
function firstPerConcept(claims: readonly Claim[]): readonly Claim[] {
  const seen = new Set<string>();
  return claims.filter(({ id, normalForm: form }) => {
    const key = `${id} ${form}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function strongest(rivals: readonly Claim[]): readonly Claim[] {
  const kind = kinds.find((candidate) => rivals.some((rival) => rival.kind === candidate));
  return rivals.filter((rival) => rival.kind === kind);
}

function tie(first: Claim, second: Claim): Problem {
  const { file, line } = first.concept.place;
  return {
    ...second.concept.place,
    message: `the name "${second.written}" is that of ${first.id} at ${file}:${line} already`,
  };
}

function written(claims: readonly Claim[] | undefined, kind: NameKind): readonly string[] {
  return (claims ?? []).filter((claim) => claim.kind === kind).map((claim) => claim.written);
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
