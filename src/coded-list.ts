import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError } from './errors.js';
import { DELIMITERS, delimitedRows, openText, separatorIn, splitLine } from './ontology/index.js';

/** A mention, and what somebody coded it to. */
export interface CodedEntry {
  /** The line of the file that it begins on. */
  readonly line: number;
  readonly mention: string;
  /** Null: coded to nothing, written as the word `none`. */
  readonly conceptId: string | null;
  readonly note: string;
}

export interface CodedListOptions {
  /** What its owner calls the file, for messages and to know JSONL by. */
  readonly fileName: string;
  readonly signal?: AbortSignal;
}

/** Column names, in the order of preference; case, spaces and punctuation do not count. */
const COLUMNS = {
  mention: ['mention', 'verbatim', 'reportedterm', 'text', 'term'],
  conceptId: ['conceptid', 'code', 'id', 'ptcode', 'lltcode', 'meddracode'],
  note: ['note', 'comment'],
} as const;

const HINT =
  'A list has a header with a column for the mention (mention, verbatim, reported_term, text or term) and one for ' +
  'what it is coded to (concept_id, code, id, pt_code, llt_code or meddra_code); or it is JSONL with the members ' +
  'mention and conceptId.';

/**
 * Reads a list of coded mentions: CSV (comma, semicolon, tab or bar) with a header, or JSONL; UTF-8, UTF-16 or
 * Windows-1252. Empty rows are passed over; the word `none` stands for a mention that is coded to nothing.
 * @throws AppError `coded_list_invalid` naming line and column; the signal's reason when it is aborted
 */
export async function* readCodedList(
  path: string,
  options: CodedListOptions,
): AsyncGenerator<CodedEntry, void, undefined> {
  const named = /\.(?:jsonl|ndjson)$/i.test(options.fileName);
  let rows: AsyncGenerator<CodedEntry, void, undefined> | null = null;
  const lines = linesOf(path, options);
  // The lines before the first one that says something are counted all the same.
  let before = 0;
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    if (next.value.trim() === '') {
      before += 1;
      continue;
    }
    const whole = continued(next.value, lines);
    const isJson = named || next.value.trimStart().startsWith('{');
    rows = isJson ? jsonRows(whole, before, options) : tableRows(next.value, whole, before, options);
    break;
  }
  if (!rows) throw invalid(options, `the file is empty. ${HINT}`);
  yield* rows;
}

/** How many entries a list has; finds what is wrong with it before any work is done. */
export async function countCodedList(path: string, options: CodedListOptions): Promise<number> {
  let count = 0;
  for await (const entry of readCodedList(path, options)) count += entry.line > 0 ? 1 : 0;
  return count;
}

async function* linesOf(path: string, options: CodedListOptions): AsyncGenerator<string, void, undefined> {
  try {
    const source = await openText(path, options);
    for await (const batch of source.batches()) yield* batch;
  } catch (error) {
    throw error instanceof AppError ? new AppError('coded_list_invalid', error.message) : error;
  }
}

async function* continued(
  first: string,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string, void, undefined> {
  yield first;
  yield* rest;
}

interface Columns {
  readonly titles: readonly string[];
  readonly mention: number;
  readonly conceptId: number;
  readonly note: number | null;
}

async function* tableRows(
  header: string,
  lines: AsyncGenerator<string>,
  before: number,
  options: CodedListOptions,
): AsyncGenerator<CodedEntry, void, undefined> {
  const separator = separatorIn(header);
  if (separator !== undefined) await lines.next();
  const delimiter = separator ?? delimiterOf(header, options);
  let columns: Columns | null = null;
  const linesBefore = separator === undefined ? before : before + 1;
  const rows = delimitedRows(lines, delimiter, linesBefore, (detail) => invalid(options, detail));
  for await (const { line, cells } of rows) {
    if (!columns) {
      columns = columnsOf(cells) ?? refuseHeader(cells, options);
      continue;
    }
    if (cells.every((cell) => cell.trim() === '')) continue;
    yield entryOf(cells, line, columns, options);
  }
}

function entryOf(
  cells: readonly string[],
  line: number,
  columns: Columns,
  options: CodedListOptions,
): CodedEntry {
  const surplus = cells.slice(columns.titles.length).some((cell) => cell.trim() !== '');
  if (surplus)
    throw invalid(
      options,
      `line ${line} has ${cells.length} cells, and the header ${columns.titles.length}: put a text that holds the separator in quotation marks.`,
    );
  const cell = (at: number): string => cells[at]?.trim() ?? '';
  const needed = (at: number, what: string): string => {
    if (cell(at) !== '') return cell(at);
    throw invalid(options, `line ${line}, column “${columns.titles[at] ?? ''}” is empty: ${what}.`);
  };
  const mention = needed(columns.mention, 'write the mention, or remove the row');
  const coded = needed(
    columns.conceptId,
    'write the concept’s id, or none where the mention is coded to nothing',
  );
  return {
    ...{ line, mention, conceptId: conceptIdOf(coded) },
    note: columns.note === null ? '' : cell(columns.note),
  };
}

/** The separator under which the header has both columns, and the most columns. */
function delimiterOf(header: string, options: CodedListOptions): string {
  const found = DELIMITERS.map((delimiter) => ({ delimiter, cells: splitLine(header, delimiter) }))
    .filter(({ cells }) => columnsOf(cells) !== null)
    .sort((a, b) => b.cells.length - a.cells.length)[0];
  return found?.delimiter ?? refuseHeader(splitLine(header, ','), options);
}

function columnsOf(titles: readonly string[]): Columns | null {
  const keys = titles.map((title) => title.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const find = (known: readonly string[]): number => {
    const name = known.find((one) => keys.includes(one));
    return name === undefined ? -1 : keys.indexOf(name);
  };
  const [mention, conceptId, note] = [find(COLUMNS.mention), find(COLUMNS.conceptId), find(COLUMNS.note)];
  if (mention === -1 || conceptId === -1) return null;
  return { titles, mention, conceptId, note: note === -1 ? null : note };
}

function refuseHeader(titles: readonly string[], options: CodedListOptions): never {
  const shown = titles.map((title) => `“${title.slice(0, 60)}”`).join(', ');
  throw invalid(
    options,
    `its first line has not the columns that are needed; it has ${shown.slice(0, 500)}. ${HINT}`,
  );
}

const JsonEntry = Type.Object({
  mention: Type.String(),
  conceptId: Type.Union([Type.String(), Type.Integer(), Type.Null()]),
  note: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

async function* jsonRows(
  lines: AsyncGenerator<string>,
  before: number,
  options: CodedListOptions,
): AsyncGenerator<CodedEntry, void, undefined> {
  let line = before;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    const value = jsonOf(text);
    if (typeof value !== 'object' || value === null)
      throw invalid(options, `line ${line} is no JSON object.`);
    if (!Value.Check(JsonEntry, value)) {
      const wrong = Value.Errors(JsonEntry, value).First()?.path.slice(1) ?? '';
      const what =
        wrong === 'conceptId'
          ? 'is needed: a text, or null where the mention is coded to nothing'
          : 'must be a text';
      throw invalid(options, `line ${line}, member “${wrong}” ${what}.`);
    }
    const mention = value.mention.trim();
    if (mention === '') throw invalid(options, `line ${line}, member “mention” is empty.`);
    const id = value.conceptId === null ? null : String(value.conceptId).trim();
    if (id === '')
      throw invalid(options, `line ${line}, member “conceptId” is empty; null stands for nothing.`);
    yield { line, mention, conceptId: id === null ? null : conceptIdOf(id), note: value.note?.trim() ?? '' };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function conceptIdOf(text: string): string | null {
  return text.toLowerCase() === 'none' ? null : text;
}

function invalid({ fileName }: CodedListOptions, detail: string): AppError {
  return new AppError('coded_list_invalid', `${fileName}: ${detail}`);
}
