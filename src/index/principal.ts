import { Product, transpose } from './product.js';

/** Rows that the directions are found from. */
export const SAMPLE_ROWS = 4096;
/** Rows that are projected at once: ONNX Runtime's memory grows with them. */
const BLOCK_ROWS = 4096;
/** The subspace need not be exact: over 91,000 names two rounds keep 0.910 of the squared length, four 0.918. */
const ROUNDS = 2;

/** Directions in which rows differ most, and how much of the rows they keep. */
export interface Principal {
  /** dimension x kept, row-major; its columns are of length 1 and at right angles to each other. */
  readonly basis: Float32Array<ArrayBuffer>;
  /** Mean squared length of a projected row, for rows of length 1. */
  readonly share: number;
}

/**
 * The `kept` directions that keep most of the rows' lengths, by subspace iteration on the second moments of a
 * sample (Halko, Martinsson and Tropp 2011, algorithm 4.4); the same for the same rows.
 *
 * @param values rows of `dimension` floats, each of length 1
 */
export async function principal(values: Float32Array, dimension: number, kept: number): Promise<Principal> {
  const product = await Product.open();
  try {
    const sample = sampleRows(values, dimension);
    const rows = sample.length / dimension;
    const turned = transpose(sample, rows, dimension);
    const moments = await product.of(turned, [dimension, rows], sample, [rows, dimension]);
    let basis = orthonormal(start(dimension * kept), dimension, kept);
    for (let round = 0; round < ROUNDS; round += 1) {
      const moved = await product.of(moments, [dimension, dimension], basis, [dimension, kept]);
      basis = orthonormal(moved, dimension, kept);
    }
    const moved = await product.of(moments, [dimension, dimension], basis, [dimension, kept]);
    const share = basis.reduce((sum, value, i) => sum + value * (moved[i] ?? 0), 0) / rows;
    return { basis, share };
  } finally {
    await product.close();
  }
}

/** @returns rows x kept, row-major */
export async function project(
  values: Float32Array<ArrayBuffer>,
  dimension: number,
  basis: Float32Array<ArrayBuffer>,
): Promise<Float32Array<ArrayBuffer>> {
  const product = await Product.open();
  try {
    const rows = values.length / dimension;
    const kept = basis.length / dimension;
    const projected = new Float32Array(rows * kept);
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const block = values.subarray(first * dimension, (first + BLOCK_ROWS) * dimension);
      const shape = [block.length / dimension, dimension] as const;
      projected.set(await product.of(block, shape, basis, [dimension, kept]), first * kept);
    }
    return projected;
  } finally {
    await product.close();
  }
}

/** Up to SAMPLE_ROWS rows, taken evenly. */
function sampleRows(values: Float32Array, dimension: number): Float32Array {
  const available = values.length / dimension;
  const rows = Math.min(SAMPLE_ROWS, available);
  const sample = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row += 1) {
    const from = Math.floor((row * available) / rows) * dimension;
    sample.set(values.subarray(from, from + dimension), row * dimension);
  }
  return sample;
}

/** Numbers between -1 and 1 without order, always the same (a linear congruential generator). */
function start(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  });
}

/** Modified Gram-Schmidt on the columns, in float64: float32 leaves nearly parallel ones at an angle. */
function orthonormal(matrix: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const basis = Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: rows }, (_, row) => matrix[row * columns + column] ?? 0),
  );
  basis.forEach((own, i) => {
    for (const other of basis.slice(0, i)) {
      const shared = dot(own, other);
      for (let n = 0; n < rows; n += 1) own[n] = (own[n] ?? 0) - shared * (other[n] ?? 0);
    }
    const length = Math.sqrt(dot(own, own));
    for (let n = 0; n < rows; n += 1) own[n] = length === 0 ? 0 : (own[n] ?? 0) / length;
  });
  return Float32Array.from(
    { length: matrix.length },
    (_, i) => basis[i % columns]?.[Math.floor(i / columns)] ?? 0,
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
