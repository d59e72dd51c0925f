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
 * Measures how near each concept is to what people say of other concepts, by its names up to each level, and writes it:
 * float32, little endian, level by level, one a concept; 0 for one without such a name. It is the mean, over the mentions
 * nearest to the concept that do not mean it, of the soft maximum of its names' cosines. What lies in the middle of many,
 * or has many names, is near to everything (a "hub": Radovanović et al. 2010), and ranking takes a share of it off, as
 * cross-domain similarity local scaling does (Conneau et al. 2018).
 * @returns how many rows are done, from time to time
 * @throws RangeError when the vectors do not fit size x dimension, or hold a value that is not finite; Error when the file
 * cannot be written
 */
export async function* measureHubness(request: HubnessRequest): AsyncGenerator<number> {
  const { vectorsPath, size, dimension, outPath, concepts, levels, background } = request;
  checkShape(size, dimension);
  const mentions = background.length / dimension;
  if (!Number.isInteger(mentions) || !allFinite(background))
    throw new RangeError(`the background is not finite vectors of ${dimension} floats`);
  const width = Math.min(mentions, Math.max(1, Math.floor(MOST_SUMS / (levels * concepts))));
  const nearest = new Nearest(levels * concepts, Math.min(NEAREST, mentions));
  const session = await InferenceSession.create(exponentials(), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  try {
    for (let first = 0; first < mentions; first += width) {
      const part = { first, count: Math.min(width, mentions - first) };
      const columns = scaledColumns(background, dimension, part);
      const sums = new Float32Array(levels * concepts * part.count);
      for await (const { firstRow, values } of readRows(vectorsPath, size, dimension, BLOCK_ROWS)) {
        const rows = values.length / dimension;
        const { e } = await session.run({
          a: new Tensor('float32', values, [rows, dimension]),
          b: new Tensor('float32', columns, [dimension, part.count]),
        });
        if (!(e?.data instanceof Float32Array)) throw new TypeError('the product gave no floats');
        addRows(sums, e.data, request, firstRow, part.count);
        e.dispose();
        yield (first * size + (firstRow + rows) * part.count) / mentions;
      }
      nearest.takeAll(sums, request, part);
    }
  } finally {
    await session.release();
  }
  const found = Float32Array.from({ length: levels * concepts }, (_, at) => nearest.mean(at));
  await writeFile(outPath, new Uint8Array(found.buffer));
}

/** Some of the mentions. */
interface Part {
  readonly first: number;
  readonly count: number;
}

/** The greatest sums of each concept at each level. */
class Nearest {
  readonly #sums: Float32Array;

  constructor(
    places: number,
    private readonly count: number,
  ) {
    this.#sums = new Float32Array(places * count);
  }

  /** Takes what the names of each level alone come to, and so the names up to it; mentions of the concept itself apart. */
  takeAll(sums: Float32Array, { own, concepts, levels }: HubnessRequest, { first, count }: Part): void {
    const inPart = new Set(
      own
        .filter(({ mention }) => mention >= first && mention < first + count)
        .map(({ concept, mention }) => concept * count + mention - first),
    );
    for (let concept = 0; concept < concepts; concept += 1) {
      for (let at = 0; at < count; at += 1) {
        if (inPart.has(concept * count + at)) continue;
        let sum = 0;
        for (let level = 0; level < levels; level += 1) {
          const place = level * concepts + concept;
          sum += sums[place * count + at] ?? 0;
          this.#take(place, sum);
        }
      }
    }
  }

  #take(place: number, sum: number): void {
    const sums = this.#sums;
    const first = place * this.count;
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

/** Some of the vectors as columns, by the sharpness longer. */
function scaledColumns(
  vectors: Float32Array,
  dimension: number,
  { first, count }: Part,
): Float32Array<ArrayBuffer> {
  const columns = new Float32Array(dimension * count);
  for (let column = 0; column < count; column += 1)
    for (let row = 0; row < dimension; row += 1)
      columns[row * count + column] = SHARPNESS * (vectors[(first + column) * dimension + row] ?? 0);
  return columns;
}

/** Adds the row of each name to that of its concept at the name's level. */
function addRows(
  sums: Float32Array,
  added: Float32Array,
  { conceptOf, levelOf, concepts }: HubnessRequest,
  firstRow: number,
  count: number,
): void {
  for (let row = 0; row < added.length / count; row += 1) {
    const place = (levelOf[firstRow + row] ?? 0) * concepts + (conceptOf[firstRow + row] ?? 0);
    const [to, from] = [place * count, row * count];
    for (let at = 0; at < count; at += 1) sums[to + at] = (sums[to + at] ?? 0) + (added[from + at] ?? 0);
  }
}
