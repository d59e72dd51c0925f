import { AppError, messageOf } from '../../errors.js';
import { quoted } from './headers.js';
import { magicOf, objectionTo } from './workbook-check.js';

export interface SheetOptions {
  /** The name the workbook had at its owner's, for messages. */
  readonly fileName: string;
  /** The sheet to take; without it, the first that has any cells. */
  readonly sheet?: string;
  readonly signal?: AbortSignal;
}

export interface Sheet {
  /** From the first row and column of the sheet; texts, numbers, truth values, dates and null. */
  readonly rows: readonly (readonly unknown[])[];
  /** Which one it is, for messages. */
  readonly where: string;
}

/**
 * Reads one sheet of an Excel workbook (.xlsx, .xlsm) into memory.
 * @throws AppError `ontology_invalid` when the file is no workbook, is damaged or too large, or does not have the
 * sheet; the signal's reason when it is aborted
 */
export async function openSheet(path: string, options: SheetOptions): Promise<Sheet> {
  const { fileName, sheet: wanted } = options;
  const sheets = await openSheets(path, options);
  const names = sheets.map(({ name }) => name);
  const found =
    wanted === undefined
      ? sheets.find(({ rows }) => rows.some(hasCells))
      : sheets.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase());
  if (!found)
    throw new AppError(
      'ontology_invalid',
      wanted === undefined
        ? `${fileName}: no sheet of the workbook has any cells. Its sheets: ${quoted(names)}.`
        : `${fileName}: the workbook has no sheet "${wanted}". Its sheets: ${quoted(names)}.`,
    );
  const others =
    wanted === undefined && names.length > 1 ? `; sheet=... takes another of ${quoted(names)}` : '';
  return { rows: found.rows, where: `sheet "${found.name}"${others}` };
}

/** A sheet with its name as it stands in the workbook, spaces included. */
export interface NamedSheet extends Pick<Sheet, 'rows'> {
  readonly name: string;
}

/**
 * Reads all sheets of an Excel workbook (.xlsx, .xlsm) into memory.
 * @throws AppError `ontology_invalid` when the file is no workbook, is damaged or too large; the signal's reason when
 * it is aborted
 */
export async function openSheets(path: string, options: SheetOptions): Promise<readonly NamedSheet[]> {
  await check(path, options);
  // Loaded by those who read a workbook only.
  const { default: readExcelFile } = await import('read-excel-file/node');
  const sheets = await readExcelFile(path).catch((error: unknown) => damaged(error, options));
  options.signal?.throwIfAborted();
  return sheets.map((sheet) => ({ name: sheet.sheet, rows: rowsOf(sheet) }));
}

async function check(path: string, options: SheetOptions): Promise<void> {
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

/** A sheet that is a chart has no rows. */
function rowsOf({ data = [] }: { readonly data?: Sheet['rows'] }): Sheet['rows'] {
  return data;
}

/**
 * Where the header of a sheet stands: its first row with at least two cells, so that a title may stand above it; -1
 * where there are no cells at all.
 */
export function headerRow(rows: Sheet['rows']): number {
  const table = rows.findIndex((row) => row.filter(isFilled).length > 1);
  return table === -1 ? rows.findIndex(hasCells) : table;
}

export function hasCells(row: readonly unknown[]): boolean {
  return row.some(isFilled);
}

function isFilled(cell: unknown): boolean {
  return cellText(cell) !== '';
}

/** A cell as CSV would have it. */
export function cellText(cell: unknown): string {
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

function damaged(error: unknown, { fileName, signal }: SheetOptions): never {
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
