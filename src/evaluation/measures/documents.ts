import type { DocumentOutcome, EventOutcome, GoldSpanOutcome } from '../document-outcome.js';
import type { Estimate } from '../figures.js';
import type { EvaluationSettings } from '../manifest.js';
import type { FoundPart, MatchedSpans, PostFigures, SpanFigures } from '../post-figures.js';
import { intervalOf, resampledSums, type Resampling } from './bootstrap.js';
import {
  endToEndBy,
  extractionBy,
  matchedBy,
  overlap,
  ratesOf,
  samePlace,
  shareOf,
  spanCountsOf,
  spanRatesOf,
  SPAN_CRITERIA,
  SPAN_WAYS,
  type Rates,
  type Span,
  type SpanCounts,
  type SpanCriterion,
} from './spans.js';

/** What of a gold set's documents counts. */
export interface DocumentOptions {
  /** Golds that the ontology lacks: see `endToEndSides`. */
  readonly missing: EvaluationSettings['missing'];
  readonly resampling: Resampling;
}

/**
 * All figures of a run over documents. Counts are summed over documents (micro); intervals are of a percentile bootstrap
 * over documents (Efron and Tibshirani 1993, chapter 13), as the events of one document are not independent.
 * @param outcomes one a document; their order does not matter but for the draws
 */
export function postFiguresOf(
  outcomes: readonly DocumentOutcome[],
  { missing, resampling }: DocumentOptions,
): PostFigures {
  const counts = outcomes.map((outcome) => countsOf(outcome, missing));
  const { sums, estimates } = estimated(counts, resampling);
  const next = estimates.values();
  const rates = (): Rates<Estimate> => ({
    ...{ precision: next.next().value ?? null, recall: next.next().value ?? null },
    f1: next.next().value ?? null,
  });
  // In the order in which `ratesIn` gives them.
  const extraction = spans(sums.extraction, rates);
  const endToEnd = spans(sums.endToEnd, rates);
  const { gold, predicted, matched } = sums.classification;
  return {
    ...{ task: 'posts', extraction, endToEnd },
    classification: { gold, predicted, matched, ...rates() },
    types: partsOf(outcomes, ({ type }) => type, true),
    marks: partsOf(outcomes, ({ mark }) => mark, false),
  };
}

/** Counts of a document, or of many. */
interface DocumentCounts {
  readonly extraction: Readonly<Record<SpanCriterion, SpanCounts>>;
  readonly endToEnd: Readonly<Record<SpanCriterion, SpanCounts>>;
  readonly classification: { readonly gold: number; readonly predicted: number; readonly matched: number };
}

function countsOf(outcome: DocumentOutcome, missing: DocumentOptions['missing']): DocumentCounts {
  const predicted = distinct(outcome.events.filter(({ counts }) => counts));
  const golds = distinct(outcome.golds.map((gold) => ({ ...gold, concepts: [] })));
  const sides = endToEndSides(predicted, outcome.golds, missing);
  const { hasMention, isAdverse } = outcome;
  return {
    extraction: {
      strict: spanCountsOf(predicted, golds, extractionBy('strict')),
      relaxed: spanCountsOf(predicted, golds, extractionBy('relaxed')),
    },
    endToEnd: {
      strict: spanCountsOf(sides.predicted, sides.golds, endToEndBy('strict')),
      relaxed: spanCountsOf(sides.predicted, sides.golds, endToEndBy('relaxed')),
    },
    classification: {
      ...{ gold: Number(hasMention), predicted: Number(isAdverse) },
      matched: Number(hasMention && isAdverse),
    },
  };
}

/**
 * What takes part end to end. A gold whose concept the ontology lacks is missed; with `exclude` it is left out. A gold
 * for which no concept is right is none to be found, and a concept that is answered there is wrong. Of a place that
 * nobody has normalized, nothing can be said. Events that touch only golds that are left out, or such places, are left
 * out with them.
 */
function endToEndSides(
  predicted: readonly Span[],
  golds: readonly GoldSpanOutcome[],
  missing: DocumentOptions['missing'],
): { readonly predicted: readonly Span[]; readonly golds: readonly Span[] } {
  const isOut = ({ kind }: GoldSpanOutcome): boolean =>
    kind === 'open' || (kind === 'missing' && missing === 'exclude');
  const out = golds.filter(isOut);
  const others = golds.filter((gold) => !isOut(gold));
  const touches = (event: Span, those: readonly Span[]): boolean =>
    those.some((gold) => overlap(event, gold));
  return {
    predicted: predicted.filter((event) => touches(event, others) || !touches(event, out)),
    golds: distinct(others.filter(({ kind }) => kind !== 'none')),
  };
}

/** The same place with the same concepts counts once, such as a place that is the mention of two rows. */
function distinct<S extends Span>(all: readonly S[]): readonly S[] {
  const keys = new Map(
    all.map((span) => [JSON.stringify([span.start, span.end, [...span.concepts].sort()]), span]),
  );
  return [...keys.values()];
}

const FIELDS = ['predicted', 'gold', 'matchedPredicted', 'matchedGold', 'pairs'] as const;

/** The counts as a list of numbers, to be summed. */
function flat({ extraction, endToEnd, classification }: DocumentCounts): readonly number[] {
  const spanCounts = [extraction, endToEnd].flatMap((measure) =>
    SPAN_CRITERIA.flatMap((criterion) => FIELDS.map((field) => measure[criterion][field])),
  );
  return [...spanCounts, classification.gold, classification.predicted, classification.matched];
}

function unflat(numbers: readonly number[]): DocumentCounts {
  const next = numbers.values();
  const take = (): number => next.next().value ?? 0;
  const spanCounts = (): SpanCounts => ({
    ...{ predicted: take(), gold: take(), matchedPredicted: take(), matchedGold: take(), pairs: take() },
  });
  return {
    extraction: { strict: spanCounts(), relaxed: spanCounts() },
    endToEnd: { strict: spanCounts(), relaxed: spanCounts() },
    classification: { gold: take(), predicted: take(), matched: take() },
  };
}

/** Every rate of some counts, in a fixed order. */
function ratesIn({ extraction, endToEnd, classification }: DocumentCounts): readonly (number | null)[] {
  const { gold, predicted, matched } = classification;
  const all = [extraction, endToEnd].flatMap((measure) =>
    SPAN_CRITERIA.flatMap((criterion) => SPAN_WAYS.map((way) => spanRatesOf(measure[criterion], way))),
  );
  all.push(ratesOf(shareOf(matched, predicted), shareOf(matched, gold)));
  return all.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]);
}

/** Sums over all documents, and each rate with its interval; a resample in which a rate is of nothing says nothing of it. */
function estimated(
  counts: readonly DocumentCounts[],
  resampling: Resampling,
): { readonly sums: DocumentCounts; readonly estimates: readonly (Estimate | null)[] } {
  const draws = resampledSums(counts.map(flat), resampling);
  const first = draws.next();
  const sums = unflat(first.done === true ? [] : first.value);
  const rates = ratesIn(sums);
  const resampled = rates.map((): number[] => []);
  for (const drawn of draws)
    ratesIn(unflat(drawn)).forEach((rate, at) => {
      if (rate !== null) resampled[at]?.push(rate);
    });
  return {
    sums,
    estimates: rates.map((rate, at) => (rate === null ? null : intervalOf(rate, resampled[at] ?? []))),
  };
}

function spans(counts: DocumentCounts['extraction'], rates: () => Rates<Estimate>): MatchedSpans {
  const figures = (criterion: SpanCriterion, way: (typeof SPAN_WAYS)[number]): SpanFigures => {
    const { predicted, gold } = counts[criterion];
    return { predicted, gold, ...matchedBy(counts[criterion], way), ...rates() };
  };
  const ways = (criterion: SpanCriterion) => ({
    anyMatch: figures(criterion, 'anyMatch'),
    oneToOne: figures(criterion, 'oneToOne'),
  });
  return { strict: ways('strict'), relaxed: ways('relaxed') };
}

/** The events divided, those first of which there are most. */
function partsOf(
  outcomes: readonly DocumentOutcome[],
  partOf: (event: EventOutcome) => string,
  countedOnly: boolean,
): readonly FoundPart[] {
  const parts = new Map<string, { events: number; strict: number; relaxed: number }>();
  for (const { events, golds } of outcomes)
    for (const event of events) {
      if (countedOnly && !event.counts) continue;
      const part = parts.get(partOf(event)) ?? { events: 0, strict: 0, relaxed: 0 };
      parts.set(partOf(event), part);
      part.events += 1;
      part.strict += Number(golds.some((gold) => samePlace(event, gold)));
      part.relaxed += Number(golds.some((gold) => overlap(event, gold)));
    }
  return [...parts]
    .map(([part, found]) => ({ part, ...found }))
    .sort((a, b) => b.events - a.events || (a.part < b.part ? -1 : 1));
}
