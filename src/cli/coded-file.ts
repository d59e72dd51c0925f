import { codedCells, codedColumns, type Coded } from './coded.js';
import { UsageError } from './errors.js';
import type { MentionsFile, Row } from './mentions-file.js';
import { createTableFile, type TableFile } from './table-file.js';

export interface CodedFileOptions {
  readonly topK: number;
  /** Put before the name of each appended column. */
  readonly prefix: string;
  readonly force: boolean;
}

/** A file of coded rows. */
export interface CodedFile extends Pick<TableFile, 'finish' | 'discard'> {
  write(coded: Coded<Row>): Promise<void>;
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
  const appended = codedColumns(topK).map((column) => prefix + column);
  const taken = appended.find((column) => input.columns.includes(column));
  if (taken !== undefined) {
    throw new UsageError(
      `${input.path} has a column “${taken}” already.`,
      'Give the new columns other names: --prefix new_',
    );
  }
  const file = await createTableFile(path, [...input.columns, ...appended], { force, like: input });
  return {
    ...file,
    write: ({ row, outcome }) => file.write([...row, ...codedCells(outcome, topK)]),
  };
}
