import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { harmless, quotedCell } from './csv-cell.js';

export type Cell = string | number | null;

/**
 * One row of a CSV file (RFC 4180) that a spreadsheet can open without harm: a text that it would run as a formula
 * gets an apostrophe in front.
 */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return quotedCell(harmless(value));
}

/** A file that is written row by row, no faster than the disk takes it. */
export interface CsvFile {
  write(rows: readonly (readonly Cell[])[]): Promise<void>;
  end(): Promise<void>;
  /** Closes it unfinished. */
  abandon(): void;
}

/** Begins a CSV file with its header, and the mark by which Excel knows UTF-8. */
async function createCsvFile(path: string, columns: readonly string[]): Promise<CsvFile> {
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  // Failures show at the next write, or at the end.
  stream.on('error', () => undefined);
  const put = async (text: string): Promise<void> => {
    if (stream.errored) throw stream.errored;
    if (text !== '' && !stream.write(text)) await once(stream, 'drain');
  };
  await once(stream, 'open');
  await put(`\ufeff${csvRow(columns)}`);
  return {
    write: (rows) => put(rows.map(csvRow).join('')),
    end: async () => {
      stream.end();
      await finished(stream);
    },
    abandon: () => {
      stream.destroy();
    },
  };
}

/** Writes a CSV file through `use`; one that fails is left behind unfinished, for whoever made its folder. */
export async function withCsvFile<T>(
  path: string,
  columns: readonly string[],
  use: (file: CsvFile) => Promise<T>,
): Promise<T> {
  const file = await createCsvFile(path, columns);
  try {
    const result = await use(file);
    await file.end();
    return result;
  } finally {
    file.abandon();
  }
}
