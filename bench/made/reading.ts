import { execFileSync, fork } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReadChoice } from '../../src/ontology/readers/choice.js';
import { filesIn, isDistributionFile, isFolder } from '../../src/ontology/readers/index.js';
import { SOURCE_FORMATS, type SourceFormat } from '../../src/ontology/readers/reader.js';
import { describeMachine, type CommonOptions } from '../service/setup.js';
import { fixed, printTable, say } from '../service/table.js';
import { MEDDRA_DEFAULTS } from './meddra.js';
import type { Reading, ReadingRequest } from './reading-protocol.js';
import { SNOMED_DEFAULTS } from './snomed.js';
import { UMLS_DEFAULTS } from './umls.js';

export interface ReadingOptions {
  /** Of `READ_KINDS`; all where it is not given. */
  readonly only?: readonly string[];
  /** Rows of each release's largest file at most; the rest gets smaller with it. */
  readonly rows?: number;
  readonly seed: number;
}

/** Grows when what the makers write changes, so that what was kept before is not taken for it. */
const EDITION = 1;
const QUICK_ROWS = 100_000;

interface Kind {
  readonly name: string;
  /** The options of `make` that give a release with so many rows in its largest file. */
  readonly sizes: (rows: number) => Readonly<Record<string, number>>;
  readonly choice: ReadChoice;
}

const scaled = (count: number, rows: number, full: number) =>
  Math.round((count * Math.min(rows, full)) / full);

const KINDS: readonly Kind[] = [
  {
    name: 'meddra',
    sizes: (rows) => ({
      pts: scaled(MEDDRA_DEFAULTS.pts, rows, MEDDRA_DEFAULTS.llts),
      llts: Math.min(rows, MEDDRA_DEFAULTS.llts),
    }),
    choice: {},
  },
  {
    name: 'snomed',
    sizes: (rows) => ({
      concepts: scaled(SNOMED_DEFAULTS.concepts, rows, SNOMED_DEFAULTS.descriptions),
      inactive: scaled(SNOMED_DEFAULTS.inactive, rows, SNOMED_DEFAULTS.descriptions),
      descriptions: Math.min(rows, SNOMED_DEFAULTS.descriptions),
    }),
    choice: { below: ['all'] },
  },
  {
    name: 'umls',
    sizes: (rows) => ({
      rows: Math.min(rows, UMLS_DEFAULTS.rows),
      relations: scaled(UMLS_DEFAULTS.relations, rows, UMLS_DEFAULTS.rows),
    }),
    // What a user would take of it who wants the concepts that these two have.
    choice: { sources: ['MDR', 'SNOMEDCT_US'] },
  },
];

export const READ_KINDS: readonly string[] = KINDS.map(({ name }) => name);

/** Reads made releases, each in a process of its own, and prints time and peak memory. */
export async function reading({ dataDir, quick }: CommonOptions, options: ReadingOptions): Promise<void> {
  const rows = options.rows ?? (quick ? QUICK_ROWS : Infinity);
  const table: string[][] = [];
  const notes: string[] = [];
  for (const { name, sizes, choice } of KINDS) {
    if (options.only?.includes(name) === false) continue;
    if (!isFormat(name)) {
      notes.push(`${name} was left out: there is no reader for it.`);
      continue;
    }
    const folder = await made(join(dataDir, 'made'), name, sizes(rows), options.seed);
    const files = await countFiles(folder);
    say(`Reading ${name}: ${files.rows.toLocaleString('en')} rows.`);
    const read = await readAside({ format: name, folder, choice });
    table.push(lineOf(name, files, read));
    const entries = Object.entries(choice).map(([option, value]) => `${option}=${String(value)}`);
    if (entries.length > 0) notes.push(`${name} is read with ${entries.join(' ')}.`);
  }
  console.log(`Machine: ${describeMachine()}`);
  printTable(HEAD, table);
  console.log(
    '\nRows are those of all files that the reader reads, which had been read once before (they are counted).',
  );
  for (const note of notes) console.log(note);
}

const HEAD = [
  ...[
    'format',
    'files',
    'MB',
    'rows',
    'concepts',
    'further names',
    'seconds',
    'rows a second',
    'peak memory MB',
  ],
];

function lineOf(name: string, { files, bytes, rows }: FileCounts, read: Reading): string[] {
  const count = (value: number) => Math.round(value).toLocaleString('en');
  return [
    ...[name, count(files), count(bytes / 1e6), count(rows), count(read.concepts), count(read.names)],
    ...[fixed(read.seconds, 1), count(rows / read.seconds), count(read.peak / 1e6)],
  ];
}

function isFormat(name: string): name is SourceFormat {
  const formats: readonly string[] = SOURCE_FORMATS;
  return formats.includes(name);
}

/** Makes a release, or takes the one of an earlier run. @returns its folder */
export async function made(
  parent: string,
  name: string,
  sizes: Readonly<Record<string, string | number>>,
  seed: number,
): Promise<string> {
  const folder = join(parent, [name, ...Object.values(sizes), `seed${seed}`, `v${EDITION}`].join('-'));
  if (await isFolder(folder)) return folder;
  await mkdir(parent, { recursive: true });
  // Whole or not there: what an interrupted run left is thrown away.
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  const run = fileURLToPath(new URL('../run.ts', import.meta.url));
  const given = Object.entries({ ...sizes, seed }).flatMap(([option, value]) => [
    `--${option}`,
    String(value),
  ]);
  // In a process of its own, too: what a process held before counts in the peak of those that it starts.
  execFileSync(process.execPath, [...process.execArgv, run, 'make', name, '--to', partial, ...given], {
    stdio: ['ignore', 2, 2],
  });
  await rename(partial, folder);
  return folder;
}

interface FileCounts {
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
}

const LINE_END = 10;

async function countFiles(folder: string): Promise<FileCounts> {
  const found = (await filesIn(folder)).filter(({ name }) => isDistributionFile(name));
  let bytes = 0;
  let rows = 0;
  for (const { path } of found) {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1 << 20 });
    for await (const chunk of chunks) {
      bytes += chunk.length;
      for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) rows += 1;
    }
  }
  return { files: found.length, bytes, rows };
}

async function readAside(request: ReadingRequest): Promise<Reading> {
  const child = fork(fileURLToPath(new URL('reading-process.ts', import.meta.url)));
  return new Promise((resolve, reject) => {
    child.once('message', (read: Reading) => {
      resolve(read);
    });
    child.once('exit', (code) => {
      reject(new Error(`the reading of ${request.folder} ended with code ${code ?? 'none'}`));
    });
    child.once('error', reject);
    child.send(request);
  });
}
