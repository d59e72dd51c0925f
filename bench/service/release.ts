import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { Client } from 'undici';
import { EncoderPool, readEncoderFolder, silentObserver } from '../../src/encoder/index.js';
import { buildIndex, startIndexHost } from '../../src/index/index.js';
import { MEDDRA_DEFAULTS } from '../made/meddra.js';
import { made } from '../made/reading.js';
import { call, json, work } from './api.js';
import { MentionSource, readPhrases } from './mentions.js';
import { quantile } from './quantile.js';
import { BenchServer } from './server.js';
import {
  describeMachine,
  encoderDir,
  root,
  SEEDS,
  STARTING,
  starterFile,
  type CommonOptions,
} from './setup.js';
import { fixed, printTable, say } from './table.js';

const LONE_MENTIONS = 300;
const NEAREST = 10;
const QUERIES = 500;
const HEADERS = { 'content-type': 'application/json' };
/** Exact search keeps vectors in 16 bits. */
const ROUNDING = 2e-5;
const RELEASES = [
  { release: MEDDRA_DEFAULTS.release, change: 0 },
  { release: '28.0', change: 0.01 },
] as const;
const Embedding = Type.Object({
  phase: Type.Literal('embed'),
  total: Type.Integer(),
  reused: Type.Integer(),
});
const Artefacts = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: Type.String(),
      artefacts: Type.Array(Type.Object({ hash: Type.String(), index: Type.String() })),
    }),
  ),
});

const Working = Type.Object({
  ontologies: Type.Array(Type.Object({ preparing: Type.Optional(Type.Unknown()) })),
});

/** What a drug-safety team waits for: a release of true size, the next one, the switch, and a start. */
export async function release({ dataDir, quick }: CommonOptions): Promise<void> {
  const data = join(dataDir, 'release');
  const imports = join(dataDir, 'made');
  rmSync(data, { recursive: true, force: true });
  const size = quick ? { pts: 2700, llts: 8800 } : { pts: MEDDRA_DEFAULTS.pts, llts: MEDDRA_DEFAULTS.llts };
  const folders: string[] = [];
  for (const each of RELEASES)
    folders.push(basename(await made(imports, 'meddra', { ...size, ...each }, MEDDRA_DEFAULTS.seed)));
  const rows: string[][] = [];
  const note = (what: string, value: string): void => {
    rows.push([what, value]);
    say(`${what}: ${value}`);
  };
  const timed = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await run();
    note(what, `${fixed((performance.now() - started) / 1000, 1)} s`);
    return result;
  };
  const start = (env: Readonly<Record<string, string>>): Promise<BenchServer> =>
    BenchServer.start({
      root,
      dataDir: data,
      env: { ADE_IMPORT_DIR: imports, ...env },
      say: () => undefined,
    });
  const source = new MentionSource(readPhrases(starterFile), SEEDS.load);

  say(STARTING);
  let server = await start({ ADE_INDEX: 'exact' });
  try {
    for (const [at, { release: version }] of RELEASES.entries()) {
      const url = `${server.url}/v1/ontologies/meddra`;
      const path = folders[at] ?? '';
      const what = at === 0 ? 'first release' : 'next release, 1% changed';
      let names = '';
      await timed(`${what}: read, expanded, built`, () =>
        work(`${url}/versions`, json({ path }), {
          everyMs: 50,
          onProgress: (step) => {
            if (Value.Check(Embedding, step))
              names = `${step.total.toLocaleString('en')} names, ${step.reused.toLocaleString('en')} reused`;
          },
        }),
      );
      note(`${what}: names`, names);
      await timed(`${what}: activated`, () => work(`${url}/activate`, json({ version })));
    }
    note('lone mention, exact search', await lone(server, source));
    note('memory, two releases and the starter, exact', `${fixed(server.memory().resident, 0)} MB`);
    await server.stop();
    server = await timed('start with both built, exact', () => start({ ADE_INDEX: 'exact' }));
    const url = `${server.url}/v1/ontologies/meddra`;
    await timed('activation of a release that is built but not loaded', () =>
      work(`${url}/activate`, json({ version: RELEASES[0].release })),
    );
    await work(`${url}/activate`, json({ version: RELEASES[1].release }));
    await server.stop();
    server = await timed('graphs of both built and live, after a start with ADE_INDEX=hnsw', async () => {
      const started = await start({ ADE_INDEX: 'hnsw' });
      while (!(await hasGraph(started))) await delay(500);
      return started;
    });
    await server.stop();
    server = await timed('start with the graphs built', () => start({ ADE_INDEX: 'hnsw' }));
    note('lone mention, graph', await lone(server, source));
    note('memory, one release and the starter, graph', `${fixed(server.memory().resident, 0)} MB`);
    note(`recall@${NEAREST} of the graph against exact search`, await recall(server, data, source));
  } finally {
    await server.stop();
  }
  console.log(`Machine: ${describeMachine()}`);
  printTable(['MedDRA of true size, made up', 'measured'], rows);
}

/** Whether the graphs of what is active are built, and answer: the readiness shows none at work. */
async function hasGraph(server: BenchServer): Promise<boolean> {
  for (const name of ['starter', 'meddra']) {
    const { versions } = await call(`${server.url}/v1/ontologies/${name}/versions`, Artefacts);
    const built = versions.flatMap(({ artefacts }) => artefacts);
    if (!built.some(({ index }) => index === 'hnsw')) return false;
  }
  const { ontologies } = await call(`${server.url}/readyz`, Working);
  return ontologies.every(({ preparing }) => preparing === undefined);
}

async function lone(server: BenchServer, source: MentionSource): Promise<string> {
  const times: number[] = [];
  const connection = new Client(server.url);
  for (const mention of source.take(LONE_MENTIONS)) {
    const body = JSON.stringify({ mentions: mention, ontology: 'meddra', topK: 5 });
    const started = performance.now();
    const answer = await connection.request({
      method: 'POST',
      path: '/v1/normalize',
      headers: HEADERS,
      body,
    });
    const text = await answer.body.text();
    times.push(performance.now() - started);
    if (answer.statusCode !== 200) throw new Error(`a mention was not answered: ${text}`);
  }
  await connection.close();
  return `p50 ${fixed(quantile(times, 0.5), 1)} ms, p99 ${fixed(quantile(times, 0.99), 1)} ms`;
}

/** The share of the names that are nearest by exact search which the graph finds, too. */
async function recall(server: BenchServer, data: string, source: MentionSource): Promise<string> {
  const { versions } = await call(`${server.url}/v1/ontologies/meddra/versions`, Artefacts);
  const graph = versions.flatMap(({ artefacts }) => artefacts).find(({ index }) => index === 'hnsw');
  if (!graph) throw new Error('there is no artefact with a graph');
  const folder = join(data, 'artefacts', graph.hash.replace('sha256:', ''));
  const scan = join(data, 'recall.scan');
  const encoder = await EncoderPool.start(await readEncoderFolder(encoderDir), {
    ...{
      workers: 2,
      batch: { maxTokens: 1024, maxRows: 32 },
      maxQueue: QUERIES,
      observer: silentObserver,
      onWorkerLost: say,
    },
  });
  const host = startIndexHost();
  try {
    const { dimension } = encoder;
    const queries = await encoder.embed(source.take(QUERIES), { lane: 'bulk' });
    const vectorsPath = join(folder, 'vectors.f32');
    // With the names that near concepts lend, which are none of the ontology's.
    const size = statSync(vectorsPath).size / (dimension * Float32Array.BYTES_PER_ELEMENT);
    const shape = { dimension, size };
    await buildIndex({ kind: 'exact', vectorsPath, outPath: scan, ...shape });
    const [near, found] = await Promise.all(
      (['exact', 'hnsw'] as const).map(async (kind) => {
        const path = kind === 'exact' ? scan : join(folder, 'graph.hnsw');
        const index = await host.open({ kind, path, ...shape });
        return index.search(queries, QUERIES, NEAREST);
      }),
    );
    if (!near || !found) throw new Error('no answer');
    let hits = 0;
    for (let query = 0; query < QUERIES; query += 1) {
      // By cosine, not by row: names of the same words are equally near.
      const least = (near.scores[(query + 1) * NEAREST - 1] ?? 1) - ROUNDING;
      const own = found.scores.subarray(query * found.k, (query + 1) * found.k);
      hits += own.filter((score) => score >= least).length;
    }
    return fixed(hits / (QUERIES * NEAREST), 4);
  } finally {
    await host.close();
    await encoder.close();
  }
}
