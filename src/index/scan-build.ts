import { checkShape } from './checks.js';
import { principal, project, SAMPLE_ROWS } from './principal.js';
import type { BuildRequest } from './protocol.js';
import { largest, QuantisedRows } from './quantised-rows.js';
import { SHARD_ROWS, writeScan, type ScanShard } from './scan-file.js';
import { encodeScan } from './scan-graph.js';
import { readEvenly, readRows, type RowBlock, type RowRange } from './vectors-file.js';

const INT16_MAX = 32_767;
/**
 * From so many rows on, the first look uses half the dimensions if these keep most of the rows' length: a lone
 * query waits for the reading of all rows. `npm run bench:index` prints what that finds and what it misses.
 */
const REDUCED_FROM_ROWS = 16_384;
const REDUCED_LEAST_SHARE = 0.85;
/** Rows that are floats at one time. */
const BLOCK_ROWS = 8192;

/**
 * Builds what `openExact` opens: the rows as int8 numbers in a model that chooses some, and as int16 vectors that
 * give their scores. Some seconds for a million rows.
 * @returns how many rows are done, from time to time
 * @throws RangeError when the vectors do not fit size x dimension, or hold a value that is not finite; Error when
 * the file cannot be written
 */
export async function* buildScan({
  vectorsPath,
  size,
  dimension,
  outPath,
}: BuildRequest): AsyncGenerator<number> {
  checkShape(size, dimension);
  yield* writeScan(outPath, size, dimension, shardsOf(vectorsPath, size, dimension));
}

async function* shardsOf(path: string, size: number, dimension: number): AsyncGenerator<ScanShard> {
  for (let first = 0; first < size; first += SHARD_ROWS) {
    const range = { first, end: Math.min(first + SHARD_ROWS, size) };
    yield await shardOf(() => readRows(path, size, dimension, BLOCK_ROWS, range), {
      range,
      dimension,
      reduction: await reductionOf(path, range, dimension),
    });
  }
}

/** The directions that the first look sees; absent: all of them. */
async function reductionOf(
  path: string,
  range: RowRange,
  dimension: number,
): Promise<Float32Array<ArrayBuffer> | undefined> {
  if (range.end - range.first < REDUCED_FROM_ROWS) return undefined;
  const sample = await readEvenly(path, range, dimension, SAMPLE_ROWS);
  const { basis, share } = await principal(sample, dimension, Math.ceil(dimension / 2));
  return share < REDUCED_LEAST_SHARE ? undefined : basis;
}

interface ShardPlan {
  readonly range: RowRange;
  readonly dimension: number;
  readonly reduction: Float32Array<ArrayBuffer> | undefined;
}

/** Reads the rows twice, block by block: all of them as floats would be most of the memory of a first start. */
async function shardOf(
  blocks: () => AsyncIterable<RowBlock>,
  { range: { first, end }, dimension, reduction }: ShardPlan,
): Promise<ScanShard> {
  const rows = end - first;
  let most = 0;
  for await (const { values } of blocks()) most = Math.max(most, largest(values));
  const unit = most === 0 ? 1 : most / INT16_MAX;
  const quantised = new QuantisedRows(rows, reduction ? reduction.length / dimension : dimension);
  const vectors = new Int16Array(rows * dimension);
  for await (const { firstRow, values } of blocks()) {
    quantised.set(firstRow - first, reduction ? await project(values, dimension, reduction) : values);
    setInt16(vectors, (firstRow - first) * dimension, values, unit);
  }
  const basis = reduction ?? identity(dimension);
  const model = encodeScan({ quantised, basis, fullDimension: dimension, unit });
  return { firstRow: first, rows, model, vectors };
}

/**
 * Half the memory of float32; a product of unit vectors changes by less than 1e-5. Not float16, whose array is not
 * the same on every supported Node.
 */
function setInt16(into: Int16Array, offset: number, values: Float32Array, unit: number): void {
  const perUnit = 1 / unit;
  // A plain loop: over 50 million values, Math.round takes seconds.
  for (let i = 0; i < values.length; i += 1) {
    const value = (values[i] ?? 0) * perUnit;
    // Storing drops the fraction.
    into[offset + i] = value < 0 ? value - 0.5 : value + 0.5;
  }
}

function identity(dimension: number): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(dimension * dimension);
  for (let i = 0; i < dimension; i += 1) matrix[i * dimension + i] = 1;
  return matrix;
}
