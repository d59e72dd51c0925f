import { open } from 'node:fs/promises';
import { filled } from './filled.js';

/** Rows of one matrix product: bounds the model, and the scores of a query. */
export const SHARD_ROWS = 131_072;

const MAGIC = Buffer.from('ADESCAN1', 'latin1');

/** Some of an index's rows. */
export interface ScanShard {
  readonly firstRow: number;
  readonly rows: number;
  /** The ONNX model of `encodeScan`, which holds the rows as int8 numbers. */
  readonly model: Uint8Array;
  /** rows x dimension */
  readonly vectors: Int16Array<ArrayBuffer>;
}

/**
 * Writes the shards of an exact search: after eight letters rows, dimension and number of shards, then of each shard
 * its rows, the length of its model, the model, and the vectors. Numbers are 32-bit, little endian.
 * @returns how many rows are written, after each shard
 */
export async function* writeScan(
  path: string,
  size: number,
  dimension: number,
  shards: AsyncIterable<ScanShard>,
): AsyncGenerator<number> {
  const file = await open(path, 'w');
  try {
    await file.appendFile(MAGIC);
    await file.appendFile(numbers(size, dimension, Math.ceil(size / SHARD_ROWS)));
    for await (const { firstRow, rows, model, vectors } of shards) {
      await file.appendFile(numbers(rows, model.length));
      await file.appendFile(model);
      await file.appendFile(new Uint8Array(vectors.buffer));
      yield firstRow + rows;
    }
  } finally {
    await file.close();
  }
}

/**
 * Reads the shards back, one after another.
 * @throws RangeError when the file is not a scan of `size` rows of `dimension` numbers, from beginning to end
 */
export async function* readScan(path: string, size: number, dimension: number): AsyncGenerator<ScanShard> {
  const file = await open(path);
  const wrong = (): RangeError =>
    new RangeError(`${path} is not a scan of ${size} rows of ${dimension} floats`);
  const next = async <T extends Uint8Array | Int16Array>(into: T): Promise<T> => {
    if (!(await filled(file, into))) throw wrong();
    return into;
  };
  try {
    const { size: left } = await file.stat();
    const magic = await next(new Uint8Array(MAGIC.length));
    const [rowsInAll, width, shards] = asNumbers(await next(new Uint8Array(12)));
    if (!MAGIC.equals(magic) || rowsInAll !== size || width !== dimension) throw wrong();
    let firstRow = 0;
    let bytes = MAGIC.length + 12;
    for (let shard = 0; shard < (shards ?? 0); shard += 1) {
      const [rows = 0, length = 0] = asNumbers(await next(new Uint8Array(8)));
      bytes += 8 + length + rows * dimension * 2;
      // Checked before so much memory is asked for.
      if (rows === 0 || firstRow + rows > size || bytes > left) throw wrong();
      const model = await next(new Uint8Array(length));
      const vectors = await next(new Int16Array(rows * dimension));
      yield { firstRow, rows, model, vectors };
      firstRow += rows;
    }
    if (firstRow !== size || bytes !== left) throw wrong();
  } finally {
    await file.close();
  }
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeUInt32LE(value, at * 4));
  return bytes;
}

function asNumbers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(at * 4, true));
}
