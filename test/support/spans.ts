import {
  endToEndBy,
  matchedBy,
  spanCountsOf,
  spanRatesOf,
  SPAN_WAYS,
  type SpanCounts,
  type SpanCriterion,
  type SpanWay,
} from '#src/evaluation/measures/spans.js';

/** An event of a document with one concept. */
export interface SpanAnnotation {
  readonly document: string;
  readonly start: number;
  readonly end: number;
  readonly concept: string;
}

/** Figures end to end of annotations in any order, summed over their documents. */
export function endToEndOf(predicted: readonly SpanAnnotation[], gold: readonly SpanAnnotation[]) {
  return { strict: figuresBy('strict', predicted, gold), relaxed: figuresBy('relaxed', predicted, gold) };
}

function figuresBy(
  criterion: SpanCriterion,
  predicted: readonly SpanAnnotation[],
  gold: readonly SpanAnnotation[],
) {
  const documents = [...new Set([...predicted, ...gold].map(({ document }) => document))];
  const counts = documents
    .map((document) =>
      spanCountsOf(spansOf(predicted, document), spansOf(gold, document), endToEndBy(criterion)),
    )
    .reduce(added, { predicted: 0, gold: 0, matchedPredicted: 0, matchedGold: 0, pairs: 0 });
  const [anyMatch, oneToOne] = SPAN_WAYS.map((way) => figuresOf(counts, way));
  if (!anyMatch || !oneToOne) throw new Error('There are two ways of counting.');
  return { anyMatch, oneToOne };
}

function spansOf(all: readonly SpanAnnotation[], document: string) {
  return all
    .filter((each) => each.document === document)
    .map(({ start, end, concept }) => ({ start, end, concepts: [concept] }));
}

function figuresOf(counts: SpanCounts, way: SpanWay) {
  return { ...matchedBy(counts, way), ...spanRatesOf(counts, way) };
}

function added(a: SpanCounts, b: SpanCounts): SpanCounts {
  return {
    predicted: a.predicted + b.predicted,
    gold: a.gold + b.gold,
    matchedPredicted: a.matchedPredicted + b.matchedPredicted,
    matchedGold: a.matchedGold + b.matchedGold,
    pairs: a.pairs + b.pairs,
  };
}
