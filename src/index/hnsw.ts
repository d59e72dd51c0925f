import { open } from 'node:fs/promises';
import hnswlib from 'hnswlib-node';
import { checkQueries, checkShape } from './checks.js';
import type { BuildRequest } from './protocol.js';
import type { Neighbours, VectorIndex } from './vector-index.js';
import { readRows } from './vectors-file.js';

/** Links of a node in the graph, and how many candidates are weighed when one is added. */
const LINKS = 16;
const EF_CONSTRUCTION = 200;
/** Fixed, so that the same rows in the same order give the same graph. */
const SEED = 100;

/** How many candidates a search keeps by default: measured recall and time are in `npm run bench:index`. */
export const DEFAULT_EF_SEARCH = 512;

/** Rows between two turns of the caller: about a third of a second. */
const BLOCK_ROWS = 128;

/**
 * Builds a graph row by row, and writes it when the last one is in it.
 * @returns how many rows are in it, from time to time
 * @throws RangeError when the vectors do not fit size x dimension, or hold a value that is not finite (the library
 * itself would accept it); Error when the file cannot be written
 */
export async function* buildGraph({
  vectorsPath,
  size,
  dimension,
  outPath,
}: BuildRequest): AsyncGenerator<number> {
  checkShape(size, dimension);
  const graph = new hnswlib.HierarchicalNSW('ip', dimension);
  graph.initIndex(size, LINKS, EF_CONSTRUCTION, SEED);
  for await (const { firstRow, values } of readRows(vectorsPath, size, dimension, BLOCK_ROWS)) {
    const rows = values.length / dimension;
    for (let row = 0; row < rows; row += 1) {
      const vector = values.subarray(row * dimension, (row + 1) * dimension);
      graph.addPoint(Array.from(vector), firstRow + row);
    }
    yield firstRow + rows;
  }
  await graph.writeIndex(outPath);
  // The library does not notice when a disk is full; reading the file back does.
  const written = await openHnsw(outPath, size, dimension);
  await written.close();
}

/**
 * Opens a graph that was written before. Searches find nearly all of the nearest rows; their scores are exact.
 * The calling thread is blocked while a search runs.
 *
 * @param efSearch candidates that a search keeps: more find more and take longer; at least k are kept
 * @throws RangeError when the file is not a graph of `size` rows of `dimension` floats
 */
export async function openHnsw(
  graphPath: string,
  size: number,
  dimension: number,
  efSearch: number = DEFAULT_EF_SEARCH,
): Promise<VectorIndex> {
  checkShape(size, dimension);
  await checkHeader(graphPath, size, dimension);
  const graph = new hnswlib.HierarchicalNSW('ip', dimension);
  await graph.readIndex(graphPath);
  return new HnswIndex(graph, size, dimension, efSearch);
}

class HnswIndex implements VectorIndex {
  readonly kind = 'hnsw';
  private graph: hnswlib.HierarchicalNSW | undefined;

  constructor(
    graph: hnswlib.HierarchicalNSW,
    readonly size: number,
    readonly dimension: number,
    private readonly efSearch: number,
  ) {
    this.graph = graph;
  }

  // Promises only because the interface asks for them: the library searches at once, in the calling thread.
  // eslint-disable-next-line @typescript-eslint/require-await
  async search(queries: Float32Array, count: number, k: number): Promise<Neighbours> {
    checkQueries(queries, count, this.dimension, k);
    const { graph } = this;
    if (graph === undefined) throw new Error('the index is closed');
    const wanted = Math.min(k, this.size);
    graph.setEf(Math.max(this.efSearch, wanted));
    const found = Array.from({ length: count }, (_, i) =>
      graph.searchKnn(Array.from(queries.subarray(i * this.dimension, (i + 1) * this.dimension)), wanted),
    );
    // A row that no link leads to is never found, so a small graph may yield fewer than were asked for.
    const kept = Math.min(...found.map(({ neighbors }) => neighbors.length));
    const rows = new Int32Array(count * kept);
    const scores = new Float32Array(count * kept);
    found.forEach(({ neighbors, distances }, i) => {
      rows.set(neighbors.slice(0, kept), i * kept);
      scores.set(
        distances.slice(0, kept).map((distance) => 1 - distance),
        i * kept,
      );
    });
    return { k: kept, rows, scores };
  }

  close(): Promise<void> {
    this.graph = undefined; // the library frees the graph with the object
    return Promise.resolve();
  }
}

/**
 * The library trusts a file's sizes, whatever dimension it is opened with; reading it with a wrong one would
 * go beyond its memory. Header: seven 64-bit integers, of which the third is the number of rows, and the
 * vectors lie between the sixth and the fifth within a row.
 */
async function checkHeader(path: string, size: number, dimension: number): Promise<void> {
  const file = await open(path);
  try {
    const header = new DataView(new ArrayBuffer(48));
    const { bytesRead } = await file.read(header, 0, 48, 0);
    const rows = header.getBigUint64(16, true);
    const vectorBytes = header.getBigUint64(32, true) - header.getBigUint64(40, true);
    if (bytesRead !== 48 || rows !== BigInt(size) || vectorBytes !== BigInt(dimension) * 4n) {
      throw new RangeError(`${path} is not a graph of ${size} rows of ${dimension} floats`);
    }
  } finally {
    await file.close();
  }
}
