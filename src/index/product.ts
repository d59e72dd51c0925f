import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DataType, encodeModel } from '../onnx-graph.js';

export type Shape = readonly [rows: number, columns: number];

/** Matrix products by ONNX Runtime: the same in JavaScript takes seconds. */
export class Product {
  private constructor(private readonly session: InferenceSession) {}

  static async open(): Promise<Product> {
    const matrix = (name: string) => ({
      name,
      type: DataType.float32,
      shape: [`${name} rows`, `${name} columns`],
    });
    const model = encodeModel({
      inputs: [matrix('a'), matrix('b')],
      outputs: [matrix('c')],
      initializers: [],
      nodes: [{ op: 'MatMul', inputs: ['a', 'b'], outputs: ['c'] }],
    });
    return new Product(await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 }));
  }

  async of(
    a: Float32Array,
    shapeA: Shape,
    b: Float32Array,
    shapeB: Shape,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { c } = await this.session.run({
      a: new Tensor('float32', a, shapeA),
      b: new Tensor('float32', b, shapeB),
    });
    if (!(c?.data instanceof Float32Array)) throw new TypeError('the product gave no floats');
    const result = new Float32Array(c.data);
    c.dispose();
    return result;
  }

  close(): Promise<void> {
    return this.session.release();
  }
}

/** @returns columns x rows, row-major */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      turned[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return turned;
}
