import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { csvRow } from './csv-out.js';
import { CommandError } from './errors.js';
import { formatOf, type FileFormat, type MentionsFile } from './mentions-file.js';

/** Writes one file; nothing stands under its name before it is whole. */
export interface TableFile {
  /** @param cells one for each column */
  write(cells: readonly unknown[]): Promise<void>;
  /** Puts the file under its name. */
  finish(): Promise<void>;
  /** Removes what was written; does nothing after `finish`. */
  discard(): Promise<void>;
}

/**
 * Begins a .csv, .tsv or .jsonl file.
 * @param like the file whose separator and byte order mark it takes over
 * @throws CommandError `file_exists`, unless `force`
 */
export async function createTableFile(
  path: string,
  columns: readonly string[],
  { force, like }: { readonly force: boolean; readonly like: MentionsFile | undefined },
): Promise<TableFile> {
  const named = formatOf(path);
  if (!force && (await exists(path))) {
    throw new CommandError('file_exists', `${path} exists.`, { hint: '--force replaces it.' });
  }
  const given = like?.format;
  // A .csv goes on with the separator of a .csv.
  const semicolons = given?.kind === 'csv' && given.delimiter === ';' ? given : undefined;
  const format = named.kind === 'csv' && named.delimiter === ',' ? (semicolons ?? named) : named;
  const temporary = `${path}.${process.pid}.tmp`;
  const stream = createWriteStream(temporary, { flags: 'wx', mode: 0o666 });
  // Failures show at the next write, or at the end.
  stream.on('error', () => undefined);
  const put = async (text: string): Promise<void> => {
    if (stream.errored) throw stream.errored;
    if (!stream.write(text)) await once(stream, 'drain');
  };
  await once(stream, 'open');
  if (format.kind === 'csv')
    await put((like?.marked === true ? '\ufeff' : '') + csvRow(columns, format.delimiter));
  let done = false;
  return {
    write: (cells) => put(rowText(cells, columns, format)),
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
