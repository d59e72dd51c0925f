import type { Outcome } from '../outcome.js';

/**
 * Outcomes in the order of their rows, which are unique. Every measure starts here, so that the order in which
 * mentions were worked off changes no digit of a sum and no draw of a bootstrap.
 */
export function inRowOrder(outcomes: readonly Outcome[]): readonly Outcome[] {
  const sorted = outcomes.every((outcome, at) => at === 0 || (outcomes[at - 1]?.row ?? 0) <= outcome.row);
  return sorted ? outcomes : outcomes.toSorted((a, b) => a.row - b.row);
}

/** Outcomes of mentions that have a right concept, in the order of their rows. */
export function answerable(outcomes: readonly Outcome[]): readonly Outcome[] {
  return inRowOrder(outcomes).filter(({ golds }) => golds.length > 0);
}

/** Whether a right concept stands among the first k. */
export function isWithin(rank: number | null, k: number): boolean {
  return rank !== null && rank <= k;
}

/** Mean of a value, each mention counting by its weight; null where there is no weight at all. */
export function weightedMean(
  outcomes: readonly Outcome[],
  valueOf: (outcome: Outcome) => number,
): number | null {
  let [sum, weight] = [0, 0];
  for (const outcome of outcomes) {
    sum += outcome.weight * valueOf(outcome);
    weight += outcome.weight;
  }
  return weight > 0 ? sum / weight : null;
}

/** Share (0 to 1) of the mentions for which something holds, by weight; null where there is no weight at all. */
export function weightedShare(
  outcomes: readonly Outcome[],
  holds: (outcome: Outcome) => boolean,
): number | null {
  return weightedMean(outcomes, (outcome) => (holds(outcome) ? 1 : 0));
}

/** What mentions weigh together. */
export function weightOf(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { weight }) => sum + weight, 0);
}
