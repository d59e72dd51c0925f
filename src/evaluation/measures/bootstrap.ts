import type { Estimate } from '../figures.js';

/** How a bootstrap draws: the same seed and the same mentions give the same interval. */
export interface Resampling {
  readonly seed: number;
  /** How often the mentions are drawn anew; at least 1. */
  readonly resamples: number;
}

/** 1,000 resamples are enough for the second digit of a 95% interval. */
export const RESAMPLING: Resampling = { seed: 1, resamples: 1000 };

/** Share of the resamples below, and of those above, a 95% interval. */
const TAIL = 0.025;

/** A mention as the bootstrap sees it: its weight, and its value in each of several statistics. */
export interface Unit {
  readonly weight: number;
  readonly values: readonly number[];
}

/**
 * Weighted means with their 95% intervals by percentile bootstrap over mentions (Efron and Tibshirani 1993,
 * chapter 13). All statistics are taken from the same resamples. Without units every figure is 0.
 * @param statistics how many values each unit has
 */
export function estimatesOf(
  units: readonly Unit[],
  statistics: number,
  resampling: Resampling,
): readonly Estimate[] {
  return resampledMeans(units, statistics, resampling).map(estimateOf);
}

/** A statistic of the mentions themselves, and of every resample in ascending order. */
export interface ResampledMean {
  readonly value: number;
  readonly resampled: Float64Array;
}

/**
 * Draws the mentions with replacement, as many as there are, and takes each statistic's weighted mean.
 * @throws RangeError when there are no resamples to be taken
 */
export function resampledMeans(
  units: readonly Unit[],
  statistics: number,
  { seed, resamples }: Resampling,
): readonly ResampledMean[] {
  if (!(resamples >= 1)) throw new RangeError(`A bootstrap takes at least 1 resample, not ${resamples}.`);
  const kinds = new Kinds(units);
  const found = Array.from({ length: statistics }, (_, statistic) => ({
    value: kinds.mean(statistic, kinds.sizes),
    resampled: new Float64Array(resamples),
  }));
  let round = 0;
  for (const drawn of kinds.draws({ seed, resamples })) {
    for (const [statistic, { resampled }] of found.entries()) resampled[round] = kinds.mean(statistic, drawn);
    round += 1;
  }
  for (const { resampled } of found) resampled.sort();
  return found;
}

/**
 * Sums of several counts, first over all units themselves, then over each resample of them: for figures that are made
 * of sums, such as precision and recall over whole documents.
 * @param counts of each unit, as many of each
 */
export function* resampledSums(
  counts: readonly (readonly number[])[],
  resampling: Resampling,
): Generator<readonly number[], void, undefined> {
  const kinds = new Kinds(counts.map((values) => ({ weight: 1, values })));
  yield kinds.sums(kinds.sizes);
  for (const drawn of kinds.draws(resampling)) yield kinds.sums(drawn);
}

/** A value with its interval from values of resamples, in any order; the value alone where there are none. */
export function intervalOf(value: number, resampled: readonly number[]): Estimate {
  if (resampled.length === 0) return { value, low: value, high: value };
  return estimateOf({ value, resampled: Float64Array.from(resampled).sort() });
}

/** The value with the interval between the 2.5th and the 97.5th percentile of its resamples. */
export function estimateOf({ value, resampled }: ResampledMean): Estimate {
  return { value, low: quantile(resampled, TAIL), high: quantile(resampled, 1 - TAIL) };
}

/**
 * Units that differ in nothing are one kind: ranks are few, so a resample is a count of each kind, and a statistic
 * costs the number of kinds, not that of mentions.
 */
class Kinds {
  /** The kind of each unit. */
  readonly of: Uint32Array;
  /** How many units are of each kind. */
  readonly sizes: Float64Array;
  readonly #units: readonly Unit[];

  constructor(units: readonly Unit[]) {
    const numbers = new Map<string, number>();
    const firsts: Unit[] = [];
    this.of = Uint32Array.from(units, (unit) => {
      const key = `${unit.weight} ${unit.values.join(' ')}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, firsts.length);
      return firsts.push(unit) - 1;
    });
    this.#units = firsts;
    this.sizes = new Float64Array(firsts.length);
    for (const kind of this.of) this.sizes[kind] = (this.sizes[kind] ?? 0) + 1;
  }

  /** For each resample, how many units of each kind are drawn; always the same array. */
  *draws({ seed, resamples }: Resampling): Generator<Float64Array, void, undefined> {
    const draw = mulberry32(seed);
    const units = this.of.length;
    const drawn = new Float64Array(this.sizes.length);
    for (let round = 0; round < resamples; round += 1) {
      drawn.fill(0);
      for (let left = units; left > 0; left -= 1) {
        const kind = this.of[Math.floor(draw() * units)] ?? 0;
        drawn[kind] = (drawn[kind] ?? 0) + 1;
      }
      yield drawn;
    }
  }

  /** Sum of each statistic over so many units of each kind. */
  sums(counts: Float64Array): readonly number[] {
    const sums = new Array<number>(this.#units[0]?.values.length ?? 0).fill(0);
    for (const [kind, { values }] of this.#units.entries()) {
      const count = counts[kind] ?? 0;
      if (count > 0) values.forEach((value, at) => (sums[at] = (sums[at] ?? 0) + count * value));
    }
    return sums;
  }

  /** Weighted mean of a statistic over so many units of each kind; 0 where they have no weight. */
  mean(statistic: number, counts: Float64Array): number {
    let [sum, total] = [0, 0];
    for (let kind = 0; kind < counts.length; kind += 1) {
      const unit = this.#units[kind];
      if (unit === undefined) continue;
      const weight = (counts[kind] ?? 0) * unit.weight;
      sum += weight * (unit.values[statistic] ?? 0);
      total += weight;
    }
    return total > 0 ? sum / total : 0;
  }
}

/** Quantile of ascending values, interpolated between neighbours (Hyndman and Fan 1996, type 7). */
function quantile(ascending: Float64Array, share: number): number {
  const place = (ascending.length - 1) * share;
  const below = ascending[Math.floor(place)] ?? 0;
  const above = ascending[Math.ceil(place)] ?? 0;
  return below + (above - below) * (place - Math.floor(place));
}

/** Numbers from 0 up to but not including 1, by the generator mulberry32 (Tommy Ettinger 2017; 32 bits of state). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
