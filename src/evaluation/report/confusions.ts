import type { Prediction } from '../prediction.js';

export interface NamedConcept {
  readonly id: string;
  readonly name: string;
}

/** A right concept, and another one that came first in its place. */
export interface Confusion {
  readonly gold: NamedConcept;
  readonly answered: NamedConcept;
  /** Mentions of which this is so, whatever they weigh. */
  readonly count: number;
  /** Whether both stand under a common parent; null where nothing is known of parents. */
  readonly siblings: boolean | null;
}

/** The parents of a concept, none where it has none. */
export type ParentsOf = (conceptId: string) => readonly string[];

/**
 * The pairs among wrong answers, most frequent first, then by id. Mentions without a right concept in the ontology,
 * or without an answer, are of no pair. Of several right concepts the one that was found counts, else the first.
 */
export function confusionsOf(predictions: Iterable<Prediction>, parentsOf?: ParentsOf): readonly Confusion[] {
  const tally = new ConfusionTally();
  for (const prediction of predictions) tally.add(prediction);
  return tally.top(Infinity, parentsOf);
}

/** Counts pairs as predictions go by, so that these need not be held. */
export class ConfusionTally {
  readonly #pairs = new Map<string, { gold: NamedConcept; answered: NamedConcept; count: number }>();

  add({ golds, rank, candidates }: Prediction): void {
    const [first] = candidates;
    if (first === undefined || rank === 1) return;
    const found = rank === null ? undefined : candidates[rank - 1]?.conceptId;
    const gold = golds.find(({ id }) => id === found) ?? golds[0];
    if (gold === undefined) return;
    const key = JSON.stringify([gold.id, first.conceptId]);
    const pair = this.#pairs.get(key);
    if (pair) pair.count += 1;
    else {
      const answered = { id: first.conceptId, name: first.name };
      this.#pairs.set(key, { gold: { id: gold.id, name: gold.name }, answered, count: 1 });
    }
  }

  /** The most frequent pairs, at most so many. */
  top(most: number, parentsOf?: ParentsOf): readonly Confusion[] {
    return [...this.#pairs.entries()]
      .sort(([a, { count: ofA }], [b, { count: ofB }]) => ofB - ofA || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([, pair]) => ({ ...pair, siblings: parentsOf ? areSiblings(pair, parentsOf) : null }));
  }
}

function areSiblings(
  { gold, answered }: { readonly gold: NamedConcept; readonly answered: NamedConcept },
  parentsOf: ParentsOf,
): boolean {
  const parents = parentsOf(gold.id);
  return parentsOf(answered.id).some((parent) => parents.includes(parent));
}
