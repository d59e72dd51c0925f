import { basename } from 'node:path';
import { AppError } from '../../errors.js';
import { filesIn, isFolder } from './folder.js';
import type { ReaderOptions } from './reader.js';
import type { Place } from './report.js';
import { lfLines } from './text-source.js';

const FILES = [
  'MRCONSO.RRF',
  'MRDEF.RRF',
  'MRSTY.RRF',
  'MRREL.RRF',
  'MRCUI.RRF',
  'MRSAB.RRF',
  'MRRANK.RRF',
] as const;
export type UmlsFile = (typeof FILES)[number];

/** How many fields a row has; each ends with a bar. */
const FIELDS: Readonly<Record<UmlsFile, number>> = {
  'MRCONSO.RRF': 18,
  'MRDEF.RRF': 8,
  'MRSTY.RRF': 6,
  'MRREL.RRF': 16,
  'MRCUI.RRF': 7,
  'MRSAB.RRF': 25,
  'MRRANK.RRF': 4,
};

const RELEASE_FILE = 'RELEASE.DAT';

export const UMLS_HINT =
  'Give a folder with MRCONSO.RRF and, where there are, MRSTY.RRF, MRDEF.RRF, MRREL.RRF, MRCUI.RRF, MRSAB.RRF and ' +
  'MRRANK.RRF, as MetamorphoSys writes them in Rich Release Format.';

const TOO_LONG = `a row is longer than 1 MiB, so this is no file of UMLS. ${UMLS_HINT}`;

/** In what other shapes UMLS comes, and what to do with them. */
const OTHER_SHAPES: readonly (readonly [RegExp, string])[] = [
  [
    /\.nlm$/i,
    'these are the packages (.nlm) that UMLS is distributed in. Let MetamorphoSys make a subset of them in Rich Release Format',
  ],
  [
    /^MR(?:CON|SO)(?:\.ORF)?$/i,
    'these files are in the Original Release Format (ORF). Let MetamorphoSys write the subset in Rich Release Format',
  ],
  [
    /^MR[A-Z]+\.RRF(?:\.[a-z]{2})?\.gz$/i,
    'the files are still compressed. Unpack them; parts (.aa.gz, .ab.gz ...) belong together in their order: zcat MRCONSO.RRF.*.gz > MRCONSO.RRF',
  ],
];

/** Whether a file of a folder belongs to what this reader reads. */
export function isUmlsFile(name: string): boolean {
  return isRrfFile(name) || name.toUpperCase() === RELEASE_FILE;
}

/** Whether a file tells that its folder is UMLS, in a shape that this reader reads or explains. */
export function isUmlsSign(name: string): boolean {
  return isRrfFile(name) || OTHER_SHAPES.some(([shape]) => shape.test(name));
}

function isRrfFile(name: string): boolean {
  return rrfFile(name) !== undefined;
}

function rrfFile(name: string): UmlsFile | undefined {
  return FILES.find((file) => file === name.toUpperCase());
}

interface Located {
  readonly path: string;
  /** What messages call it. */
  readonly label: string;
}

/** The files of a release that are there, MRCONSO.RRF among them. */
export interface UmlsFiles {
  readonly rrf: ReadonlyMap<UmlsFile, Located>;
  readonly release: Located | null;
}

/**
 * Finds the files of a folder, in any case; a file alone is taken for MRCONSO.RRF.
 * @throws AppError `ontology_invalid` when MRCONSO.RRF is missing or a file is there twice
 */
export async function locateUmls(path: string, fileName: string): Promise<UmlsFiles> {
  const alone = !(await isFolder(path));
  const all = alone ? [{ name: basename(fileName), path }] : await filesIn(path);
  const rrf = new Map<UmlsFile, Located>();
  for (const { name, path: at } of all) {
    const file = rrfFile(name);
    if (file === undefined) continue;
    if (rrf.has(file))
      throw invalid(
        fileName,
        `there are several files called ${file}, so perhaps several releases. ${UMLS_HINT}`,
      );
    rrf.set(file, { path: at, label: alone ? fileName : file });
  }
  if (!rrf.has('MRCONSO.RRF')) {
    const shape = OTHER_SHAPES.find(([sign]) => all.some(({ name }) => sign.test(name)));
    if (shape) throw invalid(fileName, `${shape[1]}.`);
    if (!alone || rrf.size > 0)
      throw invalid(fileName, `MRCONSO.RRF, which has the names, is missing. ${UMLS_HINT}`);
    rrf.set('MRCONSO.RRF', { path, label: fileName });
  }
  const release = all.find(({ name }) => name.toUpperCase() === RELEASE_FILE);
  return { rrf, release: release ? { path: release.path, label: release.name } : null };
}

export interface RrfRow extends Place {
  readonly file: string;
  /** The fields by the order of their columns, as they are; there is no quoting. */
  readonly cells: readonly string[];
}

/** Told of a row that has not the number of fields that its file has. */
export type OnBroken = (place: Place, detail: string) => void;

/**
 * The rows of a file, some thousand at a time; none where the file is not there.
 * @throws AppError `ontology_invalid` when the file is not UTF-8; the signal's reason when it is aborted
 */
export async function* rowsOf(
  files: UmlsFiles,
  file: UmlsFile,
  options: ReaderOptions,
  onBroken: OnBroken = () => undefined,
): AsyncGenerator<readonly RrfRow[], void, undefined> {
  const located = files.rrf.get(file);
  if (!located) return;
  const fields = FIELDS[file];
  let line = 0;
  for await (const lines of lfLines(located.path, { ...options, fileName: located.label }, TOO_LONG)) {
    const rows: RrfRow[] = [];
    for (const text of lines) {
      line += 1;
      if (text.trim() === '') continue;
      const cells = text.split('|');
      // After the bar of the last field there is nothing; some tools leave that bar out.
      if (cells.length === fields + 1 && cells[fields] === '') cells.pop();
      if (cells.length === fields) rows.push({ file, line, text, cells });
      else
        onBroken(
          { file, line, text },
          `${cells.length - (cells.at(-1) === '' ? 1 : 0)} fields; a row of ${file} has ${fields}, and each ends with a bar`,
        );
    }
    yield rows;
  }
}

/** What `release.dat` calls the release; null where it is not there or does not tell. */
export async function releaseName(files: UmlsFiles, options: ReaderOptions): Promise<string | null> {
  if (!files.release) return null;
  for await (const lines of lfLines(
    files.release.path,
    { ...options, fileName: files.release.label },
    TOO_LONG,
  ))
    for (const line of lines) {
      const name = /^\s*umls\.release\.name\s*=\s*(\S.*)$/.exec(line)?.[1]?.trim();
      if (name) return name;
    }
  return null;
}

function invalid(fileName: string, detail: string): AppError {
  return new AppError('ontology_invalid', `${fileName}: ${detail}`);
}
