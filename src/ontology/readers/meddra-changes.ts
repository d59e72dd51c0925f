import { filesIn } from './folder.js';
import { batchesOf, CHANGE_FILES, knownFile, type ChangeFile } from './meddra-files.js';
import { openText } from './text-source.js';

/** A row was added, deleted or modified. */
export const CHANGE_ACTIONS = ['A', 'D', 'M'] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

export interface TermChange {
  readonly code: string;
  readonly name: string;
  readonly action: ChangeAction;
  /** Of a lowest level term: whether it is current. */
  readonly currency?: 'Y' | 'N';
}

export interface FileChanges {
  /** Rows by action. */
  readonly counts: Readonly<Record<ChangeAction, number>>;
  /** Rows that have no such action, or no code. */
  readonly unreadable: number;
}

/** What the maintainers say changed since the release before. */
export interface MeddraChanges {
  /** The files that are there, by their names in small letters. */
  readonly files: Readonly<Partial<Record<ChangeFile, FileChanges>>>;
  /** In the order of the files. */
  readonly llt: readonly TermChange[];
  readonly pt: readonly TermChange[];
}

/**
 * Reads the SeqAscii files of a MedDRA distribution: each row is one of the MedAscii file of the same name, after
 * three fields, of which the second is the action (the others are a date and a number).
 * @param path a folder, or one of the files
 * @returns null where there is none of these files
 * @throws AppError `ontology_invalid` when a file cannot be read as text; the signal's reason when it is aborted
 */
export async function readMeddraChanges(path: string, signal?: AbortSignal): Promise<MeddraChanges | null> {
  const files: Partial<Record<ChangeFile, FileChanges>> = {};
  const terms = { 'llt.seq': new Array<TermChange>(), 'pt.seq': new Array<TermChange>() };
  for (const { name, path: at } of await filesIn(path)) {
    const file = knownFile(CHANGE_FILES, name);
    if (file === undefined) continue;
    const listed = file === 'llt.seq' || file === 'pt.seq' ? terms[file] : null;
    files[file] = await readFile(at, file, listed, signal);
  }
  if (Object.keys(files).length === 0) return null;
  return { files, llt: terms['llt.seq'], pt: terms['pt.seq'] };
}

/** Fields before those of the MedAscii file. */
const BEFORE = 3;

async function readFile(
  path: string,
  file: ChangeFile,
  listed: TermChange[] | null,
  signal: AbortSignal | undefined,
): Promise<FileChanges> {
  const counts = { A: 0, D: 0, M: 0 };
  let unreadable = 0;
  const source = await openText(path, { fileName: file, ...(signal ? { signal } : {}) });
  for await (const rows of batchesOf(source, file)) {
    for (const { cells } of rows) {
      const action = CHANGE_ACTIONS.find((known) => known === cells[1]?.toUpperCase());
      const [code = '', name = ''] = cells.slice(BEFORE);
      if (action === undefined || code === '') {
        unreadable += 1;
        continue;
      }
      counts[action] += 1;
      listed?.push({ code, name, action, ...currencyOf(file, cells) });
    }
  }
  return { counts, unreadable };
}

function currencyOf(file: ChangeFile, cells: readonly string[]): { readonly currency?: 'Y' | 'N' } {
  const currency = file === 'llt.seq' ? cells[BEFORE + 9]?.toUpperCase() : undefined;
  return currency === 'Y' || currency === 'N' ? { currency } : {};
}
