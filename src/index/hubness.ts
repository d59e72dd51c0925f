import { writeFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DataType, encodeModel } from '../onnx-graph.js';
import { allFinite, checkShape } from './checks.js';
import type { HubnessRequest } from './protocol.js';
import { readRows } from './vectors-file.js';

/** Of so many nearest mentions the mean is taken. */
const NEAREST = 20;
/** Of the soft maximum over a concept's names: that by which concepts are ranked (`POOLING.sharpness`). */
const SHARPNESS = 14;
/** Names in one matrix product. */
const BLOCK_ROWS = 1024;
/** Sums held at a time: where there are many concepts, the names are read again for each part of the mentions. */
const MOST_SUMS = 2 ** 25;

/**
 * Measures how near each concept is to what people say of other concepts, and writes it: float32, little endian, one a
 * concept; 0 for one without a name. It is the mean, over the mentions nearest to the concept that do not mean it, of the
 * soft maximum of its names' cosines. What lies in the middle of many, or has many names, is near to everything (a "hub":
 * Radovanović et al. 2010), and ranking takes a share of it off, as cross-domain similarity local scaling does (Conneau et
 * al. 2018).
 * @returns how many rows are done, from time to time
 * @throws RangeError when the vectors do not fit size x dimension, or hold a value that is not finite; Error when the file
 * cannot be written
 */
export async function* measureHubness(request: HubnessRequest): AsyncGenerator<number> {
  const { vectorsPath, size, dimension, outPath, conceptOf, concepts, background, own } = request;
  checkShape(size, dimension);
  const mentions = background.length / dimension;
  if (!Number.isInteger(mentions) || !allFinite(background))
    throw new RangeError(`the background is not finite vectors of ${dimension} floats`);
  const width = Math.min(mentions, Math.max(1, Math.floor(MOST_SUMS / concepts)));
  const nearest = new Nearest(concepts, Math.min(NEAREST, mentions));
  const session = await InferenceSession.create(exponentials(), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  try {
    for (let first = 0; first < mentions; first += width) {
      const count = Math.min(width, mentions - first);
      const part = scaledColumns(background, dimension, first, count);
      const sums = new Float32Array(concepts * count);
      for await (const { firstRow, values } of readRows(vectorsPath, size, dimension, BLOCK_ROWS)) {
        const rows = values.length / dimension;
        const { e } = await session.run({
          a: new Tensor('float32', values, [rows, dimension]),
          b: new Tensor('float32', part, [dimension, count]),
        });
        if (!(e?.data instanceof Float32Array)) throw new TypeError('the product gave no floats');
        addRows(sums, e.data, conceptOf.subarray(firstRow, firstRow + rows), count);
        e.dispose();
        yield (first * size + (firstRow + rows) * count) / mentions;
      }
      for (const { concept, mention } of own)
        if (mention >= first && mention < first + count) sums[concept * count + mention - first] = 0;
      for (let concept = 0; concept < concepts; concept += 1)
        for (let at = 0; at < count; at += 1) nearest.take(concept, sums[concept * count + at] ?? 0);
    }
  } finally {
    await session.release();
  }
  const found = Float32Array.from({ length: concepts }, (_, concept) => nearest.mean(concept));
  await writeFile(outPath, new Uint8Array(found.buffer));
}

/** The greatest sums of each concept. */
class Nearest {
  readonly #sums: Float32Array;

  constructor(
    concepts: number,
    private readonly count: number,
  ) {
    this.#sums = new Float32Array(concepts * count);
  }

  take(concept: number, sum: number): void {
    const sums = this.#sums;
    const first = concept * this.count;
    let at = first + this.count - 1;
    if (sum <= (sums[at] ?? 0)) return;
    for (; at > first && sum > (sums[at - 1] ?? 0); at -= 1) sums[at] = sums[at - 1] ?? 0;
    sums[at] = sum;
  }

  /** The mean of the soft maxima that the sums stand for; 0 where there is none. */
  mean(concept: number): number {
    const sums = this.#sums
      .subarray(concept * this.count, (concept + 1) * this.count)
      .filter((sum) => sum > 0);
    return sums.reduce((total, sum) => total + Math.log(sum) / SHARPNESS, 0) / Math.max(1, sums.length);
  }
}

/** exp(a b), in one graph: in JavaScript the exponentials would take longer than all else. */
function exponentials(): Uint8Array {
  const matrix = (name: string) => ({
    name,
    type: DataType.float32,
    shape: [`${name} rows`, `${name} columns`],
  });
  return encodeModel({
    inputs: [matrix('a'), matrix('b')],
    outputs: [matrix('e')],
    initializers: [],
    nodes: [
      { op: 'MatMul', inputs: ['a', 'b'], outputs: ['c'] },
      { op: 'Exp', inputs: ['c'], outputs: ['e'] },
    ],
  });
}

/** Vectors `first` to `first + count` as columns, by the sharpness longer. */
function scaledColumns(
  vectors: Float32Array,
  dimension: number,
  first: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const columns = new Float32Array(dimension * count);
  for (let column = 0; column < count; column += 1)
    for (let row = 0; row < dimension; row += 1)
      columns[row * count + column] = SHARPNESS * (vectors[(first + column) * dimension + row] ?? 0);
  return columns;
}

/** Adds the row of each name to that of its concept. */
function addRows(sums: Float32Array, added: Float32Array, conceptOf: Int32Array, count: number): void {
  for (let row = 0; row < conceptOf.length; row += 1) {
    const to = (conceptOf[row] ?? 0) * count;
    const from = row * count;
    for (let at = 0; at < count; at += 1) sums[to + at] = (sums[to + at] ?? 0) + (added[from + at] ?? 0);
  }
}
