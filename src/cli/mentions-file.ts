import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parse } from 'csv-parse';
import { messageOf } from '../errors.js';
import { CommandError, UsageError } from './errors.js';
import { linesOf } from './lines.js';

/** A cell for each column; absent where the row has none. */
export type Row = readonly unknown[];

/** A file with a mention in each row. */
export interface MentionsFile {
  readonly path: string;
  readonly format: FileFormat;
  readonly columns: readonly string[];
  readonly total: number;
  /** Whether the file began with a byte order mark, by which Excel knows UTF-8. */
  readonly marked: boolean;
  rows(): AsyncGenerator<Row, void, undefined>;
}

export type FileFormat = { readonly kind: 'csv'; readonly delimiter: string } | { readonly kind: 'jsonl' };

const MAX_ROW_LENGTH = 1 << 20;
const Cells = Type.Array(Type.String());
const JsonRow = Type.Record(Type.String(), Type.Unknown());

/** The format that a file's name tells; the comma may turn out to be another separator. */
export function formatOf(path: string): FileFormat {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return { kind: 'csv', delimiter: ',' };
    case '.tsv':
      return { kind: 'csv', delimiter: '\t' };
    case '.jsonl':
    case '.ndjson':
      return { kind: 'jsonl' };
    default:
      throw new UsageError(`${path}: the name must end in .csv, .tsv, .jsonl or .ndjson.`);
  }
}

/**
 * Opens a file and looks all of it through once: what is wrong with it is told before any work is done, and
 * how many rows it has is known.
 * @throws UsageError, CommandError `file_invalid`, and what the operating system refuses
 */
export async function openMentionsFile(path: string, signal: AbortSignal): Promise<MentionsFile> {
  const named = formatOf(path);
  const beginning = await readBeginning(path);
  const marked = beginning.startsWith('\ufeff');
  const format =
    named.kind === 'csv' && named.delimiter === ',' ? { ...named, delimiter: delimiterOf(beginning) } : named;
  const columns: string[] = [];
  let total = 0;
  if (format.kind === 'csv') {
    for await (const cells of csvRows(path, format.delimiter, signal)) {
      if (total === 0) columns.push(...cells);
      total += 1;
    }
    // The header is no mention.
    total = Math.max(0, total - 1);
  } else {
    const keys = new Set<string>();
    for await (const row of jsonRows(path, signal)) {
      for (const key of Object.keys(row)) keys.add(key);
      total += 1;
    }
    columns.push(...keys);
  }
  if (columns.length === 0) throw invalid(path, 'the file is empty.');
  return { path, format, columns, total, marked, rows: () => rowsOf(path, format, columns, signal) };
}

async function* rowsOf(
  path: string,
  format: FileFormat,
  columns: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Row, void, undefined> {
  if (format.kind === 'jsonl') {
    for await (const row of jsonRows(path, signal)) yield columns.map((column) => row[column]);
    return;
  }
  let header = true;
  for await (const cells of csvRows(path, format.delimiter, signal)) {
    // Spreadsheets leave out empty cells at a row's end.
    if (!header) yield columns.map((_column, i) => cells[i] ?? '');
    header = false;
  }
}

async function* csvRows(
  path: string,
  delimiter: string,
  signal: AbortSignal,
): AsyncGenerator<readonly string[], void, undefined> {
  const parser = parse({
    delimiter,
    skip_empty_lines: true,
    relax_quotes: true,
    relax_column_count_less: true,
    max_record_size: MAX_ROW_LENGTH,
  });
  const reading = pipeline(Readable.from(textOf(path)), parser, { signal });
  reading.catch(() => undefined);
  const records: AsyncIterable<unknown> = parser;
  try {
    for await (const record of records) if (Value.Check(Cells, record)) yield record;
    await reading;
  } catch (error) {
    signal.throwIfAborted();
    throw isCsvError(error) ? invalid(path, `${messageOf(error)}.`) : error;
  }
}

function isCsvError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}

async function* jsonRows(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Readonly<Record<string, unknown>>, void, undefined> {
  let number = 0;
  for await (const line of linesIn(path)) {
    signal.throwIfAborted();
    number += 1;
    if (line.trim() === '') continue;
    const row = parseJson(line);
    if (!Value.Check(JsonRow, row)) throw invalid(path, `line ${number} is no JSON object.`);
    yield row;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function* linesIn(path: string): AsyncGenerator<string, void, undefined> {
  try {
    yield* linesOf(createReadStream(path), true);
  } catch (error) {
    throw isNotUtf8(error) ? notUtf8(path) : error;
  }
}

async function* textOf(path: string): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    const chunks: AsyncIterable<Uint8Array> = createReadStream(path);
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw isNotUtf8(error) ? notUtf8(path) : error;
  }
}

function isNotUtf8(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}

function notUtf8(path: string): CommandError {
  return invalid(path, 'the file is not UTF-8. Save it as UTF-8 (in Excel: “CSV UTF-8 (Comma delimited)”).');
}

async function readBeginning(path: string): Promise<string> {
  const file = await open(path);
  try {
    // It is read twice, which a pipe cannot be.
    if (!(await file.stat()).isFile()) throw invalid(path, 'this is no regular file.');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 16), 0, 1 << 16, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The separator that the header has most of, outside quotes: many countries' spreadsheets write semicolons. */
function delimiterOf(beginning: string): string {
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(beginning)?.[0].replace(/"(?:[^"]|"")*"/g, '') ?? '';
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).delimiter;
}

function invalid(path: string, detail: string): CommandError {
  return new CommandError('file_invalid', `${path}: ${detail}`);
}
