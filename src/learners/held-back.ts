import { describe, fitBlend } from './blend.js';
import { combine } from './combine.js';
import { CODED_ALONE, STRATEGIES, type BlendWeights, type Candidate, type Evidence } from './types.js';
import type { Caution, HeldBackFigures, Strategy } from './types.js';

const FOLDS = 5;
/** Of fewer held-back mentions a figure may be 10 points off. */
const FEW = 100;
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

/** Standard deviations that a threshold must gain, and that a strategy must gain on `dense` to be what `auto` is. */
const BEYOND_CHANCE = 2;
const BETTER_THAN_DENSE = 1;

/**
 * The least similarity at which the metric's first concept is believed rather than the classifier's: that with which
 * most are right. It lies among the similarities only if that gains more than chance would (two standard deviations) on
 * believing either part always: among a few hundred mentions some threshold always looks a little better. Where neither
 * part is beyond chance better the classifier is believed always: the one that answers learns from a quarter more
 * mentions than the one that is measured here, and gains more by that than the metric does.
 */
export function fitThreshold(rows: readonly HeldBack[]): number {
  const gains = rows
    .map(({ evidence: { metric, classifier }, right }) => ({
      similarity: metric[0]?.score ?? -1,
      gain: Number(metric[0]?.concept === right) - Number(classifier[0]?.concept === right),
    }))
    .sort((a, b) => b.similarity - a.similarity);
  const { total, spread } = sumsOf(gains.map(({ gain }) => gain));
  let best = isBeyondChance(total, spread) ? { at: ALWAYS, sum: total } : { at: NEVER, sum: 0 };
  let [sum, square] = [0, 0];
  gains.forEach(({ similarity, gain }, i) => {
    sum += gain;
    square += gain ** 2;
    const below = gains[i + 1]?.similarity;
    // Between two rows of the same similarity no threshold fits.
    if (below === undefined || below === similarity || sum <= best.sum) return;
    if (isBeyondChance(sum, square) && isBeyondChance(sum - total, spread - square))
      best = { at: (similarity + below) / 2, sum };
  });
  return best.at;
}

/** Gains of -1, 0 and 1 together, and how many of them are not 0. */
function sumsOf(gains: readonly number[]): { readonly total: number; readonly spread: number } {
  return {
    total: gains.reduce((sum, gain) => sum + gain, 0),
    spread: gains.reduce((sum, gain) => sum + gain ** 2, 0),
  };
}

/** Whether a sum of gains of -1, 0 and 1 is more than chance would give. @param spread the sum of their squares */
function isBeyondChance(gain: number, spread: number, deviations = BEYOND_CHANCE): boolean {
  return gain > deviations * Math.sqrt(spread);
}

export interface Weighed {
  readonly threshold: number;
  readonly blend: BlendWeights;
  readonly strategies: Readonly<Record<Strategy, HeldBackFigures>>;
  /**
   * The strategy with most right in the first place; the simplest of equals. One that is not beyond chance better than
   * `dense` is none, nor one that knows coded concepts alone where no other concept was held back.
   */
  readonly best: Strategy;
  readonly cautions: readonly Caution[];
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
  const lists = new Map(STRATEGIES.map((strategy) => [strategy, listsOf(strategy)]));
  const figures = new Map([...lists].map(([strategy, ranked]) => [strategy, figuresOf(ranked, rows)]));
  const othersHeld = rows.some(({ right }) => !isCoded(right));
  const eligible = STRATEGIES.filter((strategy) => {
    if (strategy === 'dense') return true;
    if (CODED_ALONE.has(strategy) && !othersHeld) return false;
    const { total, spread } = gainOn(lists.get('dense') ?? [], lists.get(strategy) ?? [], rows);
    return isBeyondChance(total, spread, BETTER_THAN_DENSE);
  });
  const of = (strategy: Strategy): HeldBackFigures =>
    figures.get(strategy) ?? { first: 0, five: 0, reciprocal: 0 };
  return {
    threshold: fitThreshold(rows),
    blend: fitBlend(examples),
    strategies: {
      ...{ dense: of('dense'), nearest: of('nearest'), classifier: of('classifier') },
      ...{ metric: of('metric'), combined: of('combined'), blend: of('blend') },
    },
    best: eligible.reduce((best, each) => (of(each).first > of(best).first ? each : best), 'dense'),
    cautions: [
      ...(rows.length < FEW ? (['few_held_back'] as const) : []),
      ...(othersHeld ? [] : (['only_coded_concepts'] as const)),
      ...(eligible.length > 1 ? [] : (['not_better'] as const)),
    ],
  };
}

/** How many more mentions a strategy has right than `dense`, and how many only one of both has. */
function gainOn(
  dense: readonly (readonly Pick<Candidate, 'concept'>[])[],
  lists: readonly (readonly Pick<Candidate, 'concept'>[])[],
  truth: readonly Pick<HeldBack, 'right'>[],
): ReturnType<typeof sumsOf> {
  return sumsOf(
    truth.map(
      ({ right }, i) => Number(lists[i]?.[0]?.concept === right) - Number(dense[i]?.[0]?.concept === right),
    ),
  );
}
