import { Adapter } from './adapter.js';
import { CLASSIFIER_EPOCHS, trainClassifier } from './classifier.js';
import { figuresOf, type HeldBack } from './held-back.js';
import { METRIC_EPOCHS, mineTriplets, trainAdapter } from './metric.js';
import { CANDIDATES, nearestConcepts } from './names.js';
import { MOST_NEIGHBOURS, VOTES, votes } from './nearest.js';
import { TopProducts, type Tops } from './products.js';
import type { Rows } from './rows.js';
import type { Candidate, NearestCandidate, Names, Negatives, VoteSettings } from './types.js';

/** What every step of learning needs. */
export interface Setting {
  readonly dimension: number;
  /** The concept of each class. */
  readonly concepts: Int32Array;
  readonly names: Names;
  /** Over the vectors of `names`. */
  readonly search: TopProducts;
  readonly negatives: Negatives;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
}

/** Decays of the classifier that are tried; large problems get the middle one alone, as each costs a training. */
const DECAYS = [0.003, 0.01, 0.03] as const;
const USUAL_DECAY = 0.01;
const LARGE = 4_000_000;
/** Epochs without progress after which training ends. */
const PATIENCE = 2;

type Truth = readonly Pick<HeldBack, 'right'>[];

export interface ChosenClassifier {
  readonly epochs: number;
  readonly decay: number;
  readonly weights: Float32Array;
  readonly lists: readonly (readonly Candidate[])[];
}

/** Epochs and decay with which the classifier ranks held-back mentions best, and how it ranks them. */
export async function chooseClassifier(
  kept: Rows,
  held: Rows,
  truth: Truth,
  setting: Setting,
): Promise<ChosenClassifier> {
  const { dimension, concepts } = setting;
  const large = kept.classes.length * concepts.length > LARGE;
  let best: (ChosenClassifier & { readonly reached: number }) | undefined;
  for (const decay of large ? [USUAL_DECAY] : DECAYS) {
    let ownBest = { epoch: 0, reached: -1 };
    const afterEpoch = async (weights: Float32Array, epochs: number): Promise<boolean> => {
      const lists = await classify(held.vectors, weights, concepts, dimension);
      const reached = figuresOf(lists, truth).reciprocal;
      if (reached > ownBest.reached) ownBest = { epoch: epochs, reached };
      if (!best || reached > best.reached) best = { epochs, decay, weights, lists, reached };
      return epochs - ownBest.epoch < PATIENCE;
    };
    await trainClassifier(kept, {
      ...setting,
      ...{ classes: concepts.length, decay, epochs: CLASSIFIER_EPOCHS, afterEpoch },
    });
  }
  if (!best) throw new Error('the classifier was never measured');
  return best;
}

/** The concepts of highest probability for each query. @param weights classes x dimension */
export async function classify(
  queries: Float32Array,
  weights: Float32Array,
  concepts: Int32Array,
  dimension: number,
): Promise<Candidate[][]> {
  const search = await TopProducts.open(weights, dimension, { soft: true });
  try {
    return candidatesOf(await search.find(queries, CANDIDATES), concepts);
  } finally {
    await search.close();
  }
}

export function candidatesOf({ width, rows, scores }: Tops, concepts: Int32Array): Candidate[][] {
  return Array.from({ length: rows.length / width }, (_, query) =>
    Array.from(rows.subarray(query * width, (query + 1) * width), (row, i) => ({
      concept: concepts[row] ?? 0,
      score: scores[query * width + i] ?? 0,
    })),
  );
}

export interface ChosenVote {
  readonly settings: VoteSettings;
  readonly lists: readonly (readonly NearestCandidate[])[];
}

/** The vote that ranks held-back mentions best. */
export async function chooseVote(
  kept: Rows,
  held: Rows,
  truth: Truth,
  setting: Setting,
): Promise<ChosenVote> {
  const search = await TopProducts.open(kept.vectors, setting.dimension, setting);
  try {
    const tops = await search.find(held.vectors, MOST_NEIGHBOURS, setting.signal);
    const concepts = kept.classes.map((own) => setting.concepts[own] ?? 0);
    return VOTES.map((settings) => {
      const lists = votes(tops, concepts, settings).map((list) => list.slice(0, CANDIDATES));
      return { settings, lists, reached: figuresOf(lists, truth).reciprocal };
    }).reduce((best, each) => (each.reached > best.reached ? each : best));
  } finally {
    await search.close();
  }
}

export interface ChosenMetric {
  readonly epochs: number;
  readonly adapter: Float32Array;
  readonly lists: readonly (readonly Candidate[])[];
}

/** How long the adapter is trained until it ranks held-back mentions best; perhaps not at all. */
export async function chooseMetric(
  kept: Rows,
  held: Rows,
  truth: Truth,
  setting: Setting,
): Promise<ChosenMetric> {
  const { dimension, concepts, names, search, signal } = setting;
  const triplets = await mineTriplets(kept, concepts, names, search, setting);
  let best: (ChosenMetric & { readonly reached: number }) | undefined;
  const afterEpoch = async (adapter: Float32Array, epochs: number): Promise<boolean> => {
    const mover = await Adapter.open(adapter, dimension);
    const moved = await mover.apply(held.vectors).finally(() => mover.close());
    const lists = await nearestConcepts(search, names.concepts, moved, signal);
    const reached = figuresOf(lists, truth).reciprocal;
    if (!best || reached > best.reached) best = { epochs, adapter, lists, reached };
    return epochs - best.epochs < PATIENCE;
  };
  await trainAdapter(kept, names, triplets, { ...setting, epochs: METRIC_EPOCHS, afterEpoch });
  if (!best) throw new Error('the metric was never measured');
  return best;
}
