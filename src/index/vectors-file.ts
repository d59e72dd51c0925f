import { open } from 'node:fs/promises';
import { allFinite, checkShape } from './checks.js';
import { filled } from './filled.js';

const FLOAT_BYTES = 4;

/** Some rows of a vectors file: `values` holds them one after another, `firstRow` is the first one's number. */
export interface RowBlock {
  readonly firstRow: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** Some rows of a file: from `first` up to, not including, `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/**
 * Reads a file of float32 rows (little endian, row-major, no header) block by block.
 *
 * @param size number of rows in the file
 * @param dimension floats in a row
 * @param blockRows how many rows a block has; the last one may have fewer
 * @param range the rows to read; all when absent
 * @throws RangeError when the file's length is not size x dimension floats, or a value is not finite
 */
export async function* readRows(
  path: string,
  size: number,
  dimension: number,
  blockRows: number,
  range: RowRange = { first: 0, end: size },
): AsyncGenerator<RowBlock> {
  checkShape(size, dimension);
  const file = await open(path);
  try {
    const { size: bytes } = await file.stat();
    if (bytes !== size * dimension * FLOAT_BYTES) {
      throw new RangeError(`${path} has ${bytes} bytes, which are not ${size} rows of ${dimension} floats`);
    }
    for (let firstRow = range.first; firstRow < range.end; firstRow += blockRows) {
      const values = new Float32Array(Math.min(blockRows, range.end - firstRow) * dimension);
      if (!(await filled(file, values, firstRow * dimension * FLOAT_BYTES)))
        throw new RangeError('the file ended before its last row');
      if (!allFinite(values)) {
        throw new RangeError(`${path} holds a value that is not finite, at or after row ${firstRow}`);
      }
      yield { firstRow, values };
    }
  } finally {
    await file.close();
  }
}

/**
 * Reads chosen rows of such a file block by block; those that follow each other come in one go.
 * @param rows their numbers, in ascending order
 * @throws RangeError as `readRows` does
 */
export async function* readChosen(
  path: string,
  dimension: number,
  rows: Int32Array,
  blockRows: number,
): AsyncGenerator<{ readonly rows: Int32Array; readonly values: Float32Array<ArrayBuffer> }> {
  const file = await open(path);
  try {
    for (let first = 0; first < rows.length; first += blockRows) {
      const block = rows.subarray(first, first + blockRows);
      const values = new Float32Array(block.length * dimension);
      for (let from = 0, end; from < block.length; from = end) {
        const start = block[from] ?? 0;
        for (end = from + 1; block[end] === start + end - from;) end += 1;
        const own = values.subarray(from * dimension, end * dimension);
        if (!(await filled(file, own, start * dimension * FLOAT_BYTES)))
          throw new RangeError(`${path} ends before row ${start + end - from}`);
      }
      if (!allFinite(values)) throw new RangeError(`${path} holds a value that is not finite`);
      yield { rows: block, values };
    }
  } finally {
    await file.close();
  }
}

/** Reads `count` rows taken evenly from a range of such a file, one after another. */
export async function readEvenly(
  path: string,
  range: RowRange,
  dimension: number,
  count: number,
): Promise<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(count * dimension);
  const file = await open(path);
  try {
    for (let at = 0; at < count; at += 1) {
      const row = range.first + Math.floor((at * (range.end - range.first)) / count);
      const own = values.subarray(at * dimension, (at + 1) * dimension);
      if (!(await filled(file, own, row * dimension * FLOAT_BYTES))) {
        throw new RangeError(`${path} ends before row ${row}`);
      }
    }
    return values;
  } finally {
    await file.close();
  }
}
