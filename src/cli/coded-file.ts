import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { codedCells, codedColumns, type Coded } from './coded.js';
import { csvRow } from './csv-out.js';
import { CommandError, UsageError } from './errors.js';
import { formatOf, type FileFormat, type MentionsFile, type Row } from './mentions-file.js';

export interface CodedFileOptions {
  readonly topK: number;
  /** Put before the name of each appended column. */
  readonly prefix: string;
  readonly force: boolean;
}

/** Writes one file; nothing stands under its name before it is whole. */
export interface CodedFile {
  write(coded: Coded<Row>): Promise<void>;
  /** Puts the file under its name. */
  finish(): Promise<void>;
  /** Removes what was written; does nothing after `finish`. */
  discard(): Promise<void>;
}

/**
 * Begins a file with the columns of the input and those that coding appends.
 * @throws UsageError when a column would be there twice; CommandError `file_exists`
 */
export async function createCodedFile(
  path: string,
  input: MentionsFile,
  { topK, prefix, force }: CodedFileOptions,
): Promise<CodedFile> {
  const named = formatOf(path);
  const appended = codedColumns(topK).map((column) => prefix + column);
  const taken = appended.find((column) => input.columns.includes(column));
  if (taken !== undefined) {
    throw new UsageError(
      `${input.path} has a column “${taken}” already.`,
      'Give the new columns other names: --prefix new_',
    );
  }
  if (!force && (await exists(path))) {
    throw new CommandError('file_exists', `${path} exists.`, { hint: '--force replaces it.' });
  }
  // A .csv goes on with the separator of a .csv.
  const format =
    named.kind === 'csv' &&
    named.delimiter === ',' &&
    input.format.kind === 'csv' &&
    input.format.delimiter === ';'
      ? input.format
      : named;
  const columns = [...input.columns, ...appended];
  const temporary = `${path}.${process.pid}.tmp`;
  const stream = createWriteStream(temporary, { flags: 'wx', mode: 0o666 });
  // Failures show at the next write, or at the end.
  stream.on('error', () => undefined);
  const put = async (text: string): Promise<void> => {
    if (stream.errored) throw stream.errored;
    if (!stream.write(text)) await once(stream, 'drain');
  };
  await once(stream, 'open');
  if (format.kind === 'csv') await put((input.marked ? '\ufeff' : '') + csvRow(columns, format.delimiter));
  let done = false;
  return {
    write: ({ row, outcome }) => put(rowText([...row, ...codedCells(outcome, topK)], columns, format)),
    finish: async () => {
      stream.end();
      await finished(stream);
      await rename(temporary, path);
      done = true;
    },
    discard: async () => {
      if (done) return;
      stream.destroy();
      await rm(temporary, { force: true });
    },
  };
}

function rowText(cells: readonly unknown[], columns: readonly string[], format: FileFormat): string {
  if (format.kind === 'csv') return csvRow(cells, format.delimiter);
  return `${JSON.stringify(Object.fromEntries(columns.map((column, i) => [column, cells[i]])))}\n`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
