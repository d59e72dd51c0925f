import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { checkQueries, checkShape } from './checks.js';
import { GROUP_ROWS } from './quantised-rows.js';
import { readScan, SHARD_ROWS } from './scan-file.js';
import type { Neighbours, VectorIndex } from './vector-index.js';

/** Queries of one matrix product; fewer where their scores and rescored rows would exceed the scratch memory. */
const QUERY_BLOCK = 32;
const SCRATCH_FLOATS = 2 ** 24;
/** The int8 order is only nearly right, so more rows than asked for are rescored. */
const SPARE_ROWS = 48;
const SPARE_SHARE = 0.25;

/**
 * A lone query waits for the reading of all rows, and one core does not read as fast as memory gives: two take half as
 * long. More than four find nothing left to share.
 */
const THREADS = Math.min(4, availableParallelism());

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
 * their int16 vectors give the scores and the order. The calling thread is blocked while a search runs.
 *
 * @param path as `buildScan` wrote it
 * @throws RangeError when the file is not a scan of `size` rows of `dimension` floats
 */
export async function openExact(path: string, size: number, dimension: number): Promise<VectorIndex> {
  checkShape(size, dimension);
  const shards: Shard[] = [];
  for await (const { firstRow, rows, model, vectors } of readScan(path, size, dimension)) {
    shards.push({
      session: await InferenceSession.create(model, {
        intraOpNumThreads: THREADS,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        enableMemPattern: false,
        // Threads that have nothing to do sleep: by default they would take the encoder's processor time.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      }),
      vectors: new Tensor('int16', vectors, [rows, dimension]),
      ...{ firstRow, rows },
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

function whole(value: number): Tensor {
  return new Tensor('int64', BigInt64Array.of(BigInt(value)), [1]);
}
