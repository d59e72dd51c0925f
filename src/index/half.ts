import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DataType, encodeModel } from './onnx-graph.js';

/** Numbers turned at once: ONNX Runtime's memory grows with them. */
const BLOCK = 2 ** 20;

/**
 * Float32 as float16 bit patterns, rounded to nearest even, by ONNX Runtime (Node 20 has no Float16Array): half the
 * memory, and products of unit vectors change by at most 2 ** -11.
 */
export async function toHalf(values: Float32Array): Promise<Uint16Array<ArrayBuffer>> {
  const session = await InferenceSession.create(
    encodeModel({
      inputs: [{ name: 'floats', type: DataType.float32, shape: ['count'] }],
      outputs: [{ name: 'halves', type: DataType.float16, shape: ['count'] }],
      initializers: [],
      nodes: [{ op: 'Cast', inputs: ['floats'], outputs: ['halves'], attributes: { to: DataType.float16 } }],
    }),
    { intraOpNumThreads: 1, interOpNumThreads: 1 },
  );
  try {
    const turned = new Uint16Array(values.length);
    for (let first = 0; first < values.length; first += BLOCK) {
      const block = values.subarray(first, first + BLOCK);
      const { halves } = await session.run({ floats: new Tensor('float32', block, [block.length]) });
      // Where JavaScript has a Float16Array, ONNX Runtime gives one; the bits are the same.
      if (!halves || !ArrayBuffer.isView(halves.data)) throw new TypeError('the cast gave no halves');
      turned.set(new Uint16Array(halves.data.buffer, halves.data.byteOffset, block.length), first);
      halves.dispose();
    }
    return turned;
  } finally {
    await session.release();
  }
}
