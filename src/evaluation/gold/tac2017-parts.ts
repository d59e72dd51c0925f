import { stat } from 'node:fs/promises';
import { openPieces } from '../../ontology/index.js';
import { goldInvalid, openingOf, type GoldFile, type GoldReadOptions } from './reading.js';
import type { GoldLog } from './report.js';

/** A file is held in memory whole; the published parts in JSON have 3 MB, a label in XML less than 1 MB. */
const MAX_BYTES = 100_000_000;

/** A term of MedDRA as an annotation tells it; empty texts where it does not. */
export interface ToldTerm {
  readonly name: string;
  readonly id: string;
}

/** One normalization of a mention. */
export interface Coding {
  readonly pt: ToldTerm;
  readonly llt: ToldTerm;
}

/** A section of a label: the text that offsets count in, in code points. */
export interface LabelSection {
  /** Of the XML; in JSON the place among the mentions. From 1. */
  readonly line: number;
  readonly label: string;
  readonly section: string;
  readonly text: string;
}

/** A mention of a label, in JSON or XML, with the section that it stands in. */
export interface LabelMention extends LabelSection {
  readonly mention: string;
  /** As they are written, several of them with commas between; empty where there is none. */
  readonly start: string;
  readonly length: string;
  /** Those of a composite together. */
  readonly codings: readonly Coding[];
}

/**
 * The text of a file that is held in memory whole.
 * @throws AppError `gold_set_invalid` when it is too large; what `openPieces` throws
 */
export async function wholeText(file: GoldFile, options: GoldReadOptions, log: GoldLog): Promise<string> {
  const { size } = await stat(file.path);
  if (size > MAX_BYTES)
    throw goldInvalid(
      file.title,
      `it has ${size} bytes, and labels of TAC 2017 are read up to ${MAX_BYTES}; divide it into several files.`,
    );
  const source = await openPieces(file.path, openingOf(file, options));
  log.encoding(source.encoding);
  let text = '';
  for await (const piece of source.pieces()) text += piece;
  return text;
}
