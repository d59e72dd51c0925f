import type { NameKind, SourceConcept } from '../concept.js';
import type { ChoiceName, ReadChoice } from './choice.js';

export const SOURCE_FORMATS = [
  'csv',
  'xlsx',
  'jsonl',
  'obo',
  'obo-graphs',
  'meddra',
  'snomed',
  'umls',
] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** What people call a format, what gives a concept in it, and what a report counts its places by. */
export const FORMAT_WORDS: Readonly<
  Record<SourceFormat, { readonly title: string; readonly row: string; readonly place: string }>
> = {
  csv: { title: 'CSV', row: 'row', place: 'line' },
  xlsx: { title: 'Excel workbook', row: 'row', place: 'row' },
  jsonl: { title: 'JSONL', row: 'row', place: 'line' },
  obo: { title: 'OBO', row: 'term', place: 'line' },
  // Often all of the file is one line.
  'obo-graphs': { title: 'OBO Graphs', row: 'term', place: 'node' },
  meddra: { title: 'MedDRA MedAscii', row: 'row', place: 'line' },
  snomed: { title: 'SNOMED CT RF2', row: 'row', place: 'line' },
  umls: { title: 'UMLS RRF', row: 'row', place: 'line' },
};

/** Why a row, or a part of it, was left out. */
export const SKIP_REASONS = [
  'not_json',
  'not_an_object',
  'wrong_columns',
  'id_missing',
  'name_missing',
  'name_without_letters',
  'field_invalid',
  'duplicate_id',
  'not_a_synonym',
  'parent_missing',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** The reasons in words, as they follow a count of rows. */
export const SKIP_REASON_WORDS: Readonly<Record<SkipReason, string>> = {
  not_json: 'not valid JSON',
  not_an_object: 'not a JSON object',
  wrong_columns: 'not the number of columns that the header has',
  id_missing: 'without an id',
  name_missing: 'without a name',
  name_without_letters: 'with a name that has no letter or digit',
  field_invalid: 'with a value that is not allowed',
  duplicate_id: 'with an id that an earlier row has',
  not_a_synonym: 'narrow, broad or related synonyms, which are no names of the term itself',
  parent_missing: 'of a term that the source does not have',
};

export interface SkippedRow {
  readonly reason: SkipReason;
  /** Line of the file; in OBO Graphs, the number of the node among all nodes. */
  readonly line: number;
  /** Which file, where a source has several. */
  readonly file?: string;
  /** The row, or its beginning. */
  readonly text: string;
  /** What is wrong with it, in words. */
  readonly detail?: string;
}

/** A row that was taken for a further name of the concept of the row before it. */
export interface JoinedRow {
  readonly line: number;
  readonly id: string;
  readonly name: string;
  readonly synonym: string;
}

/** What was read of a source, and what was not, and why. */
export interface ReadReport {
  readonly file: string;
  readonly format: SourceFormat;
  readonly encoding: string;
  /** What the source says of itself, where it does. */
  readonly release?: { readonly version: string; readonly language: string | null };
  /** Source column -> what it was taken for. */
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly concepts: number;
  readonly names: Readonly<Record<NameKind, number>>;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** The first 100 of each reason. */
  readonly examples: readonly SkippedRow[];
  /** Rows of an id that the row before has under another name, where there are any, and the first 100 of them. */
  readonly joined?: { readonly rows: number; readonly examples: readonly JoinedRow[] };
  /** Parents that no concept of the file defines, each counted once. */
  readonly orphans: number;
  /**
   * Names (by normal form) that several current, selectable concepts share; they are proposed for each and never
   * coded alone.
   */
  readonly sharedNames: number;
}

export interface ReaderOptions {
  /** The name the file had at its owner's, for messages. */
  readonly fileName: string;
  /** What to take of the source; only what `choices` of the reader names. */
  readonly choice?: ReadChoice;
  /** Called every 1,000 rows and after the last one. */
  readonly onRow?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** One source format: streams the concepts of a file, and ends with what it found on the way. */
export interface OntologyReader {
  readonly format: SourceFormat;
  /** The choices that this format leaves. */
  readonly choices: readonly ChoiceName[];
  /**
   * @param path a file, or for distributions of several files their folder
   * @throws AppError `ontology_invalid` when the file as a whole is not of this format, when it has no usable
   * concept or when more than half of its rows were refused (the last two show only at its end: what was
   * streamed until then is to be thrown away); the signal's reason when it is aborted
   */
  read(path: string, options: ReaderOptions): AsyncGenerator<SourceConcept, ReadReport, undefined>;
}
