import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import type { AddGoldSet } from '../../src/evaluation/index.js';
import { quotedCell } from '../../src/csv-cell.js';
import { readGold } from '../../src/evaluation/gold/index.js';
import type { GoldRow } from '../../src/evaluation/gold.js';

/** An open set of mentions, none of which any model or vocabulary here was made from. */
export interface OpenSet {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  /** Which rows are measured; null: all. */
  readonly split: string | null;
  /** Its folds have train rows of their own, to be learned from. */
  readonly supervised?: true;
  /** What its dictionary is. */
  readonly dictionary: string;
  /** The gold set's file, made in `folder` where the reader does not take it as it is. */
  gold(data: string, folder: string): Promise<Pick<AddGoldSet, 'path' | 'fileName' | 'types'>>;
  /** Entries of its dictionary; null: the concepts of all its rows, by their own names. */
  readonly entries: ((data: string) => Promise<readonly Entry[]>) | null;
}

export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly synonyms: readonly string[];
}

const asItIs = (path: string) => (data: string) =>
  Promise.resolve({ path: join(data, path), fileName: basename(path) });

export const OPEN_SETS: readonly OpenSet[] = [
  {
    name: 'askapatient',
    title: 'AskAPatient',
    source: 'Limsopatham and Collier 2016, reviews of medicines; ten folds, their test splits',
    split: 'test',
    supervised: true,
    dictionary: 'the SNOMED CT and AMT names of all its concepts',
    gold: asItIs('mentions/askapatient.tsv.gz'),
    entries: null,
  },
  {
    name: 'twadr-l',
    title: 'TwADR-L',
    source: 'Limsopatham and Collier 2016, tweets; ten folds, their test splits',
    split: 'test',
    supervised: true,
    dictionary: 'the UMLS names of all its concepts',
    gold: asItIs('mentions/twadr-l.tsv.gz'),
    entries: null,
  },
  {
    name: 'psytar',
    title: 'PsyTAR, adverse reactions',
    source: 'Zolnoori et al. 2019, reviews of psychiatric medicines',
    split: null,
    dictionary: 'the SNOMED CT names of all its concepts',
    gold: (data, folder) => psytar(data, folder),
    entries: null,
  },
  {
    name: 'tac-2017',
    title: 'TAC 2017, test labels',
    source: 'Roberts et al. 2017, labels of medicines: the language of experts',
    split: null,
    dictionary: 'the preferred terms of all its concepts',
    gold: asItIs('mentions/tac2017-test.json.gz'),
    entries: null,
  },
  {
    name: 'ncbi-disease',
    title: 'NCBI disease, test abstracts',
    source: 'Dogan et al. 2014, abstracts: the language of experts',
    split: null,
    dictionary: 'MEDIC of 2012-07-06, names and synonyms',
    gold: (data, folder) => ncbi(data, folder),
    entries: medic,
  },
];

/** The concepts of rows by their own names, the first name of each id. */
export function entriesOf(rows: Iterable<GoldRow>): Entry[] {
  const names = new Map<string, string>();
  for (const { id, name } of [...rows].flatMap(({ answers }) => answers.flat())) {
    const key = id ?? name;
    if (name !== null && !names.has(key)) names.set(key, name);
  }
  return [...names].map(([id, name]) => ({ id, name, synonyms: [] }));
}

/** Its rows of adverse reactions with a SNOMED CT concept, as CSV. */
async function psytar(data: string, folder: string): Promise<{ path: string; fileName: string }> {
  const [header = [], ...rows] = await table(join(data, 'mentions/psytar.tsv.gz'), '\t');
  const at = (name: string): number => header.indexOf(name);
  const path = join(folder, 'psytar.csv');
  const file = createWriteStream(path);
  file.write('mention,gold_id,gold_name\n');
  for (const row of rows) {
    const [type, mention = '', id = '', name = ''] = ['type', 'mention', 'sct_id', 'sct_name'].map(
      (each) => row[at(each)],
    );
    if (type === 'ADR' && id !== '') file.write(`${[mention, id, name].map(quotedCell).join(',')}\n`);
  }
  file.end();
  await finished(file);
  return { path, fileName: 'psytar.csv' };
}

interface Disease extends Entry {
  /** All ids of it, as the mentions may have them. */
  readonly ids: readonly string[];
}

/** MEDIC: lines of `id|further ids||name|synonyms`, numbers being those of OMIM. */
async function medic(data: string): Promise<Disease[]> {
  const text = await unpacked(join(data, 'vocab/medic-2012-07-06.txt.gz'));
  return text.split(/\r?\n/).flatMap((line) => {
    const [left = '', right = ''] = line.split('||');
    const ids = left.split('|').map((id) => (/^\d+$/.test(id) ? `OMIM:${id}` : id));
    const [name, ...synonyms] = right.split('|');
    const [id] = [...ids].sort((a, b) => Number(b.startsWith('D')) - Number(a.startsWith('D')));
    return id !== undefined && name !== undefined && name !== '' ? [{ id, ids, name, synonyms }] : [];
  });
}

/** The mentions of NCBI disease with the ids under which the dictionary has them. */
async function ncbi(data: string, folder: string): Promise<{ path: string; fileName: string }> {
  const under = new Map((await medic(data)).flatMap(({ id, ids }) => ids.map((each) => [each, id] as const)));
  const original = join(folder, 'ncbi-disease.txt');
  await writeFile(original, await unpacked(join(data, 'mentions/ncbi-disease/NCBItestset_corpus.txt.gz')));
  const path = join(folder, 'ncbi-gold.csv');
  const file = createWriteStream(path);
  file.write('mention,gold_id\n');
  for await (const found of readGold(original, { fileName: basename(original) })) {
    if ('text' in found) continue;
    const { mention, answers } = found;
    const ids = answers.flat().flatMap(({ id }) => (id === null ? [] : [id.replace(/^MESH:/, '')]));
    file.write(`${quotedCell(mention)},${quotedCell(ids.map((id) => under.get(id) ?? id).join('|'))}\n`);
  }
  file.end();
  await finished(file);
  return { path, fileName: 'ncbi-disease.csv' };
}

async function table(path: string, separator: string): Promise<string[][]> {
  const text = await unpacked(path);
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(separator));
}

async function unpacked(path: string): Promise<string> {
  return gunzipSync(await readFile(path)).toString('utf8');
}
