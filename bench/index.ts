/**
 * Measures the kinds of index on real vectors and prints a table: time, memory, and how many of the true
 * nearest rows are found. Both files hold float32 unit vectors, little endian, without a header.
 *
 *   npm run bench:index -- --vectors names.f32 --queries mentions.f32
 */
import { mkdirSync, mkdtempSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import {
  buildIndex,
  startIndexHost,
  type IndexHost,
  type IndexKind,
  type IndexSpec,
} from '../src/index/index.js';

const program = new Command()
  .requiredOption('--vectors <file>', 'names, one vector a row')
  .requiredOption('--queries <file>', 'mentions, one vector a row')
  .option('--dimension <n>', 'floats in a row', Number, 384)
  .option(
    '--sizes <list>',
    'rows of the indexes; more than the file has are filled with perturbed copies',
    '17000,95000,200000',
  )
  .option('--ef <list>', 'efSearch values of the graph', '64,100,200')
  .option('--k <n>', 'neighbours asked for', Number, 64)
  .option('--count <n>', 'queries, taken evenly from the file', Number, 256)
  .option('--no-graph', 'only the exact index')
  .option('--folder <path>', 'keeps the graphs for the next run');
interface Options {
  readonly vectors: string;
  readonly queries: string;
  readonly dimension: number;
  readonly sizes: string;
  readonly ef: string;
  readonly k: number;
  readonly count: number;
  readonly graph: boolean;
  readonly folder?: string;
}
program.parse();
const options = program.opts<Options>();
const { dimension, k } = options;
const BATCH = 32;
const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'bench-index-'));
mkdirSync(folder, { recursive: true });

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function row(values: Float32Array, i: number): Float32Array {
  return values.subarray(i * dimension, (i + 1) * dimension);
}

/** `size` rows taken evenly; a row's second and later uses are moved a little and made unit length again. */
function take(source: Float32Array, size: number): Float32Array {
  const available = source.length / dimension;
  const values = new Float32Array(size * dimension);
  for (let i = 0; i < size; i += 1) {
    const from = size <= available ? Math.floor((i * available) / size) : i % available;
    const copy = row(source, from).slice();
    if (i >= available) {
      const noise = 0.3 / Math.sqrt(dimension);
      let length = 0;
      for (let j = 0; j < dimension; j += 1) {
        copy[j] = (copy[j] ?? 0) + noise * (Math.random() + Math.random() + Math.random() - 1.5) * 2;
        length += (copy[j] ?? 0) ** 2;
      }
      for (let j = 0; j < dimension; j += 1) copy[j] = (copy[j] ?? 0) / Math.sqrt(length);
    }
    values.set(copy, i * dimension);
  }
  return values;
}

/** The k rows truly nearest to each query, by float products of all of them. */
function bruteForce(values: Float32Array, queries: Float32Array, count: number): Uint32Array[] {
  const size = values.length / dimension;
  return Array.from({ length: count }, (_, q) => {
    const scores = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      let sum = 0;
      for (let j = 0; j < dimension; j += 1) {
        sum += (values[i * dimension + j] ?? 0) * (queries[q * dimension + j] ?? 0);
      }
      scores[i] = sum;
    }
    const least = scores.toSorted()[Math.max(0, size - k)] ?? 0;
    const near: number[] = [];
    scores.forEach((score, i) => {
      if (score >= least) near.push(i);
    });
    return Uint32Array.from(near.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, k));
  });
}

/** The share of the true first `depth` rows that are among the first `depth` found. */
function recall(truth: readonly Uint32Array[], found: Int32Array, depth: number): number {
  let hits = 0;
  truth.forEach((rows, q) => {
    const own = new Set(found.subarray(q * k, q * k + depth));
    for (const wanted of rows.subarray(0, depth)) if (own.has(wanted)) hits += 1;
  });
  return hits / (truth.length * depth);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

async function measure(
  host: IndexHost,
  spec: IndexSpec,
  queries: Float32Array,
  truth: readonly Uint32Array[],
) {
  const count = truth.length;
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const index = await host.open(spec);
  const openSeconds = (performance.now() - started) / 1000;
  const found = new Int32Array(count * k);
  const alone: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = performance.now();
    const { rows } = await index.search(row(queries, i), 1, k);
    alone.push(performance.now() - at);
    found.set(rows, i * k);
  }
  const batches: number[] = [];
  const cpu = process.cpuUsage();
  let searched = 0;
  for (let first = 0; first + BATCH <= count; first += BATCH) {
    const at = performance.now();
    await index.search(queries.subarray(first * dimension, (first + BATCH) * dimension), BATCH, k);
    batches.push((performance.now() - at) / BATCH);
    searched += BATCH;
  }
  const { user, system } = process.cpuUsage(cpu);
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
  await index.close();
  return [
    openSeconds.toFixed(2),
    median(alone).toFixed(2),
    median(batches).toFixed(3),
    ((user + system) / 1000 / searched).toFixed(3),
    recall(truth, found, Math.min(10, k)).toFixed(4),
    recall(truth, found, k).toFixed(4),
    megabytes.toFixed(0),
  ];
}

function print(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

const source = readFloats(options.vectors);
const allQueries = readFloats(options.queries);
const queryCount = Math.min(options.count, allQueries.length / dimension);
const queries = take(allQueries, queryCount);
const host = startIndexHost();
print([
  'rows',
  'index',
  'build s',
  'open s',
  'ms alone',
  `ms/query in ${BATCH}s`,
  'cpu ms/query',
  'recall@10',
  `recall@${k}`,
  'MB',
]);
print(Array.from({ length: 10 }, () => '---'));
for (const size of options.sizes.split(',').map(Number)) {
  const values = take(source, size);
  const vectorsPath = join(folder, `${size}.f32`);
  if (existsSync(vectorsPath)) values.set(readFloats(vectorsPath));
  else writeFileSync(vectorsPath, new Uint8Array(values.buffer));
  const truth = bruteForce(values, queries, queryCount);
  const build = async (kind: IndexKind): Promise<{ spec: IndexSpec; seconds: string }> => {
    const spec: IndexSpec = { kind, path: join(folder, `${size}.${kind}`), size, dimension };
    if (existsSync(spec.path)) return { spec, seconds: 'kept' };
    const started = performance.now();
    await buildIndex({ ...spec, vectorsPath, outPath: `${spec.path}.new` });
    renameSync(`${spec.path}.new`, spec.path);
    return { spec, seconds: ((performance.now() - started) / 1000).toFixed(0) };
  };
  const exact = await build('exact');
  print([size, 'exact', exact.seconds, ...(await measure(host, exact.spec, queries, truth))]);
  if (!options.graph) continue;
  const graph = await build('hnsw');
  for (const efSearch of options.ef.split(',').map(Number)) {
    const spec = { ...graph.spec, efSearch };
    print([size, `hnsw ef ${efSearch}`, graph.seconds, ...(await measure(host, spec, queries, truth))]);
  }
}
await host.close();
