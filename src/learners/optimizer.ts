import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GraphBuilder, Value } from './graph.js';
import { matrix, openSession, scalar } from './session.js';

/** Decay rates of the two moments, and what keeps the division finite (Kingma and Ba 2015). */
const FIRST = 0.9;
const SECOND = 0.99;
const TINY = 1e-8;

const STATE = ['weights', 'first', 'second'] as const;

/**
 * Adds a step of AdamW (Loshchilov and Hutter 2019) to a graph: `weights`, `first` and `second` come in, the next ones
 * go out. The weights are drawn towards `anchor`, where there is one, otherwise towards zero.
 *
 * @param rows, columns shape of the weights
 * @returns the graph's input of the weights, and what to call with their gradient
 */
export function trainable(
  graph: GraphBuilder,
  rows: number,
  columns: number,
  anchored: boolean,
): { readonly weights: Value; readonly step: (gradient: Value) => void } {
  const shape = [rows, columns];
  const input = (name: (typeof STATE)[number]): Value => graph.input(name, shape);
  const [weights, first, second] = [input('weights'), input('first'), input('second')] as const;
  const rate = graph.input('rate', []);
  const pull = graph.input('pull', []);
  const away = anchored ? graph.op('Sub', [weights, graph.input('anchor', shape)]) : weights;
  return {
    weights,
    step: (gradient) => {
      const op = graph.op.bind(graph);
      const average = (old: Value, fresh: Value, keep: number, name: string): Value =>
        op(
          'Add',
          [op('Mul', [old, graph.number(keep)]), op('Mul', [fresh, graph.number(1 - keep)])],
          {},
          `next ${name}`,
        );
      const m = average(first, gradient, FIRST, 'first');
      const v = average(second, op('Mul', [gradient, gradient]), SECOND, 'second');
      const size = op('Add', [op('Sqrt', [v]), graph.number(TINY)]);
      const move = op('Add', [op('Mul', [op('Div', [m, size]), rate]), op('Mul', [away, pull])]);
      op('Sub', [weights, move], {}, 'next weights');
      for (const name of STATE) graph.output(`next ${name}`, shape);
    },
  };
}

type Buffers = Readonly<Record<(typeof STATE)[number], Tensor>>;

/** Weights that a graph with a `trainable` improves step by step. */
export class Trainer {
  private steps = 0;

  private constructor(
    private readonly session: InferenceSession,
    private readonly anchor: Tensor | undefined,
    /** Steps read the one and write the other, so that nothing is allocated on the way. */
    private current: Buffers,
    private next: Buffers,
  ) {}

  /** @param start rows x columns, row-major; @param anchor of the same shape, when the graph asks for one */
  static async open(
    model: Uint8Array,
    start: Float32Array,
    shape: readonly [rows: number, columns: number],
    options: { readonly threads: number; readonly anchor?: Float32Array },
  ): Promise<Trainer> {
    const [rows, columns] = shape;
    const zeros = (): Tensor => matrix(new Float32Array(rows * columns), rows, columns);
    return new Trainer(
      await openSession(model, options.threads),
      options.anchor && matrix(options.anchor, rows, columns),
      { weights: matrix(Float32Array.from(start), rows, columns), first: zeros(), second: zeros() },
      { weights: zeros(), first: zeros(), second: zeros() },
    );
  }

  /**
   * One step.
   * @param batch the graph's other inputs
   * @param rate how far a weight moves at most; @param decay share of it that draws towards the anchor
   */
  async step(batch: Readonly<Record<string, Tensor>>, rate: number, decay: number): Promise<void> {
    this.steps += 1;
    const corrected = (rate * Math.sqrt(1 - SECOND ** this.steps)) / (1 - FIRST ** this.steps);
    await this.session.run(
      {
        ...batch,
        ...this.current,
        ...(this.anchor && { anchor: this.anchor }),
        rate: scalar(corrected),
        pull: scalar(rate * decay),
      },
      {
        'next weights': this.next.weights,
        'next first': this.next.first,
        'next second': this.next.second,
      },
    );
    [this.current, this.next] = [this.next, this.current];
  }

  /** A copy of the weights, row-major. */
  weights(): Float32Array<ArrayBuffer> {
    const { data } = this.current.weights;
    if (!(data instanceof Float32Array)) throw new TypeError('the weights are no floats');
    return new Float32Array(data);
  }

  close(): Promise<void> {
    return this.session.release();
  }
}
