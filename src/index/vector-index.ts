/** The rows nearest to each of `count` queries, best first. */
export interface Neighbours {
  /** How many neighbours each query has: min(k, index size), fewer only where a graph cannot reach so many. */
  readonly k: number;
  /** Row numbers, `count` x `k`, row-major. */
  readonly rows: Int32Array<ArrayBuffer>;
  /** Cosine similarity (dot product of unit vectors, within 0.0005) of each row, same shape. */
  readonly scores: Float32Array<ArrayBuffer>;
}

/** How an index searches. */
export type IndexKind = 'exact' | 'hnsw';

/** Nearest-neighbour search over a fixed set of unit vectors, one a row. */
export interface VectorIndex {
  readonly kind: IndexKind;
  readonly size: number;
  readonly dimension: number;
  /**
   * @param queries `count` unit vectors of `dimension` floats, one after another
   * @throws RangeError when the queries' length is not count x dimension, or a value is not finite
   */
  search(queries: Float32Array, count: number, k: number): Promise<Neighbours>;
  /** Frees the index's memory; searches that are under way finish first. */
  close(): Promise<void>;
}
