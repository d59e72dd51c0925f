import { AppError } from '../../errors.js';
import { filesIn } from './folder.js';
import type { ReaderOptions, ReadReport } from './reader.js';
import type { Place, ReportBuilder } from './report.js';
import { openText, type TextSource } from './text-source.js';

/** What is read of a distribution; the other files repeat it or are not needed. */
const NEEDED = ['soc.asc', 'hlgt.asc', 'hlt.asc', 'pt.asc', 'llt.asc', 'mdhier.asc'] as const;
const OPTIONAL = ['smq_list.asc', 'smq_content.asc', 'meddra_release.asc'] as const;
const KNOWN = [...NEEDED, ...OPTIONAL] as const;
export type MeddraFile = (typeof KNOWN)[number];

/** Where each file of a distribution stands. */
export type MeddraFiles = ReadonlyMap<MeddraFile, string>;

export const HINT =
  'Give the folder MedAscii of a MedDRA distribution, with soc.asc, hlgt.asc, hlt.asc, pt.asc, llt.asc and ' +
  'mdhier.asc as they were published.';

/** SeqAscii: what changed since the release before. */
export const CHANGE_FILES = ['soc.seq', 'hlgt.seq', 'hlt.seq', 'pt.seq', 'llt.seq', 'mdhier.seq'] as const;
export type ChangeFile = (typeof CHANGE_FILES)[number];

/** Whether a file of a folder belongs to what is read of MedDRA. */
export function isMeddraFile(name: string): boolean {
  return knownFile(KNOWN, name) !== undefined || knownFile(CHANGE_FILES, name) !== undefined;
}

/** The file that goes by this name, in whatever case it is written. */
export function knownFile<Name extends string>(known: readonly Name[], name: string): Name | undefined {
  const lower = name.toLowerCase();
  return known.find((file) => file === lower);
}

/** @throws AppError `ontology_invalid` where a file is missing or there are several of its name */
export async function locate(path: string, fileName: string): Promise<MeddraFiles> {
  const found = new Map<MeddraFile, string>();
  const all = await filesIn(path);
  for (const { name, path: at } of all) {
    const file = knownFile(KNOWN, name);
    if (file === undefined) continue;
    if (found.has(file))
      throw new AppError(
        'ontology_invalid',
        `${fileName}: there are several files called ${file}, so perhaps several releases. ${HINT}`,
      );
    found.set(file, at);
  }
  const missing = NEEDED.filter((file) => !found.has(file));
  if (missing.length === 0) return found;
  const changes = all.some(({ name }) => knownFile(CHANGE_FILES, name) !== undefined);
  const why =
    changes && missing.length === NEEDED.length
      ? 'the SeqAscii files hold only what changed since the release before'
      : `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
  throw new AppError('ontology_invalid', `${fileName}: this is no whole MedDRA release: ${why}. ${HINT}`);
}

/** A distribution that is being read, and what is told of it. */
export interface Release {
  readonly files: MeddraFiles;
  readonly options: ReaderOptions;
  readonly report: ReportBuilder;
}

/** @throws AppError `ontology_invalid` naming the file when it cannot be read */
export function openFile(files: MeddraFiles, file: MeddraFile, options: ReaderOptions): Promise<TextSource> {
  return openText(files.get(file) ?? '', { ...options, fileName: `${options.fileName}: ${file}` });
}

/** A line of a file, cut at each `$`. */
export interface Row extends Place {
  readonly file: string;
  /** The fields; every field ends with a `$`, so that after the last one there is an empty cell. */
  readonly cells: readonly string[];
}

/**
 * The rows of a file that concepts are made of, some hundred at a time. Those with fewer than `least` fields are
 * noted and refused.
 */
export async function* rowsOf(
  { files, options, report }: Release,
  file: MeddraFile,
  least: number,
  opened?: TextSource,
): AsyncGenerator<readonly Row[], void, undefined> {
  for await (const batch of batchesOf(opened ?? (await openFile(files, file, options)), file)) {
    const rows: Row[] = [];
    for (const row of batch) {
      report.row();
      if (hasFields(row, least, report)) rows.push(row);
      else report.refuse();
    }
    yield rows;
  }
}

/** The rows of a file that tells more of concepts that other files have; rows that are cut refuse nothing. */
export async function* furtherRowsOf(
  { files, options, report }: Release,
  file: MeddraFile,
  least: number,
): AsyncGenerator<readonly Row[], void, undefined> {
  for await (const batch of batchesOf(await openFile(files, file, options), file))
    yield batch.filter((row) => hasFields(row, least, report));
}

/** All rows of a file, some hundred at a time; empty lines are passed over. */
export async function* batchesOf(
  source: TextSource,
  file: string,
): AsyncGenerator<readonly Row[], void, undefined> {
  let line = 0;
  for await (const batch of source.batches()) {
    const rows: Row[] = [];
    for (const text of batch) {
      line += 1;
      if (text.trim() !== '') rows.push({ file, line, text, cells: cellsOf(text) });
    }
    yield rows;
  }
}

const AROUND_A_CELL = /^\s|\s\$|\$\s|\s$/;

function cellsOf(text: string): readonly string[] {
  const cells = text.split('$');
  return AROUND_A_CELL.test(text) ? cells.map((cell) => cell.trim()) : cells;
}

function hasFields(row: Row, least: number, report: ReportBuilder): boolean {
  const fields = row.cells.length - 1;
  if (fields >= least) return true;
  report.skip(row, 'wrong_columns', `${fields} fields that end with "$"; ${least} are needed`);
  return false;
}

/** What the distribution says of itself; null where it does not. */
export async function readRelease(
  files: MeddraFiles,
  options: ReaderOptions,
): Promise<ReadReport['release'] | null> {
  if (!files.has('meddra_release.asc')) return null;
  const source = await openFile(files, 'meddra_release.asc', options);
  for await (const rows of batchesOf(source, 'meddra_release.asc')) {
    for (const { cells } of rows) {
      const [version = '', language = ''] = cells;
      if (version !== '') return { version, language: language === '' ? null : language };
    }
  }
  return null;
}
