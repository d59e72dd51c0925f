import type { BlendWeights, Candidate, Evidence } from './types.js';

/** What the blend knows about a candidate concept of a mention. */
export const FEATURES = [
  'dense: similarity less the best one',
  'dense: similarity',
  'metric: similarity less the best one',
  'metric: similarity',
  'classifier: logarithm of the probability',
  'classifier: probability',
  'nearest: share of the vote',
  'nearest: similarity of the nearest coded mention',
  'coded: whether the concept was coded at all',
] as const;

/** Probabilities below this are alike: the classifier lists few of them. */
const LEAST_PROBABILITY = 1e-3;
/** Draws coefficients to zero, as so many squared units. */
const RIDGE = 0.5;
const MOST_ROUNDS = 30;
const CONVERGED = 1e-6;

/** The candidates of one mention as rows of numbers. */
export interface Described {
  readonly concepts: readonly number[];
  /** candidates x FEATURES.length */
  readonly features: Float64Array;
}

/** A described mention with the right concept. */
export interface BlendExample {
  readonly mention: Described;
  readonly right: number;
}

/**
 * Describes every concept that any part proposes.
 * @param isCoded whether the classifier and the vote know a concept
 */
export function describe(evidence: Evidence, isCoded: (concept: number) => boolean): Described {
  const { dense, metric, classifier, nearest } = evidence;
  const concepts = [
    ...new Set([...dense, ...metric, ...classifier, ...nearest].map(({ concept }) => concept)),
  ];
  const [denseOf, metricOf, classifierOf] = [dense, metric, classifier].map(scores);
  const voteOf = new Map(nearest.map((candidate) => [candidate.concept, candidate]));
  const features = Float64Array.from(
    concepts.flatMap((concept) => {
      const vote = voteOf.get(concept);
      const probability = classifierOf?.get(concept) ?? 0;
      const coded = isCoded(concept);
      return [
        ...similarity(denseOf?.get(concept), dense),
        ...similarity(metricOf?.get(concept), metric),
        // Of a concept that was never coded, that the classifier does not propose it says nothing.
        coded ? Math.log(Math.max(probability, LEAST_PROBABILITY)) : 0,
        probability,
        vote?.score ?? 0,
        vote?.similarity ?? 0,
        coded ? 1 : 0,
      ];
    }),
  );
  return { concepts, features };
}

/** The chance of each candidate to be the right concept: 1 less their sum is the chance that none is. */
export function blended({ concepts, features }: Described, weights: BlendWeights): Candidate[] {
  const chances = chancesOf(features, concepts.length, [...weights.features, weights.none]);
  return concepts
    .map((concept, i) => ({ concept, score: chances[i] ?? 0 }))
    .sort((a, b) => b.score - a.score);
}

/**
 * Fits a conditional logit model (McFadden 1974): a candidate's chance is proportional to exp(features x weights), that
 * of "none of them" to exp(none). The likelihood with a ridge is concave; Newton's method finds its maximum.
 */
export function fitBlend(examples: readonly BlendExample[]): BlendWeights {
  const size = FEATURES.length + 1;
  let weights = new Float64Array(size);
  let best = objective(examples, weights);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { gradient, curvature } = derivatives(examples, weights);
    const direction = solve(curvature, gradient);
    let scale = 1;
    let next = weights;
    let reached = best;
    // Far from the maximum a full step may overshoot.
    for (; scale > 1e-4; scale /= 2) {
      next = weights.map((value, i) => value + scale * (direction[i] ?? 0));
      reached = objective(examples, next);
      if (reached > best) break;
    }
    if (!(reached > best + CONVERGED)) break;
    [weights, best] = [next, reached];
  }
  return { features: [...weights.subarray(0, FEATURES.length)], none: weights[FEATURES.length] ?? 0 };
}

function objective(examples: readonly BlendExample[], weights: Float64Array): number {
  let sum = 0;
  for (const { mention, right } of examples) {
    const { concepts, features } = mention;
    const chances = chancesOf(features, concepts.length, weights);
    const at = concepts.indexOf(right);
    sum += Math.log(Math.max(chances[at < 0 ? concepts.length : at] ?? 0, 1e-300));
  }
  return sum - (RIDGE / 2) * weights.reduce((total, value) => total + value * value, 0);
}

function derivatives(
  examples: readonly BlendExample[],
  weights: Float64Array,
): { readonly gradient: Float64Array; readonly curvature: Float64Array[] } {
  const size = weights.length;
  const gradient = weights.map((value) => -RIDGE * value);
  const curvature = Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size);
    row[i] = RIDGE;
    return row;
  });
  for (const { mention, right } of examples) {
    const { concepts, features } = mention;
    const chances = chancesOf(features, concepts.length, weights);
    const at = concepts.indexOf(right);
    const mean = new Float64Array(size);
    for (let c = 0; c <= concepts.length; c += 1) {
      const row = rowOf(features, c, concepts.length);
      const chance = chances[c] ?? 0;
      if (c === (at < 0 ? concepts.length : at)) addTo(gradient, row, 1);
      addTo(mean, row, chance);
      addSquare(curvature, row, chance);
    }
    addTo(gradient, mean, -1);
    addSquare(curvature, mean, -1);
  }
  return { gradient, curvature };
}

function addTo(sum: Float64Array, row: Float64Array, factor: number): void {
  for (let i = 0; i < row.length; i += 1) sum[i] = (sum[i] ?? 0) + factor * (row[i] ?? 0);
}

function addSquare(sum: readonly Float64Array[], row: Float64Array, factor: number): void {
  // Most candidates have next to no chance.
  if (Math.abs(factor) < 1e-9) return;
  for (let i = 0; i < row.length; i += 1) addTo(sum[i] ?? row, row, factor * (row[i] ?? 0));
}

/** Features of candidate `c`, and of "none of them" after the last. */
function rowOf(features: Float64Array, c: number, candidates: number): Float64Array {
  const row = new Float64Array(FEATURES.length + 1);
  if (c === candidates) row[FEATURES.length] = 1;
  else row.set(features.subarray(c * FEATURES.length, (c + 1) * FEATURES.length));
  return row;
}

function chancesOf(features: Float64Array, candidates: number, weights: ArrayLike<number>): Float64Array {
  const utilities = new Float64Array(candidates + 1);
  for (let c = 0; c < candidates; c += 1) {
    let sum = 0;
    for (let i = 0; i < FEATURES.length; i += 1) {
      sum += (features[c * FEATURES.length + i] ?? 0) * (weights[i] ?? 0);
    }
    utilities[c] = sum;
  }
  utilities[candidates] = weights[FEATURES.length] ?? 0;
  let greatest = -Infinity;
  for (const value of utilities) greatest = Math.max(greatest, value);
  let total = 0;
  for (let c = 0; c <= candidates; c += 1) {
    utilities[c] = Math.exp((utilities[c] ?? 0) - greatest);
    total += utilities[c] ?? 0;
  }
  for (let c = 0; c <= candidates; c += 1) utilities[c] = (utilities[c] ?? 0) / total;
  return utilities;
}

/** Solves a positive definite system by elimination. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const rows = matrix.map((row, i) => Float64Array.from([...row, right[i] ?? 0]));
  rows.forEach((pivot, i) => {
    for (const row of rows.slice(i + 1)) {
      const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (let j = i; j <= size; j += 1) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  });
  const solution = new Float64Array(size);
  for (let i = size - 1; i >= 0; i -= 1) {
    const row = rows[i] ?? new Float64Array(size + 1);
    const known = solution.reduce((sum, value, j) => (j > i ? sum + value * (row[j] ?? 0) : sum), 0);
    solution[i] = ((row[size] ?? 0) - known) / (row[i] ?? 1);
  }
  return solution;
}

function scores(candidates: readonly Candidate[]): Map<number, number> {
  return new Map(candidates.map(({ concept, score }) => [concept, score]));
}

/** Less the best one, and as it is; a concept beyond the end of the list is taken to come right after it. */
function similarity(score: number | undefined, list: readonly Candidate[]): [number, number] {
  const own = score ?? list.at(-1)?.score ?? 0;
  return [own - (list[0]?.score ?? 0), own];
}
