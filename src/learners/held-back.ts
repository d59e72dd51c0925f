import { describe, fitBlend } from './blend.js';
import { combine } from './combine.js';
import { STRATEGIES, type BlendWeights, type Candidate, type Evidence } from './types.js';
import type { HeldBackFigures, Strategy } from './types.js';

const FOLDS = 5;
/** Candidates that count for the reciprocal rank. */
const RANKED = 10;

/** A held-back mention: what the parts say about it, having learned without it, and what is right. */
export interface HeldBack {
  readonly evidence: Evidence;
  readonly right: number;
}

/** How often lists begin with the right concept. @param lists one for each mention, best first */
export function figuresOf(
  lists: readonly (readonly Pick<Candidate, 'concept'>[])[],
  truth: readonly Pick<HeldBack, 'right'>[],
): HeldBackFigures {
  const sums = { first: 0, five: 0, reciprocal: 0 };
  truth.forEach(({ right }, i) => {
    const at = lists[i]?.slice(0, RANKED).findIndex(({ concept }) => concept === right) ?? -1;
    if (at < 0) return;
    if (at === 0) sums.first += 1;
    if (at < 5) sums.five += 1;
    sums.reciprocal += 1 / (at + 1);
  });
  const share = (sum: number): number => (truth.length === 0 ? 0 : sum / truth.length);
  return { first: share(sums.first), five: share(sums.five), reciprocal: share(sums.reciprocal) };
}

/** Thresholds below and above all similarities: the metric is believed always, or never. */
export const ALWAYS = -2;
export const NEVER = 2;

/** Standard deviations that a threshold must gain. */
const BEYOND_CHANCE = 2;

/**
 * The least similarity at which the metric's first concept is believed rather than the classifier's: that with which
 * most are right. It lies among the similarities only if that gains more than chance would (two standard deviations) on
 * believing either part always: among a few hundred mentions some threshold always looks a little better.
 */
export function fitThreshold(rows: readonly HeldBack[]): number {
  const gains = rows
    .map(({ evidence: { metric, classifier }, right }) => ({
      similarity: metric[0]?.score ?? -1,
      gain: Number(metric[0]?.concept === right) - Number(classifier[0]?.concept === right),
    }))
    .sort((a, b) => b.similarity - a.similarity);
  const total = gains.reduce((sum, { gain }) => sum + gain, 0);
  const spread = gains.reduce((sum, { gain }) => sum + gain ** 2, 0);
  let best = total >= 0 ? { at: ALWAYS, sum: total } : { at: NEVER, sum: 0 };
  let [sum, square] = [0, 0];
  gains.forEach(({ similarity, gain }, i) => {
    sum += gain;
    square += gain ** 2;
    const below = gains[i + 1]?.similarity;
    // Between two rows of the same similarity no threshold fits.
    if (below === undefined || below === similarity || sum <= best.sum) return;
    const rest = sum - total;
    if (sum > BEYOND_CHANCE * Math.sqrt(square) && rest > BEYOND_CHANCE * Math.sqrt(spread - square))
      best = { at: (similarity + below) / 2, sum };
  });
  return best.at;
}

export interface Weighed {
  readonly threshold: number;
  readonly blend: BlendWeights;
  readonly strategies: Readonly<Record<Strategy, HeldBackFigures>>;
  /** The strategy with most right in the first place; the simplest of equals. */
  readonly best: Strategy;
}

/**
 * Fits the threshold and the blend to held-back mentions, and compares the strategies. For the comparison they are
 * fitted five times, each time without the fifth that is measured.
 * @param isCoded whether the parts knew a concept when they gave their evidence
 */
export function weigh(rows: readonly HeldBack[], isCoded: (concept: number) => boolean): Weighed {
  const examples = rows.map(({ evidence, right }) => ({ mention: describe(evidence, isCoded), right }));
  const inFold = (row: number, fold: number): boolean => row % FOLDS === fold;
  const folds = Array.from({ length: FOLDS }, (_, fold) => ({
    threshold: fitThreshold(rows.filter((_, row) => !inFold(row, fold))),
    blend: fitBlend(examples.filter((_, row) => !inFold(row, fold))),
    best: 'dense' as const,
  }));
  const listsOf = (strategy: Strategy) =>
    rows.map(({ evidence }, row) => {
      const learner = folds[row % FOLDS];
      return learner ? combine(strategy, evidence, learner, isCoded) : [];
    });
  const figures = new Map(STRATEGIES.map((strategy) => [strategy, figuresOf(listsOf(strategy), rows)]));
  const of = (strategy: Strategy): HeldBackFigures =>
    figures.get(strategy) ?? { first: 0, five: 0, reciprocal: 0 };
  return {
    threshold: fitThreshold(rows),
    blend: fitBlend(examples),
    strategies: {
      ...{ dense: of('dense'), nearest: of('nearest'), classifier: of('classifier') },
      ...{ metric: of('metric'), combined: of('combined'), blend: of('blend') },
    },
    best: STRATEGIES.reduce((best, each) => (of(each).first > of(best).first ? each : best)),
  };
}
