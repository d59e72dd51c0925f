import { InferenceSession, Tensor } from 'onnxruntime-node';
import { checkQueries } from './checks.js';
import { principal, project } from './principal.js';
import { encodeScan, GROUP_ROWS, type ScanRows } from './scan-graph.js';
import type { Neighbours, VectorIndex } from './vector-index.js';
import { readRows } from './vectors-file.js';

/** Rows of one matrix product: bounds the model, and the scores of a query. */
const SHARD_ROWS = 131_072;
/** Queries of one matrix product; fewer where their scores and rescored rows would exceed the scratch memory. */
const QUERY_BLOCK = 32;
const SCRATCH_FLOATS = 2 ** 24;
/** The int8 order is only nearly right, so more rows than asked for are rescored. */
const SPARE_ROWS = 48;
const SPARE_SHARE = 0.25;
const INT16_MAX = 32_767;
/**
 * From so many rows on, the first look uses half the dimensions if these keep most of the rows' length: a lone
 * query waits for the reading of all rows. `npm run bench:index` prints what that finds and what it misses.
 */
const REDUCED_FROM_ROWS = 16_384;
const REDUCED_LEAST_SHARE = 0.85;

/** Some of the index's rows: the int8 matrix inside the session, and the vectors for the exact scores. */
interface Shard {
  readonly session: InferenceSession;
  /** rows x dimension */
  readonly vectors: Tensor;
  readonly firstRow: number;
  readonly rows: number;
}

/**
 * Opens a search that compares each query with every row: an int8 product by ONNX Runtime chooses rows, and
 * their int16 vectors give the scores and the order. Nothing has to be built before; loading quantises.
 * The calling thread is blocked while a search runs.
 *
 * @param vectorsPath float32 rows (little endian, row-major, no header), each of length 1
 * @param size number of rows
 * @param dimension floats in a row
 * @throws RangeError when the file does not fit size x dimension, or holds a value that is not finite
 */
export async function openExact(vectorsPath: string, size: number, dimension: number): Promise<VectorIndex> {
  const shards: Shard[] = [];
  for await (const { firstRow, values } of readRows(vectorsPath, size, dimension, SHARD_ROWS)) {
    const rows = values.length / dimension;
    const { whole: vectors, unit } = toInt16(values);
    shards.push({
      session: await InferenceSession.create(encodeScan({ ...(await firstLook(values, dimension)), unit }), {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        enableMemPattern: false,
      }),
      vectors: new Tensor('int16', vectors, [rows, dimension]),
      firstRow,
      rows,
    });
  }
  return new ExactIndex(shards, size, dimension);
}

class ExactIndex implements VectorIndex {
  readonly kind = 'exact';
  /** Settles with the last search that was started. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly shards: readonly Shard[],
    readonly size: number,
    readonly dimension: number,
  ) {}

  search(queries: Float32Array, count: number, k: number): Promise<Neighbours> {
    const result = this.last.then(() => this.searchNow(queries, count, k));
    this.last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.last;
    for (const { session } of this.shards) await session.release();
  }

  private async searchNow(queries: Float32Array, count: number, k: number): Promise<Neighbours> {
    checkQueries(queries, count, this.dimension, k);
    const kept = Math.min(k, this.size);
    const rows = new Int32Array(count * kept);
    const scores = new Float32Array(count * kept);
    const width = kept + SPARE_ROWS + Math.ceil(kept * SPARE_SHARE);
    // ONNX Runtime keeps the memory of the largest block for good.
    const fitting = Math.floor(SCRATCH_FLOATS / (SHARD_ROWS + width * this.dimension));
    const step = Math.min(QUERY_BLOCK, Math.max(1, fitting));
    for (let first = 0; first < count; first += step) {
      const end = Math.min(first + step, count);
      const block = queries.subarray(first * this.dimension, end * this.dimension);
      const chosen = await this.preselect(block, end - first, width);
      chosen.forEach((candidates, i) => {
        const best = candidates.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, kept);
        best.forEach(({ row, score }, rank) => {
          rows[(first + i) * kept + rank] = row;
          scores[(first + i) * kept + rank] = score;
        });
      });
    }
    return { k: kept, rows, scores };
  }

  /** Up to `most` rows of each shard that may be nearest to each query, in no order, with their exact scores. */
  private async preselect(queries: Float32Array, count: number, most: number): Promise<Candidate[][]> {
    const { dimension } = this;
    const chosen = Array.from({ length: count }, (): Candidate[] => []);
    const asked = new Tensor('float32', queries, [count, dimension]);
    for (const { session, vectors, firstRow, rows } of this.shards) {
      const width = Math.min(rows, most);
      const { best, cosines } = await session.run({
        queries: asked,
        vectors,
        groups: whole(Math.min(width, Math.ceil(rows / GROUP_ROWS))),
        width: whole(width),
      });
      if (!(best?.data instanceof BigInt64Array) || !(cosines?.data instanceof Float32Array)) {
        throw new TypeError('the search gave no row numbers and scores');
      }
      for (let i = 0; i < count * width; i += 1) {
        const row = firstRow + Number(best.data[i]);
        chosen[Math.floor(i / width)]?.push({ row, score: cosines.data[i] ?? 0 });
      }
      best.dispose();
      cosines.dispose();
    }
    return chosen;
  }
}

interface Candidate {
  readonly row: number;
  readonly score: number;
}

/** The rows as the first look sees them. */
async function firstLook(
  values: Float32Array<ArrayBuffer>,
  dimension: number,
): Promise<Omit<ScanRows, 'unit'>> {
  if (values.length / dimension >= REDUCED_FROM_ROWS) {
    const half = Math.ceil(dimension / 2);
    const { basis, share } = await principal(values, dimension, half);
    if (share >= REDUCED_LEAST_SHARE) {
      const projected = await project(values, dimension, basis);
      return { values: projected, dimension: half, basis, fullDimension: dimension };
    }
  }
  return { values, dimension, basis: identity(dimension), fullDimension: dimension };
}

/**
 * Half the memory of float32; a product of unit vectors changes by less than 1e-5. Not float16, whose array is not
 * the same on every supported Node.
 */
function toInt16(values: Float32Array): { whole: Int16Array<ArrayBuffer>; unit: number } {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  const unit = most === 0 ? 1 : most / INT16_MAX;
  const whole = new Int16Array(values.length);
  for (let i = 0; i < values.length; i += 1) whole[i] = Math.round((values[i] ?? 0) / unit);
  return { whole, unit };
}

function identity(dimension: number): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(dimension * dimension);
  for (let i = 0; i < dimension; i += 1) matrix[i * dimension + i] = 1;
  return matrix;
}

function whole(value: number): Tensor {
  return new Tensor('int64', BigInt64Array.of(BigInt(value)), [1]);
}
