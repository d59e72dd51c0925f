import { adapted } from './adapter.js';
import { GraphBuilder } from './graph.js';
import { trainable, Trainer } from './optimizer.js';
import type { TopProducts } from './products.js';
import { batches, type Rows } from './rows.js';
import { below, seeded } from './seeded.js';
import { indices, matrix } from './session.js';
import type { Names, Negatives } from './types.js';

const BATCH_ROWS = 256;
/** Epochs over which the learning rate falls to nothing; early stopping ends sooner. */
export const METRIC_EPOCHS = 12;
/** Anchors that are used at most: the adapter has few parameters, and mining is a search over all names. */
const MOST_ANCHORS = 10_000;
const NEGATIVES = 15;
const MARGIN = 0.15;
const RATE = 0.001;
/** How strongly the adapter is drawn towards the identity. */
const DECAY = 1;
/** Names that are searched for hard negatives: among them are some of the right concept. */
const MINED = 64;

/** One triplet set for each anchor: a name of its concept, and names of others. */
export interface Triplets {
  /** Rows of the coded mentions. */
  readonly anchors: Int32Array;
  /** anchors x (1 + NEGATIVES): a name of the right concept, then names of other concepts. */
  readonly names: Int32Array;
}

/**
 * Triplets of coded mentions: positive is the nearest name of the right concept, negatives are 15 names of others. No
 * name of a concept that the same mention was coded with as well is a negative.
 * @param concepts the concept of each class
 */
export async function mineTriplets(
  rows: Rows,
  concepts: Int32Array,
  names: Names,
  search: TopProducts,
  options: {
    readonly dimension: number;
    readonly seed: number;
    readonly negatives: Negatives;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Triplets> {
  const { dimension, negatives, signal } = options;
  const random = seeded(options.seed);
  const rightOf = conceptsByForm(rows, concepts);
  const namesOf = namesByConcept(names);
  const step = Math.max(1, rows.classes.length / MOST_ANCHORS);
  const anchors: number[] = [];
  const chosen: number[] = [];
  const sample = Array.from({ length: Math.floor(rows.classes.length / step) }, (_, i) =>
    Math.floor(i * step),
  );
  const block = 1024;
  for (let first = 0; first < sample.length; first += block) {
    const some = sample.slice(first, first + block);
    const queries = new Float32Array(some.length * dimension);
    some.forEach((row, i) => {
      queries.set(rows.vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
    });
    const tops = await search.find(queries, MINED, signal);
    some.forEach((row, i) => {
      const right = rightOf.get(rows.forms[row] ?? '') ?? new Set<number>();
      const own = namesOf.get(concepts[rows.classes[row] ?? 0] ?? -1) ?? [];
      const wrong = (name: number): boolean => !right.has(names.concepts[name] ?? -1);
      const near =
        negatives === 'hard'
          ? [...tops.rows.subarray(i * tops.width, (i + 1) * tops.width)].filter(wrong)
          : [];
      // Where nearly every name is right, or none is near, any wrong name will do.
      for (let tries = 0; near.length < NEGATIVES && tries < 20 * NEGATIVES; tries += 1) {
        const name = below(random, names.concepts.length);
        if (wrong(name)) near.push(name);
      }
      if (own.length === 0 || near.length < NEGATIVES) return;
      const query = queries.subarray(i * dimension, (i + 1) * dimension);
      anchors.push(row);
      chosen.push(nearestOf(query, own, names.vectors, dimension), ...near.slice(0, NEGATIVES));
    });
  }
  return { anchors: Int32Array.from(anchors), names: Int32Array.from(chosen) };
}

export interface MetricOptions {
  readonly dimension: number;
  readonly epochs: number;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** Is called with the adapter before the first epoch and after each; training ends when it says false. */
  readonly afterEpoch?: (adapter: Float32Array, epoch: number) => Promise<boolean>;
}

/**
 * Learns a linear adapter A, starting at the identity, by the triplet loss with cosines (Schroff et al. 2015;
 * Miftahutdinov et al. 2020): the mean over negatives of max(0, margin - s(positive) + s(negative)), where s(name) is
 * the product of the name and normalise(x A). Only mentions are adapted: names keep their vectors, and so the index that
 * is built of them, and on development mentions adapting both ranked worse.
 * @returns dimension x dimension, row-major
 */
export async function trainAdapter(
  rows: Rows,
  names: Names,
  triplets: Triplets,
  options: MetricOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const { dimension, epochs, seed, signal } = options;
  const start = identity(dimension);
  const count = triplets.anchors.length;
  if (options.afterEpoch) await options.afterEpoch(start, 0);
  if (count === 0) return start;
  const [mentions, all] = [rows.classes.length, names.concepts.length];
  const model = stepGraph(mentions, all, dimension);
  const trainer = await Trainer.open(model, start, [dimension, dimension], { ...options, anchor: start });
  try {
    const tables = {
      table: matrix(rows.vectors, mentions, dimension),
      names: matrix(names.vectors, all, dimension),
    };
    const perEpoch = Math.ceil(count / BATCH_ROWS);
    const width = 1 + NEGATIVES;
    let step = 0;
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      for (const batch of batches(count, BATCH_ROWS, seed, epoch)) {
        signal?.throwIfAborted();
        const near = batch.flatMap((at) => [...triplets.names.subarray(at * width, (at + 1) * width)]);
        const feeds = {
          ...tables,
          anchors: indices(batch.map((at) => triplets.anchors[at] ?? 0)),
          near: indices(near, [batch.length, width]),
        };
        await trainer.step(feeds, RATE * (1 - step / (perEpoch * METRIC_EPOCHS)), DECAY);
        step += 1;
      }
      if (options.afterEpoch && !(await options.afterEpoch(trainer.weights(), epoch))) break;
    }
    return trainer.weights();
  } finally {
    await trainer.close();
  }
}

/** The gradient of the triplet loss of one batch, and the step it leads to. */
function stepGraph(mentions: number, all: number, dimension: number): Uint8Array {
  const graph = new GraphBuilder();
  const op = graph.op.bind(graph);
  const table = graph.input('table', [mentions, dimension]);
  const names = graph.input('names', [all, dimension]);
  const anchors = graph.input('anchors', ['batch'], 'int64');
  const near = graph.input('near', ['batch', 1 + NEGATIVES], 'int64');
  const { weights, step } = trainable(graph, dimension, dimension, true);
  const [one, two] = [graph.integers(1), graph.integers(2)];

  const x = op('Gather', [table, anchors], { axis: 0 });
  const { unit: z, length } = adapted(graph, x, weights);
  const y = op('Gather', [names, near], { axis: 0 });
  const cosines = op('Squeeze', [op('MatMul', [y, op('Unsqueeze', [z, two])]), two]);
  const positive = op('Slice', [cosines, graph.integers(0), one, one]);
  const negative = op('Slice', [cosines, one, graph.integers(1 + NEGATIVES), one]);
  const loss = op('Relu', [op('Add', [op('Sub', [negative, positive]), graph.number(MARGIN)])]);
  // Of each cosine: 1 for a negative that is too near, less as many for the positive. AdamW ignores the scale.
  const pushed = op('Sign', [loss]);
  const pulled = op('Neg', [op('ReduceSum', [pushed, one], { keepdims: 1 })]);
  const byCosine = op('Concat', [pulled, pushed], { axis: 1 });
  const byUnit = op('Squeeze', [op('MatMul', [op('Unsqueeze', [byCosine, one]), y]), one]);
  // Through the division by the length: only what is at right angles to z counts.
  const along = op('ReduceSum', [op('Mul', [z, byUnit]), one], { keepdims: 1 });
  const byProduct = op('Div', [op('Sub', [byUnit, op('Mul', [z, along])]), length]);
  step(op('Gemm', [x, byProduct], { transA: 1 }));
  return graph.encode();
}

function identity(dimension: number): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(dimension * dimension);
  for (let i = 0; i < dimension; i += 1) matrix[i * dimension + i] = 1;
  return matrix;
}

function conceptsByForm(rows: Rows, concepts: Int32Array): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  rows.forms.forEach((form, row) => {
    const own = found.get(form) ?? new Set<number>();
    found.set(form, own.add(concepts[rows.classes[row] ?? 0] ?? -1));
  });
  return found;
}

function namesByConcept({ concepts }: Names): Map<number, number[]> {
  const found = new Map<number, number[]>();
  concepts.forEach((concept, name) => {
    const own = found.get(concept);
    if (own) own.push(name);
    else found.set(concept, [name]);
  });
  return found;
}

function nearestOf(
  query: Float32Array,
  names: readonly number[],
  vectors: Float32Array,
  dimension: number,
): number {
  let best = { name: names[0] ?? 0, score: -Infinity };
  for (const name of names) {
    let score = 0;
    for (let i = 0; i < dimension; i += 1) score += (query[i] ?? 0) * (vectors[name * dimension + i] ?? 0);
    if (score > best.score) best = { name, score };
  }
  return best.name;
}
