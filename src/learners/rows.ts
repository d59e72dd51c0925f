import { AppError } from '../errors.js';
import { seeded, shuffled } from './seeded.js';
import type { TrainInput } from './types.js';

/** Share of the distinct mentions that are held back while something is chosen, and how many rows at most. */
const HELD_BACK_SHARE = 0.2;
const HELD_BACK_ROWS = 4000;
/** With fewer distinct mentions what is held back says nothing. */
export const FEWEST_MENTIONS = 20;

/** Distinct pairs of mention and concept. */
export interface Rows {
  /** rows x dimension */
  readonly vectors: Float32Array;
  /** The class of each row: its concept's place among the coded concepts. */
  readonly classes: Int32Array;
  /** How often each pair was coded. */
  readonly counts: Int32Array;
  readonly forms: readonly string[];
  /** Where each pair first stands in the input. */
  readonly places: Int32Array;
}

/** @returns the distinct pairs of the input, and the concepts that were coded, ascending */
export function distinctRows(input: Pick<TrainInput, 'mentions' | 'forms' | 'concepts' | 'dimension'>): {
  readonly rows: Rows;
  readonly concepts: Int32Array;
} {
  const concepts = Int32Array.from(new Set(input.concepts)).sort();
  const classOf = new Map([...concepts].map((concept, index) => [concept, index]));
  const pairs = new Map<string, { place: number; count: number }>();
  input.forms.forEach((form, place) => {
    const key = `${input.concepts[place] ?? 0} ${form}`;
    const pair = pairs.get(key);
    if (pair) pair.count += 1;
    else pairs.set(key, { place, count: 1 });
  });
  const distinct = [...pairs.values()];
  const places = Int32Array.from(distinct, ({ place }) => place);
  const rows = {
    vectors: takeRows(input.mentions, input.dimension, places),
    classes: places.map((place) => classOf.get(input.concepts[place] ?? 0) ?? 0),
    counts: Int32Array.from(distinct, ({ count }) => count),
    forms: Array.from(places, (place) => input.forms[place] ?? ''),
    places,
  };
  return { rows, concepts };
}

/** Some of the rows, in the order given. */
export function pick(rows: Rows, dimension: number, chosen: readonly number[]): Rows {
  const at = (values: Int32Array): Int32Array => Int32Array.from(chosen, (row) => values[row] ?? 0);
  return {
    vectors: takeRows(rows.vectors, dimension, chosen),
    classes: at(rows.classes),
    counts: at(rows.counts),
    forms: chosen.map((row) => rows.forms[row] ?? ''),
    places: at(rows.places),
  };
}

/**
 * Holds back a share of the mentions, by their forms: no form stands on both sides.
 * @param named which mentions of the input equal a name; they are never held back
 * @throws AppError `learner_invalid` when there are too few mentions for that
 */
export function holdBack(
  rows: Rows,
  seed: number,
  named: readonly boolean[] = [],
): { readonly kept: number[]; readonly held: number[] } {
  const byForm = new Map<string, number[]>();
  rows.forms.forEach((form, row) => {
    if (named[rows.places[row] ?? 0] === true) return;
    const same = byForm.get(form);
    if (same) same.push(row);
    else byForm.set(form, [row]);
  });
  if (byForm.size < FEWEST_MENTIONS) {
    throw new AppError(
      'learner_invalid',
      `There are ${byForm.size} different coded mentions that are not names themselves; learning takes at least ${FEWEST_MENTIONS}. Code more of them, or go on without learning.`,
    );
  }
  const groups = shuffled(byForm.values(), seeded(seed));
  const wanted = Math.ceil(byForm.size * HELD_BACK_SHARE);
  const held: number[] = [];
  for (const group of groups.slice(0, wanted)) {
    if (held.length < HELD_BACK_ROWS) held.push(...group);
  }
  const isHeld = new Set(held);
  return { kept: rows.forms.flatMap((_, row) => (isHeld.has(row) ? [] : [row])), held };
}

/** Places of rows in batches, in an order of their own for each epoch. */
export function* batches(rows: number, size: number, seed: number, epoch: number): Generator<number[]> {
  const random = seeded(seed * 1009 + epoch);
  const order = shuffled(Array(rows).keys(), random);
  for (let first = 0; first < rows; first += size) yield order.slice(first, first + size);
}

function takeRows(vectors: Float32Array, dimension: number, rows: ArrayLike<number>): Float32Array {
  const taken = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i += 1) {
    const from = (rows[i] ?? 0) * dimension;
    taken.set(vectors.subarray(from, from + dimension), i * dimension);
  }
  return taken;
}
