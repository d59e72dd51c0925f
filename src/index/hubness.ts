import { stat, writeFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DataType, encodeModel } from '../onnx-graph.js';
import { allFinite, checkShape } from './checks.js';
import { transpose } from './product.js';
import type { HubnessRequest } from './protocol.js';
import { readChosen } from './vectors-file.js';

/** Of so many nearest mentions the mean is taken. */
const NEAREST = 20;
/** Of the soft maximum over a concept's names: that by which concepts are ranked (`POOLING.sharpness`). */
export const HUBNESS_SHARPNESS = 14;
/** Names in one matrix product. */
const BLOCK_ROWS = 1024;
/** Sums held at a time, which says how many concepts are looked at together. */
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
  if (!Number.isInteger(mentions) || mentions === 0 || !allFinite(background))
    throw new RangeError(`the background is not finite vectors of ${dimension} floats`);
  if ((await stat(vectorsPath)).size !== size * dimension * Float32Array.BYTES_PER_ELEMENT)
    throw new RangeError(`${vectorsPath} has not ${size} rows of ${dimension} floats`);
  const found = new Float32Array(levels * concepts);
  const together = Math.max(1, Math.floor(MOST_SUMS / (levels * mentions)));
  const { rows, starts } = rowsByConcept(request);
  const longer = background.map((value) => HUBNESS_SHARPNESS * value);
  const columns = new Tensor('float32', transpose(longer, mentions, dimension), [dimension, mentions]);
  const session = await InferenceSession.create(exponentials(), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  try {
    for (let first = 0; first < concepts; first += together) {
      const range = { first, end: Math.min(concepts, first + together) };
      const [from, to] = [starts[range.first] ?? 0, starts[range.end] ?? 0];
      const sums = new Float32Array(levels * (range.end - range.first) * mentions);
      let done = from;
      for await (const block of readChosen(vectorsPath, dimension, rows.slice(from, to).sort(), BLOCK_ROWS)) {
        const names = new Tensor('float32', block.values, [block.rows.length, dimension]);
        const { e } = await session.run({ a: names, b: columns });
        if (!(e?.data instanceof Float32Array)) throw new TypeError('the product gave no floats');
        addRows(sums, e.data, block.rows, request, range, mentions);
        e.dispose();
        done += block.rows.length;
        yield done;
      }
      takeMeans(found, sums, request, range, mentions);
    }
  } finally {
    await session.release();
  }
  await writeFile(outPath, new Uint8Array(found.buffer));
}

/** Concepts that are looked at together: from `first` up to, not including, `end`. */
interface ConceptRange {
  readonly first: number;
  readonly end: number;
}

/** All rows, those of each concept together: concept c has those from `starts[c]` up to `starts[c + 1]`. */
function rowsByConcept({ conceptOf, concepts }: HubnessRequest): { rows: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(concepts + 1);
  for (const concept of conceptOf) starts[concept + 1] = (starts[concept + 1] ?? 0) + 1;
  for (let concept = 0; concept < concepts; concept += 1)
    starts[concept + 1] = (starts[concept + 1] ?? 0) + (starts[concept] ?? 0);
  const next = starts.slice();
  const rows = new Int32Array(conceptOf.length);
  conceptOf.forEach((concept, row) => {
    const place = next[concept] ?? 0;
    rows[place] = row;
    next[concept] = place + 1;
  });
  return { rows, starts };
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

/** Adds what each name comes to with every mention to the sums of its concept at the name's level. */
function addRows(
  sums: Float32Array,
  added: Float32Array,
  rows: Int32Array,
  { conceptOf, levelOf }: HubnessRequest,
  { first, end }: ConceptRange,
  mentions: number,
): void {
  rows.forEach((row, i) => {
    const place = (levelOf[row] ?? 0) * (end - first) + (conceptOf[row] ?? 0) - first;
    const [to, from] = [place * mentions, i * mentions];
    for (let at = 0; at < mentions; at += 1) sums[to + at] = (sums[to + at] ?? 0) + (added[from + at] ?? 0);
  });
}

/** Writes the mean of the greatest soft maxima of each concept, level after level; mentions that mean it apart. */
function takeMeans(
  found: Float32Array,
  sums: Float32Array,
  { own, concepts, levels }: HubnessRequest,
  { first, end }: ConceptRange,
  mentions: number,
): void {
  let at = own.concepts.findIndex((concept) => concept >= first);
  for (let concept = first; concept < end; concept += 1) {
    const ofLevel = (level: number): Float32Array => {
      const place = level * (end - first) + concept - first;
      return sums.subarray(place * mentions, (place + 1) * mentions);
    };
    const upTo = ofLevel(0);
    for (; at >= 0 && own.concepts[at] === concept; at += 1)
      for (let level = 0; level < levels; level += 1) ofLevel(level)[own.mentions[at] ?? 0] = 0;
    for (let level = 0; level < levels; level += 1) {
      if (level > 0) ofLevel(level).forEach((sum, mention) => (upTo[mention] = (upTo[mention] ?? 0) + sum));
      found[level * concepts + concept] = meanOfGreatest(upTo);
    }
  }
}

/** The mean of the soft maxima that the greatest sums stand for; 0 where there is none. */
function meanOfGreatest(sums: Float32Array): number {
  const greatest = new Float32Array(Math.min(NEAREST, sums.length));
  const last = greatest.length - 1;
  for (const sum of sums) {
    if (sum <= (greatest[last] ?? 0)) continue;
    let at = last;
    for (; at > 0 && sum > (greatest[at - 1] ?? 0); at -= 1) greatest[at] = greatest[at - 1] ?? 0;
    greatest[at] = sum;
  }
  const some = greatest.filter((sum) => sum > 0);
  return some.reduce((total, sum) => total + Math.log(sum) / HUBNESS_SHARPNESS, 0) / Math.max(1, some.length);
}
