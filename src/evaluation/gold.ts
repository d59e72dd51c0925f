/** A concept as a gold set has it: by its id, its name, or both. */
export type GoldConcept =
  { readonly id: string; readonly name: string | null } | { readonly id: null; readonly name: string };

/** One right answer: a concept, or several that are right together only (a composite, "nausea and vomiting"). */
export type GoldAnswer = readonly [GoldConcept, ...GoldConcept[]];

/** A mention with what it is to be normalized to, as a gold set has it. */
export interface GoldRow {
  /** Where it stands: line of the file, row of the sheet, or place among the annotations, from 1. */
  readonly line: number;
  readonly mention: string;
  /** The right answers, of which one is enough; none where the mention is no event or has no concept. */
  readonly answers: readonly GoldAnswer[];
  /** `train`, `dev`, `test` or what the source calls it. */
  readonly split: string | null;
  readonly fold: string | null;
  /** What figures are also shown by, such as the kind of text. */
  readonly group: string | null;
  /** 1 where the source has none. */
  readonly weight: number;
  /** Where the mention stands, for measures of whole documents; offsets in UTF-16 code units. */
  readonly span: GoldSpan | null;
}

export interface GoldSpan {
  readonly document: string;
  /** Pieces of a split mention in order, each from `start` up to but not including `end`. */
  readonly pieces: readonly { readonly start: number; readonly end: number }[];
}

/** A text in which mentions stand, or none does. */
export interface GoldDocument {
  /** As the spans of its mentions name it. */
  readonly id: string;
  readonly text: string;
  /** As of rows. */
  readonly split: string | null;
  /** Places that are marked as events and that nobody has normalized, in UTF-16 code units: no rows, and golds all the same. */
  readonly unnormalized: readonly GoldSpan['pieces'][number][];
}

/** The forms in which gold sets come. */
export const GOLD_FORMATS = ['table', 'jsonl', 'brat', 'pubtator', 'tac2017', 'psytar'] as const;
export type GoldFormat = (typeof GOLD_FORMATS)[number];
