import { AppError } from '../../errors.js';
import type { GoldDocument, GoldFormat, GoldRow } from '../gold.js';

/** What a column of a table, or a member of a JSON row, can be. */
export const GOLD_COLUMNS = [
  'mention',
  'goldId',
  'goldName',
  'split',
  'fold',
  'group',
  'weight',
  'document',
  'begin',
  'end',
  'documentText',
] as const;
export type GoldColumn = (typeof GOLD_COLUMNS)[number];

export type ChosenGoldColumns = Readonly<Partial<Record<GoldColumn, string>>>;

export interface GoldReadOptions {
  /** The name the source had at its owner's: for messages, and to know its format by. */
  readonly fileName: string;
  /** Found out where it is not given. */
  readonly format?: GoldFormat;
  /**
   * Which column (or JSON member) of the source is which, where that is not to be guessed. Other formats take
   * `goldId` alone: brat the folder of normalizations (`meddra` or `sct`), TAC 2017 the level (`meddra_pt_id`, which
   * counts without a choice, or `meddra_llt_id`), PsyTAR the vocabulary (`SNOMED-CT`, which does so, or `UMLS`).
   */
  readonly columns?: ChosenGoldColumns;
  /** Which sheet of a workbook; else the first with any cells. */
  readonly sheet?: string;
  /** Which types of annotations are taken (brat, PubTator, PsyTAR); else those that look like adverse events. */
  readonly types?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Why a row, line or annotation gave no mention. */
export const GOLD_SKIP_REASONS = [
  'not_json',
  'not_an_object',
  'wrong_columns',
  'mention_missing',
  'mention_too_long',
  'mention_without_letters',
  'field_invalid',
  'no_event',
  'other_type',
  'not_normalized',
] as const;
export type GoldSkipReason = (typeof GOLD_SKIP_REASONS)[number];

/** The reasons in words, as they follow a count. */
export const GOLD_SKIP_WORDS: Readonly<Record<GoldSkipReason, string>> = {
  not_json: 'not valid JSON',
  not_an_object: 'not a JSON object',
  wrong_columns: 'not the number of cells that the header has',
  mention_missing: 'with a right concept, but without a mention',
  mention_too_long: 'with a mention of more than 10,000 characters',
  mention_without_letters: 'with a mention that has no letter or digit',
  field_invalid: 'with a value that cannot be read',
  no_event: 'posts in which there is no event',
  other_type: 'annotations of other types',
  not_normalized: 'annotations that nobody has normalized',
};

/** Those that are no fault of the source. */
export const EXPECTED_SKIPS: ReadonlySet<GoldSkipReason> = new Set([
  'no_event',
  'other_type',
  'not_normalized',
]);

/** Where something stands in the source. */
export interface GoldPlace {
  /** Which file, where the source has several. */
  readonly file?: string;
  /** Line of the file, row of the sheet, or place among the annotations, from 1. */
  readonly line: number;
  /** The row, or its beginning. */
  readonly text: string;
}

export interface GoldSkip extends GoldPlace {
  readonly reason: GoldSkipReason;
  /** What is wrong with it, in words. */
  readonly detail: string;
}

/** What was read of a gold set, what was not and why, and what is doubtful in it. */
export interface GoldReadReport {
  readonly fileName: string;
  readonly format: GoldFormat;
  /** Of several files, all that occur. */
  readonly encoding: string;
  /** Column, member, type of annotation or folder of the source -> what it was taken for. */
  readonly columns: Readonly<Record<string, string>>;
  /** Mentions that were given. */
  readonly rows: number;
  readonly skipped: Readonly<Partial<Record<GoldSkipReason, number>>>;
  /** The first 100 of each reason. */
  readonly examples: readonly GoldSkip[];
  /** Mentions of which the same split and fold has the normal form with the same answers already; they are given all the same. */
  readonly duplicates: number;
  /** Normal forms that have other answers in one place than in another. */
  readonly differing: {
    readonly mentions: number;
    /** The first 100: the mention where it first has other answers, and the line that has the first ones. */
    readonly examples: readonly (GoldPlace & { readonly earlier: number })[];
  };
  /** Mentions for which nothing is right. */
  readonly withoutAnswer: number;
  /** Mentions whose offsets do not fit the text, where the source has that; they are given all the same. */
  readonly astray: { readonly mentions: number; readonly examples: readonly GoldPlace[] };
  /** Null where the source has no texts of documents. */
  readonly documents: GoldDocumentsReport | null;
}

/** What was read of the texts in which mentions stand. */
export interface GoldDocumentsReport {
  /** Documents whose text was given. */
  readonly texts: number;
  /** Those of them in which at least one mention stands. */
  readonly withMentions: number;
  /** Texts that are not what the same document had before: the first one counts, and mentions in another one have no place. */
  readonly differing: { readonly texts: number; readonly examples: readonly GoldPlace[] };
}

/** A mention as a reader finds it; it is not checked yet. */
export interface FoundGold extends Omit<GoldRow, 'line'> {
  readonly place: GoldPlace;
}

/** The text of a document as a reader finds it: before its mentions, and as often as the source says it. */
export interface FoundDocument {
  readonly place: GoldPlace;
  readonly document: GoldDocument;
}

/** What a reader gives. */
export type Found = FoundGold | FoundDocument;

/** One file of a gold set. */
export interface GoldFile {
  /** Within the source, with its folders. */
  readonly name: string;
  readonly path: string;
  /** What to call it in messages. */
  readonly title: string;
  /** Whether there are others: places are told with the file's name, then. */
  readonly among: boolean;
  /** What the name says, where there are several. */
  readonly split: string | null;
  readonly fold: string | null;
}

export function placeIn(file: GoldFile, line: number, text: string): GoldPlace {
  return { ...(file.among ? { file: file.name } : {}), line, text };
}

/** The options under which one file is opened, with the name that messages give it. */
export function openingOf(
  { title }: Pick<GoldFile, 'title'>,
  { signal }: GoldReadOptions,
): { readonly fileName: string; readonly signal?: AbortSignal } {
  return { fileName: title, ...(signal === undefined ? {} : { signal }) };
}

export function goldInvalid(title: string, detail: string): AppError {
  return new AppError('gold_set_invalid', `${title}: ${detail}`);
}
