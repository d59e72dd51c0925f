import { AppError, messageOf } from '../../errors.js';
import { readChosenColumns, type ChosenColumn } from './chosen-columns.js';
import { quoted } from './headers.js';
import { tableOf, type Layout } from './layout.js';
import type { OntologyReader, ReaderOptions } from './reader.js';
import { readTable } from './table.js';
import type { TableBatch, TableRow } from './table-rows.js';
import { magicOf, objectionTo } from './workbook-check.js';

const BATCH_ROWS = 1000;

/**
 * One sheet of an Excel workbook (.xlsx, .xlsm), read as a CSV of the same cells would be; what its rows are is in
 * `table.ts`. The header is the first row with at least two cells, so that a title may stand above it. Of formulas
 * the value counts that was saved with them; a cell that shows an error is empty.
 */
export const xlsxReader: OntologyReader = {
  format: 'xlsx',
  choices: ['columns', 'level', 'sheet'],
  async *read(path, options) {
    const chosen = readChosenColumns(options.choice?.columns ?? []);
    await check(path, options);
    const sheet = await readSheet(path, options);
    return yield* readTable(batchesOf(sheet, chosen), { format: 'xlsx', encoding: 'utf-8' }, options);
  },
};

type Rows = readonly (readonly unknown[])[];

interface Sheet {
  /** From the first row and column of the sheet; texts, numbers, truth values, dates and null. */
  readonly rows: Rows;
  /** Which one it is, for messages. */
  readonly where: string;
}

/** @throws AppError `ontology_invalid` when the file is no workbook, or one that is too large to be read */
async function check(path: string, options: ReaderOptions): Promise<void> {
  const { fileName, signal } = options;
  signal?.throwIfAborted();
  const magic = await magicOf(path).catch((error: unknown) => damaged(error, options));
  if (magic === '\xd0\xcf\x11\xe0')
    throw invalid(
      fileName,
      'it is an old Excel workbook (.xls), or one that is protected by a password. Save it as .xlsx without a password, or as "CSV UTF-8 (Comma delimited)"',
    );
  if (!magic.startsWith('PK')) {
    const what = magic === '' ? 'it is empty' : 'its content is of another kind';
    throw invalid(
      fileName,
      `${what}. Save the workbook as .xlsx; a text file is to have the ending of its format, such as .csv`,
    );
  }
  const objection = await objectionTo(path, signal).catch((error: unknown) => damaged(error, options));
  if (objection !== null) throw invalid(fileName, objection);
}

/** @throws AppError `ontology_invalid` when the workbook is damaged, or does not have the sheet */
async function readSheet(path: string, options: ReaderOptions): Promise<Sheet> {
  const { fileName, choice, signal } = options;
  // Loaded by those who read a workbook only.
  const { default: readExcelFile } = await import('read-excel-file/node');
  const sheets = await readExcelFile(path).catch((error: unknown) => damaged(error, options));
  signal?.throwIfAborted();
  const names = sheets.map(({ sheet }) => sheet);
  const wanted = choice?.sheet;
  const found =
    wanted === undefined
      ? sheets.find((sheet) => rowsOf(sheet).some(hasCells))
      : sheets.find(({ sheet }) => sheet.trim().toLowerCase() === wanted.trim().toLowerCase());
  if (!found)
    throw new AppError(
      'ontology_invalid',
      wanted === undefined
        ? `${fileName}: no sheet of the workbook has any cells. Its sheets: ${quoted(names)}.`
        : `${fileName}: the workbook has no sheet "${wanted}". Its sheets: ${quoted(names)}.`,
    );
  const others =
    wanted === undefined && names.length > 1 ? `; sheet=... takes another of ${quoted(names)}` : '';
  return { rows: rowsOf(found), where: `sheet "${found.sheet}"${others}` };
}

/** A sheet that is a chart has no rows. */
function rowsOf({ data = [] }: { readonly data?: Rows }): Rows {
  return data;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the rows of other tables are waited for
async function* batchesOf(
  { rows, where }: Sheet,
  chosen: readonly ChosenColumn[],
): AsyncGenerator<TableBatch, void, undefined> {
  const table = rows.findIndex((row) => row.filter(isFilled).length > 1);
  const top = table === -1 ? rows.findIndex(hasCells) : table;
  if (top === -1) return;
  const layout = tableOf((rows[top] ?? []).map(textOf), chosen, { where, between: ' | ' });
  const first = layout.headerless ? top : top + 1;
  for (let from = first; from === first || from < rows.length; from += BATCH_ROWS) {
    const batch = rows.slice(from, from + BATCH_ROWS);
    yield {
      layout,
      rows: batch.flatMap((row, at) => (hasCells(row) ? [tableRow(row, from + at + 1, layout)] : [])),
    };
  }
}

function tableRow(row: readonly unknown[], line: number, { columns }: Layout): TableRow {
  const cells = row.map(textOf);
  // Typed as 3-1, and turned into a day: what it was cannot be found again.
  const spoilt = columns.titles.find(
    (title, at) => row[at] instanceof Date && columns.meanings[title] !== 'ignored',
  );
  if (spoilt === undefined) return { line, cells };
  const cell = cells[columns.titles.indexOf(spoilt)] ?? '';
  const detail = `column "${spoilt}" has a date (${cell}), not a text; format the column as text and enter the value again`;
  return { line, cells, problem: { reason: 'field_invalid', detail } };
}

function hasCells(row: readonly unknown[]): boolean {
  return row.some(isFilled);
}

function isFilled(cell: unknown): boolean {
  return textOf(cell) !== '';
}

/** A cell as CSV would have it. */
function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim();
  if (typeof cell === 'number') return numberText(cell);
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  if (!(cell instanceof Date)) return '';
  return Number.isNaN(cell.getTime()) ? 'out of range' : cell.toISOString().slice(0, 10);
}

/**
 * Spreadsheets keep 15 digits and put zeros for the others: a longer number is shown as they show it, which no id
 * may be.
 */
function numberText(value: number): string {
  if (!Number.isInteger(value)) return String(Number(value.toPrecision(15)));
  const whole = Math.abs(value) < 1e15 || (Number.isSafeInteger(value) && value % 10 !== 0);
  return whole ? String(value) : value.toExponential();
}

function damaged(error: unknown, { fileName, signal }: ReaderOptions): never {
  signal?.throwIfAborted();
  // The library reads a sheet piece by piece, one call within the other.
  const why =
    error instanceof RangeError
      ? 'It is too large; try again when the machine is less busy'
      : 'It may be damaged or cut off: open it in Excel or LibreOffice and save it again as .xlsx';
  throw new AppError(
    'ontology_invalid',
    `${fileName}: the workbook cannot be read (${messageOf(error)}). ${why}, or save the sheet as "CSV UTF-8 (Comma delimited)".`,
    { cause: error },
  );
}

function invalid(fileName: string, why: string): AppError {
  return new AppError('ontology_invalid', `${fileName}: this is no Excel workbook that can be read: ${why}.`);
}
