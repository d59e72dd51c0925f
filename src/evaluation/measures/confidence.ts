import type {
  CalibrationFigures,
  CoveragePoint,
  DecisionFigures,
  Interval,
  NoneFigures,
  ReliabilityBin,
} from '../figures.js';
import type { Outcome } from '../outcome.js';
import { inRowOrder, weightedMean, weightedShare, weightOf } from './shares.js';
import { weightedWilson } from './wilson.js';

const BINS = 10;
const CURVE_POINTS = 101;
const DECISIONS = ['auto', 'suggest', 'review', 'none'] as const;

const isRight = ({ rank }: Outcome): boolean => rank === 1;

/**
 * Expected calibration error (Guo et al. 2017) and the bins it is made of: ten of equal width, each from `from` up to
 * but not including `to` (the last one with it); those without a mention are left out. All mentions with a confidence
 * take part; where nothing is right, the first candidate is wrong. By weight.
 * @returns null where no mention has a confidence
 */
export function calibrationOf(outcomes: readonly Outcome[]): CalibrationFigures | null {
  const bins: Outcome[][] = Array.from({ length: BINS }, () => []);
  for (const outcome of inRowOrder(outcomes)) {
    if (outcome.confidence === null) continue;
    bins[Math.min(BINS - 1, Math.floor(outcome.confidence * BINS))]?.push(outcome);
  }
  const total = weightOf(bins.flat());
  if (total === 0) return null;
  const figures = bins.map(binOf);
  const ece = figures.reduce(
    (sum, { confidence, accuracy }, at) =>
      sum + (weightOf(bins[at] ?? []) / total) * Math.abs(accuracy - confidence),
    0,
  );
  return { ece, bins: figures.filter(({ mentions }) => mentions > 0) };
}

function binOf(outcomes: readonly Outcome[], at: number): ReliabilityBin {
  return {
    from: at / BINS,
    to: (at + 1) / BINS,
    mentions: outcomes.length,
    confidence: weightedMean(outcomes, ({ confidence }) => confidence ?? 0) ?? 0,
    accuracy: weightedShare(outcomes, isRight) ?? 0,
  };
}

/** All mentions whose confidence is `threshold` or more. */
export interface TrustedMentions {
  readonly threshold: number;
  readonly mentions: number;
  readonly weight: number;
  /** Share of the weight of all mentions. */
  readonly coverage: number;
  /** Sum of the squares of their weights. */
  readonly squares: number;
  /** Weight of those whose first candidate is right. */
  readonly right: number;
}

/** What is answered from each confidence on, greatest first; equal confidences are one step. */
export function trustSteps(outcomes: readonly Outcome[]): readonly TrustedMentions[] {
  const ordered = inRowOrder(outcomes);
  const all = weightOf(ordered);
  const trusted = ordered
    .flatMap((outcome) => (outcome.confidence === null ? [] : [{ outcome, threshold: outcome.confidence }]))
    .sort((a, b) => b.threshold - a.threshold);
  const steps: TrustedMentions[] = [];
  let so = { mentions: 0, weight: 0, squares: 0, right: 0 };
  for (const [at, { outcome, threshold }] of trusted.entries()) {
    so = {
      mentions: so.mentions + 1,
      weight: so.weight + outcome.weight,
      squares: so.squares + outcome.weight ** 2,
      right: so.right + (isRight(outcome) ? outcome.weight : 0),
    };
    if (trusted[at + 1]?.threshold === threshold || so.weight === 0) continue;
    // Added up in another order, all of them may come to a little more than all.
    steps.push({ threshold, coverage: Math.min(1, so.weight / all), ...so });
  }
  return steps;
}

/**
 * Coverage against accuracy (the risk-coverage curve of El-Yaniv and Wiener 2010, risk being 1 - accuracy), by weight:
 * coverage is the share of all mentions that is answered. An answer to a mention for which nothing is right is wrong.
 * At most 101 points: of more confidences, some evenly over the coverage, with the first and the last.
 */
export function coverageOf(outcomes: readonly Outcome[]): readonly CoveragePoint[] {
  return thinned(trustSteps(outcomes)).map(({ threshold, coverage, weight, right }) => ({
    threshold,
    coverage,
    accuracy: right / weight,
  }));
}

/** The first step that reaches each hundredth of the way, so that the last one is among them. */
function thinned(steps: readonly TrustedMentions[]): readonly TrustedMentions[] {
  if (steps.length <= CURVE_POINTS) return steps;
  const [from, to] = [steps[0]?.weight ?? 0, steps.at(-1)?.weight ?? 0];
  let reached = -1;
  return steps.filter(({ weight }) => {
    const hundredth = Math.floor(((weight - from) / (to - from)) * (CURVE_POINTS - 1));
    if (hundredth <= reached) return false;
    reached = hundredth;
    return true;
  });
}

/**
 * How often each decision was taken, and how often rightly, by weight. The interval is Wilson's, on Kish's effective
 * number of mentions (1965) where weights differ: of decisions that were all right, a bootstrap would have none.
 */
export function decisionsOf(outcomes: readonly Outcome[]): readonly DecisionFigures[] {
  return DECISIONS.map((decision) => {
    const taken = inRowOrder(outcomes).filter((outcome) => outcome.decision === decision);
    const right = weightedShare(taken, decision === 'none' ? ({ golds }) => golds.length === 0 : isRight);
    return { decision, mentions: taken.length, right, rightInterval: intervalOf(right, taken) };
  });
}

function intervalOf(share: number | null, mentions: readonly Outcome[]): Interval | null {
  if (share === null) return null;
  const squares = mentions.reduce((sum, { weight }) => sum + weight ** 2, 0);
  const { low, high } = weightedWilson(share, weightOf(mentions), squares);
  return { low, high };
}

/**
 * Precision, recall and F1 of `none` as an answer, by weight. Precision is null where it was never told, recall where
 * no mention is of no concept, F1 = 2TP / (2TP + FP + FN) where both hold.
 */
export function noneOf(outcomes: readonly Outcome[]): NoneFigures {
  const ordered = inRowOrder(outcomes);
  const empty = ordered.filter(({ golds }) => golds.length === 0);
  const told = ordered.filter(({ decision }) => decision === 'none');
  const both = told.filter(({ golds }) => golds.length === 0);
  const [truth, answers, agreed] = [weightOf(empty), weightOf(told), weightOf(both)];
  return {
    mentions: empty.length,
    precision: answers > 0 ? agreed / answers : null,
    recall: truth > 0 ? agreed / truth : null,
    f1: truth + answers > 0 ? (2 * agreed) / (truth + answers) : null,
  };
}
