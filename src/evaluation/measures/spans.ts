import { maximumMatching } from './matching.js';

/** An event in a document, from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Of a gold, the concepts of which one is enough; of a prediction, the one that was answered. */
  readonly concepts: readonly string[];
}

/** How a prediction and a gold of one document compare. */
export const SPAN_CRITERIA = ['strict', 'relaxed'] as const;
/** `strict`: the same offsets; `relaxed`: at least one character in common. */
export type SpanCriterion = (typeof SPAN_CRITERIA)[number];

export type Matches = (predicted: Span, gold: Span) => boolean;

const PLACES: Readonly<Record<SpanCriterion, Matches>> = {
  strict: samePlace,
  relaxed: overlap,
};

type Place = Pick<Span, 'start' | 'end'>;

/** Whether two spans have the same offsets. */
export function samePlace(a: Place, b: Place): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Whether two spans have a character in common. */
export function overlap(a: Place, b: Place): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Finding events alone: only their places count. */
export function extractionBy(criterion: SpanCriterion): Matches {
  return PLACES[criterion];
}

/** Finding and normalizing together: places that match, and a concept in common. */
export function endToEndBy(criterion: SpanCriterion): Matches {
  const samePlace = PLACES[criterion];
  return (a, b) => samePlace(a, b) && a.concepts.some((concept) => b.concepts.includes(concept));
}

/** What precision and recall are made of; counts of several documents may be added up. */
export interface SpanCounts {
  readonly predicted: number;
  readonly gold: number;
  /** Predictions that match any gold, and golds that any prediction matches. */
  readonly matchedPredicted: number;
  readonly matchedGold: number;
  /** Most pairs that share no annotation. */
  readonly pairs: number;
}

/**
 * Counts the annotations of one document, in the two ways that figures are taken from.
 *
 * They differ where several annotations match one. The SMM4H way (`matchedPredicted`, `matchedGold`) takes each matching
 * pair as a true positive on both sides: one long prediction over three golds finds all three, and three predictions in
 * one gold are all right. One-to-one (`pairs`) takes a largest set of pairs that share no annotation, so that each of
 * these counts once; its figures are never higher. Annotations count as they are given, identical ones too.
 */
export function spanCountsOf(
  predicted: readonly Span[],
  golds: readonly Span[],
  matches: Matches,
): SpanCounts {
  const neighbours = predicted.map((prediction) =>
    golds.flatMap((gold, at) => (matches(prediction, gold) ? [at] : [])),
  );
  return {
    predicted: predicted.length,
    gold: golds.length,
    matchedPredicted: neighbours.filter(({ length }) => length > 0).length,
    matchedGold: new Set(neighbours.flat()).size,
    pairs: maximumMatching(neighbours),
  };
}

/** Precision, recall and F1 (0 to 1). */
export interface Rates<Rate> {
  /** Null where nothing was predicted. */
  readonly precision: Rate | null;
  /** Null where nothing is gold. */
  readonly recall: Rate | null;
  /** Harmonic mean of both; 0 where nothing matches, null where nothing is predicted and nothing gold. */
  readonly f1: Rate | null;
}

/** Two ways of counting; see `spanCountsOf`. */
export const SPAN_WAYS = ['anyMatch', 'oneToOne'] as const;
/** `anyMatch`: as SMM4H counts; `oneToOne`: each annotation matches one of the other side at most. */
export type SpanWay = (typeof SPAN_WAYS)[number];

/** What is matched on both sides when counted in a way. */
export function matchedBy(
  { matchedPredicted, matchedGold, pairs }: SpanCounts,
  way: SpanWay,
): { readonly matchedPredicted: number; readonly matchedGold: number } {
  if (way === 'anyMatch') return { matchedPredicted, matchedGold };
  return { matchedPredicted: pairs, matchedGold: pairs };
}

/** The rates of counts that were counted in a way. */
export function spanRatesOf(counts: SpanCounts, way: SpanWay): Rates<number> {
  const { matchedPredicted, matchedGold } = matchedBy(counts, way);
  return ratesOf(shareOf(matchedPredicted, counts.predicted), shareOf(matchedGold, counts.gold));
}

/** Null of nothing. */
export function shareOf(part: number, all: number): number | null {
  return all > 0 ? part / all : null;
}

export function ratesOf(precision: number | null, recall: number | null): Rates<number> {
  return { precision, recall, f1: f1Of(precision, recall) };
}

function f1Of(precision: number | null, recall: number | null): number | null {
  if (precision === null && recall === null) return null;
  const [p, r] = [precision ?? 0, recall ?? 0];
  return p + r > 0 ? (2 * p * r) / (p + r) : 0;
}
