import { maximumMatching } from './matching.js';

/** A concept found in a document, from `start` up to but not including `end`. */
export interface SpanAnnotation {
  readonly document: string;
  readonly start: number;
  readonly end: number;
  readonly concept: string;
}

/** Precision, recall and F1 (0 to 1) with what they are made of. */
export interface SpanFigures {
  readonly predicted: number;
  readonly gold: number;
  readonly matchedPredicted: number;
  readonly matchedGold: number;
  /** Null where nothing was predicted. */
  readonly precision: number | null;
  /** Null where nothing is gold. */
  readonly recall: number | null;
  /** Harmonic mean of both; 0 where nothing matches, null where nothing is predicted and nothing gold. */
  readonly f1: number | null;
}

/** The same annotations counted in two ways. */
export interface MatchedSpans {
  /** As SMM4H counts: an annotation is matched when any of the other side matches it. */
  readonly anyMatch: SpanFigures;
  /** Each annotation matches one of the other side at most. */
  readonly oneToOne: SpanFigures;
}

export interface EndToEndFigures {
  /** Same document, offsets and concept. */
  readonly strict: MatchedSpans;
  /** Same document and concept, and at least one character in common. */
  readonly relaxed: MatchedSpans;
}

/**
 * Finding and normalizing together, over whole documents.
 *
 * The two ways differ where several annotations of a concept overlap. The SMM4H way takes each matching pair as a true
 * positive on both sides: one long prediction over three golds finds all three, and three predictions in one gold are
 * all right. One-to-one takes a largest set of pairs that share no annotation, so that each of these counts once; its
 * figures are never higher. Annotations count as they are given, identical ones too.
 */
export function endToEndOf(
  predicted: readonly SpanAnnotation[],
  gold: readonly SpanAnnotation[],
): EndToEndFigures {
  return { strict: matchedBy(sameOffsets, predicted, gold), relaxed: matchedBy(overlap, predicted, gold) };
}

type Matches = (a: SpanAnnotation, b: SpanAnnotation) => boolean;

const sameOffsets: Matches = (a, b) => a.start === b.start && a.end === b.end;
const overlap: Matches = (a, b) => a.start < b.end && b.start < a.end;

function matchedBy(
  matches: Matches,
  predicted: readonly SpanAnnotation[],
  gold: readonly SpanAnnotation[],
): MatchedSpans {
  const [predictions, golds] = [byPlace(predicted), byPlace(gold)];
  let [matchedPredicted, matchedGold, pairs] = [0, 0, 0];
  for (const [place, here] of predictions) {
    const others = golds.get(place) ?? [];
    const neighbours = here.map((prediction) =>
      others.flatMap((other, at) => (matches(prediction, other) ? [at] : [])),
    );
    matchedPredicted += neighbours.filter(({ length }) => length > 0).length;
    matchedGold += new Set(neighbours.flat()).size;
    pairs += maximumMatching(neighbours);
  }
  const counts = { predicted: predicted.length, gold: gold.length };
  return {
    anyMatch: figuresFrom({ ...counts, matchedPredicted, matchedGold }),
    oneToOne: figuresFrom({ ...counts, matchedPredicted: pairs, matchedGold: pairs }),
  };
}

/** Only annotations of one concept in one document can match. */
function byPlace(annotations: readonly SpanAnnotation[]): ReadonlyMap<string, readonly SpanAnnotation[]> {
  const places = new Map<string, SpanAnnotation[]>();
  for (const annotation of annotations) {
    const place = JSON.stringify([annotation.document, annotation.concept]);
    const here = places.get(place);
    if (here) here.push(annotation);
    else places.set(place, [annotation]);
  }
  return places;
}

function figuresFrom(
  counts: Pick<SpanFigures, 'predicted' | 'gold' | 'matchedPredicted' | 'matchedGold'>,
): SpanFigures {
  const precision = counts.predicted > 0 ? counts.matchedPredicted / counts.predicted : null;
  const recall = counts.gold > 0 ? counts.matchedGold / counts.gold : null;
  return { ...counts, precision, recall, f1: f1Of(precision, recall) };
}

function f1Of(precision: number | null, recall: number | null): number | null {
  if (precision === null && recall === null) return null;
  const [p, r] = [precision ?? 0, recall ?? 0];
  return p + r > 0 ? (2 * p * r) / (p + r) : 0;
}
