import type { Span } from './measures/spans.js';

/**
 * What is known of a gold's concept: `known` to the ontology; `missing` from it; `none` is right; or `open`, as nobody has
 * normalized it.
 */
export const GOLD_KINDS = ['known', 'missing', 'none', 'open'] as const;
export type GoldKind = (typeof GOLD_KINDS)[number];

export interface GoldSpanOutcome extends Span {
  readonly kind: GoldKind;
}

export interface EventOutcome extends Span {
  readonly type: string;
  readonly mark: string;
  /** Whether it counts as predicted. */
  readonly counts: boolean;
}

/** What became of one document; all measures of posts are taken from these. */
export interface DocumentOutcome {
  /** Whether any mention stands in it, even one of which no place is known. */
  readonly hasMention: boolean;
  /** Whether it was classified as reporting an adverse event. */
  readonly isAdverse: boolean;
  readonly golds: readonly GoldSpanOutcome[];
  readonly events: readonly EventOutcome[];
}
