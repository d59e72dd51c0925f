import type { InferenceSession } from 'onnxruntime-node';
import { GraphBuilder, type Value } from './graph.js';
import { matrix, openSession, takeFloats } from './session.js';

/** Shorter products count as this long: keeps the division finite. */
const LEAST_LENGTH = 1e-12;

/** Adapts vectors of mentions by a linear map. */
export class Adapter {
  private constructor(
    private readonly session: InferenceSession,
    private readonly dimension: number,
    private readonly weights: Float32Array,
  ) {}

  /** @param weights dimension x dimension, row-major; shared, not copied */
  static async open(weights: Float32Array, dimension: number): Promise<Adapter> {
    const graph = new GraphBuilder();
    const x = graph.input('x', ['count', dimension]);
    const { unit } = adapted(graph, x, graph.input('adapter', [dimension, dimension]), 'z');
    graph.output(unit, ['count', dimension]);
    return new Adapter(await openSession(graph.encode()), dimension, weights);
  }

  /** @param vectors count x dimension @returns normalise(x A) of each row x */
  async apply(vectors: Float32Array): Promise<Float32Array<ArrayBuffer>> {
    const { dimension, weights } = this;
    const { z } = await this.session.run({
      x: matrix(vectors, vectors.length / dimension, dimension),
      adapter: matrix(weights, dimension, dimension),
    });
    return takeFloats(z);
  }

  close(): Promise<void> {
    return this.session.release();
  }
}

/** Adds normalise(x A) to a graph. @returns it, and the length of x A before, as a column */
export function adapted(
  graph: GraphBuilder,
  x: Value,
  adapter: Value,
  name?: string,
): { readonly unit: Value; readonly length: Value } {
  const product = graph.op('MatMul', [x, adapter]);
  const length = graph.op('Max', [
    graph.op('ReduceL2', [product, graph.integers(1)], { keepdims: 1 }),
    graph.number(LEAST_LENGTH),
  ]);
  return { unit: graph.op('Div', [product, length], {}, name), length };
}
