import { InferenceSession, Tensor } from 'onnxruntime-node';
import { checkQueries } from './checks.js';
import { DataType, encodeModel } from './onnx-graph.js';
import type { Neighbours, VectorIndex } from './vector-index.js';
import { readRows } from './vectors-file.js';

/** Rows of one matrix product: bounds the model, and the scores of a query. */
const SHARD_ROWS = 131_072;
/** Queries of one matrix product; fewer where their scores and rescored rows would exceed the scratch memory. */
const QUERY_BLOCK = 32;
const SCRATCH_FLOATS = 2 ** 24;
/**
 * The int8 order is only nearly right, so more rows than asked for are rescored. Over 90,000 real names, the
 * 64 nearest were always among the first 71.
 */
const SPARE_ROWS = 32;
const SPARE_SHARE = 0.25;
/**
 * Queries use 7 bits, 64 standing for zero: products of two pairs then always fit the 16 bits in which
 * processors without VNNI add them up.
 */
const QUERY_ZERO = 64;
const QUERY_MAX = 63;
const ROW_MAX = 127;

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
 * their float32 vectors give the scores and the order. Nothing has to be built before; loading quantises.
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
    shards.push({
      session: await InferenceSession.create(encodeShard(values, dimension), {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        enableMemPattern: false,
      }),
      vectors: new Tensor('float32', values, [rows, dimension]),
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
    const quantised = new Tensor('uint8', quantiseQueries(queries, dimension), [count, dimension]);
    const exact = new Tensor('float32', queries, [count, dimension, 1]);
    for (const { session, vectors, firstRow, rows } of this.shards) {
      const width = Math.min(rows, most);
      const { best, cosines } = await session.run({
        quantised,
        exact,
        vectors,
        width: new Tensor('int64', BigInt64Array.of(BigInt(width)), [1]),
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

/**
 * The model of one shard: an int8 product with a scale for each row, the `width` rows that score highest, and
 * their float32 products. The float32 vectors are an input, since inputs are not copied.
 */
function encodeShard(values: Float32Array, dimension: number): Uint8Array {
  const rows = values.length / dimension;
  const { matrix, scales } = quantiseRows(values, dimension);
  return encodeModel({
    inputs: [
      { name: 'quantised', type: DataType.uint8, shape: ['count', dimension] },
      { name: 'exact', type: DataType.float32, shape: ['count', dimension, 1] },
      { name: 'vectors', type: DataType.float32, shape: [rows, dimension] },
      { name: 'width', type: DataType.int64, shape: [1] },
    ],
    outputs: [
      { name: 'best', type: DataType.int64, shape: ['count', 'width'] },
      { name: 'cosines', type: DataType.float32, shape: ['count', 'width', 1] },
    ],
    initializers: [
      { name: 'matrix', type: DataType.int8, shape: [dimension, rows], data: new Uint8Array(matrix.buffer) },
      { name: 'scales', type: DataType.float32, shape: [rows], data: new Uint8Array(scales.buffer) },
      // A query's own scale does not change which rows are nearest to it.
      { name: 'one', type: DataType.float32, shape: [], data: new Uint8Array(Float32Array.of(1).buffer) },
      { name: 'zero', type: DataType.uint8, shape: [], data: Uint8Array.of(QUERY_ZERO) },
    ],
    nodes: [
      {
        op: 'MatMulIntegerToFloat',
        domain: 'com.microsoft',
        inputs: ['quantised', 'matrix', 'one', 'scales', 'zero'],
        outputs: ['scores'],
      },
      {
        op: 'TopK',
        inputs: ['scores', 'width'],
        outputs: ['values', 'best'],
        attributes: { axis: 1, largest: 1, sorted: 0 },
      },
      { op: 'Gather', inputs: ['vectors', 'best'], outputs: ['near'], attributes: { axis: 0 } },
      { op: 'MatMul', inputs: ['near', 'exact'], outputs: ['cosines'] },
    ],
  });
}

/** Rows as int8 columns (dimension x rows, as the product wants them), each with a scale of its own. */
function quantiseRows(values: Float32Array, dimension: number) {
  const rows = values.length / dimension;
  const matrix = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  const inverses = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const most = largest(values, row * dimension, dimension);
    scales[row] = most / ROW_MAX;
    inverses[row] = most === 0 ? 0 : ROW_MAX / most;
  }
  // Tile by tile, so that what is read and what is written both stay in the processor's cache.
  const tile = 64;
  for (let first = 0; first < rows; first += tile) {
    const end = Math.min(first + tile, rows);
    for (let column = 0; column < dimension; column += 1) {
      for (let row = first; row < end; row += 1) {
        const value = values[row * dimension + column] ?? 0;
        matrix[column * rows + row] = Math.floor(value * (inverses[row] ?? 0) + 0.5);
      }
    }
  }
  return { matrix, scales };
}

function quantiseQueries(queries: Float32Array, dimension: number): Uint8Array {
  const quantised = new Uint8Array(queries.length);
  for (let start = 0; start < queries.length; start += dimension) {
    const most = largest(queries, start, dimension);
    const inverse = most === 0 ? 0 : QUERY_MAX / most;
    for (let i = start; i < start + dimension; i += 1) {
      quantised[i] = QUERY_ZERO + Math.floor((queries[i] ?? 0) * inverse + 0.5);
    }
  }
  return quantised;
}

function largest(values: Float32Array, start: number, length: number): number {
  let most = 0;
  for (let i = start; i < start + length; i += 1) {
    const value = Math.abs(values[i] ?? 0);
    if (value > most) most = value;
  }
  return most;
}
