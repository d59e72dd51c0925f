import type { RankFigures } from '../figures.js';
import type { Outcome } from '../outcome.js';
import { estimatesOf, type Resampling, type Unit } from './bootstrap.js';
import { answerable, isWithin, weightedMean, weightedShare } from './shares.js';

const ZERO = { value: 0, low: 0, high: 0 };

/**
 * How well mentions were ranked; those for which nothing is right take no part. Shares are 0 to 1.
 *
 * - micro Acc@k: share of the mentions with a right concept among the first k, by weight.
 * - macro Acc@k: mean over the right concepts of each one's Acc@k, so that a rare concept counts as much as a
 *   frequent one. A mention with n right concepts belongs to each with 1/n of its weight, and is right for all of
 *   them when one of them is found. Its interval is a bootstrap over the concepts, which are what it counts: drawing
 *   mentions would leave out the rare concepts most often, and so shift the mean towards the frequent ones.
 * - MRR: mean of 1/rank, 0 where none was found (Voorhees 1999), by weight; mean rank and floor likewise.
 *
 * `mentions` and `found` count mentions whatever they weigh. Of no mentions every figure is 0, the mean rank null.
 */
export function ranksOf(
  outcomes: readonly Outcome[],
  ks: readonly number[],
  resampling: Resampling,
): RankFigures {
  const mentions = answerable(outcomes);
  const found = mentions.filter(({ rank }) => rank !== null);
  const estimates = estimatesOf(unitsOf(mentions, ks), ks.length + 1, resampling);
  const concepts = ks.map((k) => conceptAccuracies(mentions, k));
  const perConcept = (concepts[0] ?? []).map((_, concept) => ({
    weight: 1,
    values: concepts.map((accuracies) => accuracies[concept] ?? 0),
  }));
  const macros = estimatesOf(perConcept, ks.length, resampling);
  return {
    mentions: mentions.length,
    accuracy: ks.map((k, at) => {
      const { low, high } = macros[at] ?? ZERO;
      return {
        ...{ k, micro: estimates[at] ?? ZERO },
        ...{ macro: meanOf(concepts[at] ?? []), macroInterval: { low, high } },
      };
    }),
    mrr: estimates[ks.length] ?? ZERO,
    meanRank: weightedMean(found, ({ rank }) => rank ?? 0),
    found: found.length,
    floor: floorOf(mentions),
  };
}

/** Acc@1 of a system that knows nothing but equal normal forms; 0 of no mentions. */
export function floorOf(mentions: readonly Outcome[]): number {
  return weightedShare(mentions, ({ floorRank }) => floorRank === 1) ?? 0;
}

/** Acc@k by weight for each k; 0 of no mentions. */
export function accuracyOf(
  mentions: readonly Outcome[],
  ks: readonly number[],
): readonly { readonly k: number; readonly value: number }[] {
  return ks.map((k) => ({ k, value: weightedShare(mentions, ({ rank }) => isWithin(rank, k)) ?? 0 }));
}

/** Hits at each k, then 1/rank. Ranks are few: one array of values for each. */
function unitsOf(mentions: readonly Outcome[], ks: readonly number[]): readonly Unit[] {
  const valuesOf = new Map<number | null, readonly number[]>();
  return mentions.map(({ rank, weight }) => {
    const values = valuesOf.get(rank) ?? [
      ...ks.map((k) => (isWithin(rank, k) ? 1 : 0)),
      rank === null ? 0 : 1 / rank,
    ];
    valuesOf.set(rank, values);
    return { weight, values };
  });
}

/** Acc@k of each right concept that weighs anything, in the same order for every k. */
function conceptAccuracies(mentions: readonly Outcome[], k: number): readonly number[] {
  const concepts = new Map<string, { right: number; all: number }>();
  for (const { golds, rank, weight } of mentions) {
    const share = weight / golds.length;
    for (const gold of golds) {
      const tally = concepts.get(gold) ?? { right: 0, all: 0 };
      tally.all += share;
      if (isWithin(rank, k)) tally.right += share;
      concepts.set(gold, tally);
    }
  }
  return [...concepts.values()].filter(({ all }) => all > 0).map(({ right, all }) => right / all);
}

/** 0 of no values. */
function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
