import { rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { call, json, upload, work } from './api.js';
import { MentionSource, readPhrases } from './mentions.js';
import { writeNameList } from './name-list.js';
import { quantile } from './quantile.js';
import { BenchServer } from './server.js';
import { root, SEEDS, starterFile, type CommonOptions } from './setup.js';
import { fixed, printTable, say } from './table.js';

const CLIENTS = 20;
const MENTIONS = 400;
const NAMES = 20_000;
const QUIET_SECONDS = 15;
const PAUSE_MS = 100;

const Answer = Type.Object({
  version: Type.String(),
  generation: Type.Integer(),
  results: Type.Array(Type.Object({ candidates: Type.Array(Type.Object({ conceptId: Type.String() })) })),
});

interface Sample {
  readonly milliseconds: number;
  readonly duringSwap: boolean;
}

/**
 * Switches between versions under the load of 20 clients. Each answer is compared with what its version answers
 * when nothing else happens; versions share no concept, so that an answer of two generations shows at once.
 * With two versions the one before is still loaded; with three, each is loaded from disk.
 */
export async function swap({ dataDir, quick }: CommonOptions, swaps: number): Promise<void> {
  const rows: string[][] = [];
  for (const versions of [
    ['a', 'b'],
    ['a', 'b', 'c'],
  ]) {
    const count = quick ? Math.min(swaps, 20) : versions.length === 2 ? swaps : Math.ceil(swaps / 4);
    rows.push(await measured(join(dataDir, `swap-${versions.length}`), versions, count));
  }
  printTable(
    [
      ...['versions', 'swaps', 'requests', 'failed', 'wrong or mixed'],
      ...['p50 ms', 'p99 ms before', 'p99 ms in swaps', 'ratio', 'ms a swap', 'MB before', 'MB after'],
    ],
    rows,
  );
}

async function measured(dataDir: string, versions: readonly string[], swaps: number): Promise<string[]> {
  rmSync(dataDir, { recursive: true, force: true });
  const source = new MentionSource(readPhrases(starterFile), SEEDS.names);
  const lists = await writeLists(dataDir, versions, source);
  const server = await BenchServer.start({ root, dataDir, say });
  try {
    const ontology = `${server.url}/v1/ontologies/swapped`;
    for (const [version, path] of lists) {
      say(`Bringing version ${version} of ${NAMES.toLocaleString('en')} names.`);
      await upload(`${ontology}/versions`, path, 'terms.csv', { version, expansion: 'none' });
    }
    const mentions = source.take(MENTIONS);
    const expected = new Map<string, readonly string[]>();
    for (const version of versions) {
      await work(`${ontology}/activate`, json({ version }));
      for (const mention of mentions) {
        const { version: answered, ids } = await ask(server.url, mention);
        expected.set(`${answered} ${mention}`, ids);
      }
    }
    const load = startLoad(server.url, mentions, expected);
    await delay(QUIET_SECONDS * 1000);
    const before = server.memory().resident;
    const quiet = load.take();
    const started = performance.now();
    let switching = 0;
    for (let i = 0; i < swaps; i += 1) {
      load.during(true);
      const from = performance.now();
      const rollBack = versions.length === 2 && i % 2 === 1;
      const version = versions[i % versions.length] ?? '';
      await (rollBack ? work(`${ontology}/rollback`, {}) : work(`${ontology}/activate`, json({ version })));
      switching += performance.now() - from;
      load.during(false);
      await delay(PAUSE_MS);
    }
    say(`${swaps} swaps in ${fixed((performance.now() - started) / 1000, 0)} s.`);
    const busy = load.take();
    await load.stop();
    await delay(2000);
    const { failed, wrong } = load;
    const inSwaps = busy.filter(({ duringSwap }) => duringSwap);
    const calm = timesOf(quiet);
    const [p99, p99InSwaps] = [quantile(calm, 0.99), quantile(timesOf(inSwaps), 0.99)];
    return [
      ...[String(versions.length), String(swaps), (quiet.length + busy.length).toLocaleString('en')],
      ...[String(failed), String(wrong), fixed(quantile(calm, 0.5), 1), fixed(p99, 1)],
      ...[fixed(p99InSwaps, 1), fixed(p99InSwaps / p99, 2), fixed(switching / swaps, 0)],
      ...[fixed(before, 0), fixed(server.memory().resident, 0)],
    ];
  } finally {
    await server.stop();
  }
}

/** Lists of the same names under other ids. */
async function writeLists(
  dataDir: string,
  versions: readonly string[],
  source: MentionSource,
): Promise<readonly (readonly [version: string, path: string])[]> {
  const folder = join(dataDir, 'lists');
  await mkdir(folder, { recursive: true });
  const plain = join(folder, 'plain.csv');
  await writeNameList(plain, NAMES, source);
  const text = await readFile(plain, 'utf8');
  return Promise.all(
    versions.map(async (version) => {
      const path = join(folder, `${version}.csv`);
      // Each version lacks some names of the others, too.
      const lines = text.split('\n').filter((_line, at) => at === 0 || (at + version.charCodeAt(0)) % 7 > 0);
      await writeFile(path, lines.map((line) => line.replace(/^N/, `${version}-`)).join('\n'));
      return [version, path] as const;
    }),
  );
}

async function ask(url: string, mention: string): Promise<{ version: string; ids: readonly string[] }> {
  const body = json({ mentions: mention, ontology: 'swapped', topK: 5 });
  const { version, results } = await call(`${url}/v1/normalize`, Answer, { method: 'POST', ...body });
  return { version, ids: results.flatMap(({ candidates }) => candidates.map(({ conceptId }) => conceptId)) };
}

/** Clients that ask one mention after another, until they are stopped. */
function startLoad(
  url: string,
  mentions: readonly string[],
  expected: ReadonlyMap<string, readonly string[]>,
) {
  let samples: Sample[] = [];
  let swapping = false;
  let stopped = false;
  const counts = { failed: 0, wrong: 0 };
  const client = async (number: number): Promise<void> => {
    for (let at = number; !stopped; at += 1) {
      const mention = mentions[(at * 31) % mentions.length] ?? '';
      const began = performance.now();
      const swapAtFirst = swapping;
      try {
        const { version, ids } = await ask(url, mention);
        samples.push({ milliseconds: performance.now() - began, duringSwap: swapAtFirst || swapping });
        if (expected.get(`${version} ${mention}`)?.join() !== ids.join()) counts.wrong += 1;
      } catch (error) {
        counts.failed += 1;
        say(String(error));
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
  return {
    /** What was measured since the last call. */
    take: (): readonly Sample[] => {
      const taken = samples;
      samples = [];
      return taken;
    },
    during: (swap: boolean): void => {
      swapping = swap;
    },
    get failed() {
      return counts.failed;
    },
    get wrong() {
      return counts.wrong;
    },
    stop: async (): Promise<void> => {
      stopped = true;
      await Promise.all(clients);
    },
  };
}

function timesOf(samples: readonly Sample[]): readonly number[] {
  return samples.map(({ milliseconds }) => milliseconds);
}
