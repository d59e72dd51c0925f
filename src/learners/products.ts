import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphBuilder, type Value } from './graph.js';
import { indices, matrix, openSession, takeFloats, takeIntegers } from './session.js';

/** Scores that are held at once (32 MB): more queries are taken in turns. */
const SCORES = 2 ** 23;

/** Largest products of a query with the rows of a table. */
export interface Tops {
  /** How many there are for each query. */
  readonly width: number;
  /** queries x width, best first. */
  readonly rows: Int32Array;
  /** queries x width. */
  readonly scores: Float32Array;
}

/** Finds the rows of a table that have the largest products with a query. The table is shared, not copied. */
export class TopProducts {
  private constructor(
    private readonly session: InferenceSession,
    private readonly table: Tensor,
    private readonly size: number,
    private readonly dimension: number,
  ) {}

  /**
   * @param table size x dimension
   * @param soft whether the scores are the softmax of the products instead of the products
   */
  static async open(
    table: Float32Array,
    dimension: number,
    { soft = false, threads = 1 }: { readonly soft?: boolean; readonly threads?: number } = {},
  ): Promise<TopProducts> {
    const size = table.length / dimension;
    const graph = new GraphBuilder();
    const queries = graph.input('queries', ['count', dimension]);
    const rows = graph.input('table', [size, dimension]);
    const width = graph.input('width', [1], 'int64');
    const products: Value = graph.op('Gemm', [queries, rows], { transB: 1 });
    const scored = soft ? graph.op('Softmax', [products], { axis: 1 }) : products;
    graph.top(scored, width, { scores: 'scores', places: 'rows' });
    graph.output('scores', ['count', 'width']);
    graph.output('rows', ['count', 'width'], 'int64');
    const session = await openSession(graph.encode(), threads);
    return new TopProducts(session, matrix(table, size, dimension), size, dimension);
  }

  /** @param queries count x dimension; fewer than `width` rows are found where the table has no more */
  async find(queries: Float32Array, width: number, signal?: AbortSignal): Promise<Tops> {
    const { dimension, size } = this;
    const count = queries.length / dimension;
    const found = Math.min(width, size);
    const rows = new Int32Array(count * found);
    const scores = new Float32Array(count * found);
    const block = Math.max(1, Math.floor(SCORES / size));
    for (let first = 0; first < count; first += block) {
      signal?.throwIfAborted();
      const some = queries.subarray(first * dimension, (first + block) * dimension);
      const answer = await this.session.run({
        queries: matrix(some, some.length / dimension, dimension),
        table: this.table,
        width: indices([found]),
      });
      rows.set(takeIntegers(answer['rows']), first * found);
      scores.set(takeFloats(answer['scores']), first * found);
    }
    return { width: found, rows, scores };
  }

  close(): Promise<void> {
    return this.session.release();
  }
}
