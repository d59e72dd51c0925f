import { DataType, encodeModel, type Graph, type Initializer } from '../onnx-graph.js';

type Shape = readonly (number | string)[];

/** A value of a graph under construction, by its name. */
export type Value = string;

/** Writes an ONNX graph operation by operation, so that it reads like the formula it stands for. */
export class GraphBuilder {
  private readonly inputs: Graph['inputs'][number][] = [];
  private readonly outputs: Graph['outputs'][number][] = [];
  private readonly initializers: Initializer[] = [];
  private readonly nodes: Graph['nodes'][number][] = [];

  input(name: string, shape: Shape, type: keyof typeof DataType = 'float32'): Value {
    this.inputs.push({ name, type: DataType[type], shape });
    return name;
  }

  /** Makes a value, which was named by `op`, an output. */
  output(value: Value, shape: Shape, type: keyof typeof DataType = 'float32'): void {
    this.outputs.push({ name: value, type: DataType[type], shape });
  }

  number(value: number): Value {
    return this.constant(DataType.float32, [], Float32Array.of(value));
  }

  numbers(...values: number[]): Value {
    return this.constant(DataType.float32, [values.length], Float32Array.from(values));
  }

  integers(...values: number[]): Value {
    return this.constant(DataType.int64, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** @param name of the result, where it is to be an output; otherwise it gets one of its own */
  op(
    op: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, number>> = {},
    name = this.fresh(),
  ): Value {
    this.nodes.push({ op, inputs, outputs: [name], attributes });
    return name;
  }

  /** Largest values of each row and where they stand, best first. */
  top(values: Value, count: Value, names: { readonly scores: string; readonly places: string }): void {
    this.nodes.push({
      op: 'TopK',
      inputs: [values, count],
      outputs: [names.scores, names.places],
      attributes: { axis: 1, largest: 1, sorted: 1 },
    });
  }

  encode(): Uint8Array {
    const { inputs, outputs, initializers, nodes } = this;
    return encodeModel({ inputs, outputs, initializers, nodes });
  }

  private constant(
    type: Initializer['type'],
    shape: readonly number[],
    values: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
  ): Value {
    const name = this.fresh();
    this.initializers.push({ name, type, shape, data: new Uint8Array(values.buffer) });
    return name;
  }

  private fresh(): Value {
    return `v${this.nodes.length}.${this.initializers.length}`;
  }
}
