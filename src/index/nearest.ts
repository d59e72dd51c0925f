import { writeFile } from 'node:fs/promises';
import { checkShape } from './checks.js';
import { Product, transpose } from './product.js';
import type { NearestRequest } from './protocol.js';
import { readChosen } from './vectors-file.js';

/** Rows in one matrix product. */
const BLOCK_ROWS = 256;

/** A group and a row that are nearest to each other. */
interface NearestPair {
  readonly group: number;
  readonly row: number;
  readonly cosine: number;
}

/**
 * Finds which groups of vectors and which rows of a file are nearest to each other, and writes the pairs as JSON: no
 * other row is nearer to the group, and no other group is nearer to the row. How near they are is the greatest cosine
 * of the row and a vector of the group.
 * @returns how many rows are done, from time to time
 * @throws RangeError when a row is not in the file, or holds a value that is not finite; Error when the file cannot be
 * written
 */
export async function* findNearest(request: NearestRequest): AsyncGenerator<number> {
  const { vectorsPath, size, dimension, outPath, rows, vectors, groupOf } = request;
  checkShape(size, dimension);
  const count = groupOf.length;
  const groups = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  const rowOfGroup = new Int32Array(groups).fill(-1);
  const cosines = new Float32Array(groups).fill(-Infinity);
  const groupOfRow = new Map<number, number>();
  const columns = transpose(vectors, count, dimension);
  const product = await Product.open();
  try {
    let done = 0;
    for await (const block of readChosen(vectorsPath, dimension, rows, BLOCK_ROWS)) {
      const shape = [block.rows.length, dimension] as const;
      const found = await product.of(block.values, shape, columns, [dimension, count]);
      block.rows.forEach((row, i) => {
        let best = -1;
        let greatest = -Infinity;
        for (let at = 0; at < count; at += 1) {
          const cosine = found[i * count + at] ?? 0;
          const group = groupOf[at] ?? 0;
          if (cosine > greatest) {
            best = group;
            greatest = cosine;
          }
          if (cosine > (cosines[group] ?? 0)) {
            cosines[group] = cosine;
            rowOfGroup[group] = row;
          }
        }
        groupOfRow.set(row, best);
      });
      done += block.rows.length;
      yield (done / rows.length) * size;
    }
  } finally {
    await product.close();
  }
  const pairs: NearestPair[] = [];
  rowOfGroup.forEach((row, group) => {
    if (groupOfRow.get(row) === group) pairs.push({ group, row, cosine: Math.min(1, cosines[group] ?? 0) });
  });
  await writeFile(outPath, JSON.stringify(pairs));
}
