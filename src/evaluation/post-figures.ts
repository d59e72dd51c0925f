import type { Estimate } from './figures.js';
import type { Rates, SpanCounts, SpanCriterion, SpanWay } from './measures/spans.js';

/** Precision, recall and F1 with their intervals over documents, and what they are made of. */
export interface SpanFigures
  extends Rates<Estimate>, Pick<SpanCounts, 'predicted' | 'gold' | 'matchedPredicted' | 'matchedGold'> {}

/** The same annotations compared in two ways and counted in two ways. */
export type MatchedSpans = Readonly<Record<SpanCriterion, Readonly<Record<SpanWay, SpanFigures>>>>;

/** Whether documents that tell of an event are told from others. */
export interface ClassificationFigures extends Rates<Estimate> {
  /** Documents in which a mention stands, those that were classified as reporting an adverse event, and both. */
  readonly gold: number;
  readonly predicted: number;
  readonly matched: number;
}

/** Some of the events that were found, and how many of them have a place in common with a gold. */
export interface FoundPart {
  readonly part: string;
  readonly events: number;
  readonly strict: number;
  readonly relaxed: number;
}

/** All that a run over whole documents measured. */
export interface PostFigures {
  readonly task: 'posts';
  /** Finding the events, whatever they were normalized to. */
  readonly extraction: MatchedSpans;
  /** Finding and normalizing them. */
  readonly endToEnd: MatchedSpans;
  readonly classification: ClassificationFigures;
  /** Events that count, by the type that the extractor gives them. */
  readonly types: readonly FoundPart[];
  /** All events, by what the text says of them: what choosing among marks costs and gains. */
  readonly marks: readonly FoundPart[];
}
