import { checkShape } from './checks.js';
import { principal, project } from './principal.js';
import type { BuildRequest } from './protocol.js';
import { SHARD_ROWS, writeScan, type ScanShard } from './scan-file.js';
import { encodeScan, type ScanRows } from './scan-graph.js';
import { readRows } from './vectors-file.js';

const INT16_MAX = 32_767;
/**
 * From so many rows on, the first look uses half the dimensions if these keep most of the rows' length: a lone
 * query waits for the reading of all rows. `npm run bench:index` prints what that finds and what it misses.
 */
const REDUCED_FROM_ROWS = 16_384;
const REDUCED_LEAST_SHARE = 0.85;

/**
 * Builds what `openExact` opens: the rows as int8 numbers in a model that chooses some, and as int16 vectors that
 * give their scores. Some seconds for a million rows.
 * @returns how many rows are done, from time to time
 * @throws RangeError when the vectors do not fit size x dimension, or hold a value that is not finite; Error when
 * the file cannot be written
 */
export async function* buildScan({
  vectorsPath,
  size,
  dimension,
  outPath,
}: BuildRequest): AsyncGenerator<number> {
  checkShape(size, dimension);
  yield* writeScan(outPath, size, dimension, shardsOf(vectorsPath, size, dimension));
}

async function* shardsOf(path: string, size: number, dimension: number): AsyncGenerator<ScanShard> {
  for await (const { firstRow, values } of readRows(path, size, dimension, SHARD_ROWS)) {
    const { whole: vectors, unit } = toInt16(values);
    const model = encodeScan({ ...(await firstLook(values, dimension)), unit });
    yield { firstRow, rows: values.length / dimension, model, vectors };
  }
}

/** The rows as the first look sees them. */
async function firstLook(
  values: Float32Array<ArrayBuffer>,
  dimension: number,
): Promise<Omit<ScanRows, 'unit'>> {
  if (values.length / dimension >= REDUCED_FROM_ROWS) {
    const half = Math.ceil(dimension / 2);
    const { basis, share } = await principal(values, dimension, half);
    if (share >= REDUCED_LEAST_SHARE) {
      const projected = await project(values, dimension, basis);
      return { values: projected, dimension: half, basis, fullDimension: dimension };
    }
  }
  return { values, dimension, basis: identity(dimension), fullDimension: dimension };
}

/**
 * Half the memory of float32; a product of unit vectors changes by less than 1e-5. Not float16, whose array is not
 * the same on every supported Node.
 */
function toInt16(values: Float32Array): { whole: Int16Array<ArrayBuffer>; unit: number } {
  let most = 0;
  // Plain loops: over 50 million values, iterators and Math.round take seconds.
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const size = value < 0 ? -value : value;
    if (size > most) most = size;
  }
  const unit = most === 0 ? 1 : most / INT16_MAX;
  const perUnit = 1 / unit;
  const whole = new Int16Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = (values[i] ?? 0) * perUnit;
    // Storing drops the fraction.
    whole[i] = value < 0 ? value - 0.5 : value + 0.5;
  }
  return { whole, unit };
}

function identity(dimension: number): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(dimension * dimension);
  for (let i = 0; i < dimension; i += 1) matrix[i * dimension + i] = 1;
  return matrix;
}
