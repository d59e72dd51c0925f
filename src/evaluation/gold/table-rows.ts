import {
  cellText,
  DELIMITERS,
  delimitedRows,
  hasCells,
  headerRow,
  isWorkbook,
  openSheet,
  openText,
  separatorIn,
  splitLine,
} from '../../ontology/index.js';
import { COLUMN_HINT, columnsOf, meaningsOf, type TableColumns } from './columns.js';
import { foldColumns } from './folds.js';
import { goldInvalid, openingOf, type GoldFile, type GoldReadOptions } from './reading.js';
import type { GoldLog } from './report.js';

export interface TableRow {
  readonly columns: TableColumns;
  readonly line: number;
  readonly cells: readonly string[];
  /** Columns whose cells a spreadsheet has turned into days. */
  readonly dates: readonly number[];
}

/**
 * The rows below the header of a table, without empty ones.
 * @throws AppError `gold_set_invalid` when it is empty or its header lacks a column that is needed
 */
export async function* tableRows(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<TableRow, void, undefined> {
  const workbook = /\.xls[xm]$/i.test(file.name) || (await isWorkbook(file.path));
  yield* workbook ? sheetRows(file, options, log) : textRows(file, options, log);
}

async function* sheetRows(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<TableRow, void, undefined> {
  const { sheet } = options;
  const { rows, where } = await openSheet(file.path, {
    ...openingOf(file, options),
    ...(sheet === undefined ? {} : { sheet }),
  });
  log.encoding('utf-8');
  const top = headerRow(rows);
  const columns = columnsOf((rows[top] ?? []).map(cellText), options.columns);
  if (typeof columns === 'string') throw goldInvalid(file.title, `${where}: ${columns}. ${COLUMN_HINT}`);
  noteColumns(columns, log);
  for (const [at, row] of rows.entries()) {
    if (at <= top || !hasCells(row)) continue;
    const dates = row.flatMap((cell, place) => (cell instanceof Date ? [place] : []));
    yield { columns, line: at + 1, cells: row.map(cellText), dates };
  }
}

function noteColumns(columns: TableColumns, log: GoldLog): void {
  for (const [title, meaning] of meaningsOf(columns)) log.column(title, meaning);
}

interface TextLayout {
  readonly delimiter: string;
  readonly columns: TableColumns;
  readonly headerless: boolean;
}

async function* textRows(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<TableRow, void, undefined> {
  const source = await openText(file.path, openingOf(file, options));
  log.encoding(source.encoding);
  const lines = flat(source.batches());
  try {
    let before = 0;
    let next = await lines.next();
    while (next.done !== true && next.value.trim() === '') {
      before += 1;
      next = await lines.next();
    }
    if (next.done === true) throw goldInvalid(file.title, `the file is empty. ${COLUMN_HINT}`);
    const separator = separatorIn(next.value);
    if (separator !== undefined) {
      before += 1;
      next = await lines.next();
    }
    const first = next.done === true ? '' : next.value;
    const { delimiter, columns, headerless } = layoutOf(first, separator, file, options);
    noteColumns(columns, log);
    let header = !headerless;
    const rows = delimitedRows(continued(first, lines), delimiter, before, (detail) =>
      goldInvalid(file.title, detail),
    );
    for await (const { line, cells } of rows) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (!header) yield { columns, line, cells, dates: [] };
      header = false;
    }
  } finally {
    await lines.return();
  }
}

/** The delimiter under which the first line has the columns, and the most of them. */
function layoutOf(
  first: string,
  separator: string | undefined,
  file: GoldFile,
  options: GoldReadOptions,
): TextLayout {
  const cuts = (separator === undefined ? DELIMITERS : [separator])
    .map((delimiter) => ({ delimiter, cells: splitLine(first, delimiter) }))
    .sort((a, b) => b.cells.length - a.cells.length);
  for (const { delimiter, cells } of cuts) {
    const columns = columnsOf(cells, options.columns);
    if (typeof columns !== 'string') return { delimiter, columns, headerless: false };
  }
  const folds = options.columns === undefined ? foldColumns(first.split('\t')) : null;
  if (folds) return { delimiter: '\t', columns: folds, headerless: true };
  const problem = columnsOf(cuts[0]?.cells ?? [], options.columns);
  throw goldInvalid(
    file.title,
    `its first line is no header that can be used: ${typeof problem === 'string' ? problem : first}. ${COLUMN_HINT}`,
  );
}

async function* flat(batches: AsyncIterable<readonly string[]>): AsyncGenerator<string, void, undefined> {
  for await (const batch of batches) yield* batch;
}

async function* continued(
  first: string,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string, void, undefined> {
  yield first;
  yield* rest;
}
