import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { quotedCell } from '../../src/csv-cell.js';
import type { Core } from '../../src/core.js';
import { readRows } from '../../src/evaluation/gold-rows.js';
import { outcomeOf, readPredictions } from '../../src/evaluation/predictions-file.js';
import { DEFAULT_SETTINGS, mentionFigures, type Evaluation } from '../../src/evaluation/index.js';
import { dataFolders } from '../../src/store/index.js';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { entriesOf, type Entry, type OpenSet } from './sets.js';

/** Which names of the starter vocabulary the dictionary gets. */
export const VARIANTS = ['none', 'synonyms', 'all', 'near'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Acc@1 and Acc@5 of some mentions. */
export interface Shares {
  readonly mentions: number;
  readonly first: number;
  readonly five: number;
}

export interface Measured {
  readonly set: OpenSet;
  readonly variant: Variant;
  readonly evaluation: Evaluation;
  /** Of the mentions that no name of the starter vocabulary equals. */
  readonly unlisted: Shares;
  /** Of each distinct mention with its right concepts once. */
  readonly distinct: Shares;
}

const signal = new AbortController().signal;
export const silent = { signal, onProgress: () => undefined };
export const ACTOR = 'bench';

/** Measures an open set with each variant of its dictionary. @param known normal forms of the starter vocabulary */
export async function measureSet(
  core: Core,
  set: OpenSet,
  data: string,
  folder: string,
  known: ReadonlySet<string>,
  say: (text: string) => void,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const variant of VARIANTS) {
    const { goldSet, version } = await bringDictionary(core, set, data, folder, variant);
    const request = { goldSet, ontology: set.name, version, actor: ACTOR };
    const settings = { ...DEFAULT_SETTINGS, split: set.split };
    const evaluation = await core.evaluations.run(randomUUID(), { ...request, settings }, silent);
    const { id } = evaluation.manifest;
    const predictions = join(dataFolders(core.config.dataDir).evaluations, id, 'predictions.ndjson');
    const { unlisted, distinct } = await sharesOf(predictions, known);
    measured.push({ set, variant, evaluation, unlisted, distinct });
    const first = mentionFigures(evaluation.figures).overall.accuracy[0]?.micro.value ?? 0;
    say(
      `${set.name}, ${variant}: Acc@1 ${(100 * first).toFixed(1)} in ${evaluation.manifest.seconds.toFixed(1)} s`,
    );
  }
  return measured;
}

/** Brings a set's mentions and a variant of its dictionary into the service; what is there already stays. */
export async function bringDictionary(
  core: Core,
  set: OpenSet,
  data: string,
  folder: string,
  variant: Variant,
): Promise<{ readonly goldSet: string; readonly version: string }> {
  const { goldSet } = await core.goldSets.add(
    { ...(await set.gold(data, folder)), name: set.name, actor: ACTOR },
    { signal },
  );
  const rows = readRows(join(dataFolders(core.config.dataDir).goldSets, goldSet.id, 'rows.jsonl'));
  const entries = set.entries ? await set.entries(data) : entriesOf(await all(rows));
  const path = join(folder, `${set.name}.csv`);
  await writeDictionary(path, entries);
  const { version } = await core.ontologies.add(
    {
      ...{ ontology: set.name, version: variant, path, fileName: `${set.name}.csv`, expansion: variant },
      ...{ choice: {}, activate: false, actor: ACTOR },
    },
    silent,
  );
  return { goldSet: goldSet.id, version };
}

async function sharesOf(path: string, known: ReadonlySet<string>) {
  const unlisted = new Tally();
  const distinct = new Tally();
  const seen = new Set<string>();
  for await (const prediction of readPredictions(path)) {
    const { golds, form, rank } = outcomeOf(prediction);
    if (golds.length === 0) continue;
    if (!known.has(form)) unlisted.add(rank);
    const key = JSON.stringify([form, golds]);
    if (seen.has(key)) continue;
    seen.add(key);
    distinct.add(rank);
  }
  return { unlisted: unlisted.shares(), distinct: distinct.shares() };
}

class Tally {
  #mentions = 0;
  #first = 0;
  #five = 0;

  add(rank: number | null): void {
    this.#mentions += 1;
    if (rank === 1) this.#first += 1;
    if (rank !== null && rank <= 5) this.#five += 1;
  }

  shares(): Shares {
    const of = Math.max(1, this.#mentions);
    return { mentions: this.#mentions, first: this.#first / of, five: this.#five / of };
  }
}

async function writeDictionary(path: string, entries: readonly Entry[]): Promise<void> {
  const file = createWriteStream(path);
  file.write('id,name,synonyms\n');
  for (const { id, name, synonyms } of entries) {
    const line = [id, name, synonyms.join('|')].map(quotedCell).join(',');
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
