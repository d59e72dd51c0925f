import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Opens a model for products on the calling thread, which each run blocks. */
export function openSession(model: Uint8Array, threads = 1): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Threads that have nothing to do sleep: by default they would take the encoder's processor time.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

/** A matrix as ONNX Runtime takes it; its memory is shared, not copied. */
export function matrix(values: Float32Array, rows: number, columns: number): Tensor {
  return new Tensor('float32', values, [rows, columns]);
}

export function vector(values: Float32Array): Tensor {
  return new Tensor('float32', values, [values.length]);
}

export function scalar(value: number): Tensor {
  return new Tensor('float32', Float32Array.of(value), []);
}

/** Whole numbers, as indices are given to ONNX Runtime. */
export function indices(values: ArrayLike<number>, shape: readonly number[] = [values.length]): Tensor {
  return new Tensor(
    'int64',
    BigInt64Array.from({ length: values.length }, (_, i) => BigInt(values[i] ?? 0)),
    shape,
  );
}

/** The floats of an output, copied, and the output given back. @throws TypeError when it is none */
export function takeFloats(
  tensor: InferenceSession.OnnxValueMapType[string] | undefined,
): Float32Array<ArrayBuffer> {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError('ONNX Runtime gave no floats');
  const values = new Float32Array(tensor.data);
  tensor.dispose();
  return values;
}

/** The whole numbers of an output. @throws TypeError when they are none */
export function takeIntegers(tensor: InferenceSession.OnnxValueMapType[string] | undefined): Int32Array {
  if (!(tensor?.data instanceof BigInt64Array)) throw new TypeError('ONNX Runtime gave no whole numbers');
  const values = Int32Array.from(tensor.data, Number);
  tensor.dispose();
  return values;
}
