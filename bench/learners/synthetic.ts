import { seeded, type Random } from '../../src/learners/seeded.js';
import type { TrainInput } from '../../src/learners/index.js';

/** Mentions and names lie this far around the middle of their concept, whose length is 1. */
const SPREAD = 2.5;

/**
 * Invented coded mentions: concepts are random directions, their mentions lie around them, and each has one name. A few
 * concepts have most of the mentions (the number falls as 1/rank), as in real data.
 */
export function clustered(rows: number, concepts: number, dimension: number, seed: number): TrainInput {
  const random = seeded(seed);
  const middles = unitRows(concepts, dimension, () => gaussian(random));
  const around = (concept: number, spread: number) => (i: number) =>
    (middles[concept * dimension + i] ?? 0) + (spread * gaussian(random)) / Math.sqrt(dimension);
  const shares = Float64Array.from({ length: concepts }, (_, rank) => 1 / (rank + 20));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const concept = Int32Array.from({ length: rows }, (_, row) => {
    if (row < concepts) return row;
    let left = random() * total;
    const at = shares.findIndex((share) => (left -= share) < 0);
    return at < 0 ? concepts - 1 : at;
  });
  const mentions = new Float32Array(rows * dimension);
  concept.forEach((own, row) => {
    mentions.set(unitRows(1, dimension, around(own, SPREAD)), row * dimension);
  });
  const names = new Float32Array(concepts * dimension);
  for (let own = 0; own < concepts; own += 1)
    names.set(unitRows(1, dimension, around(own, SPREAD)), own * dimension);
  return {
    mentions,
    forms: Array.from(concept, (_, row) => `mention ${row}`),
    concepts: concept,
    names: { vectors: names, concepts: Int32Array.from({ length: concepts }, (_, own) => own) },
    dimension,
    seed,
  };
}

function unitRows(rows: number, dimension: number, value: (place: number) => number): Float32Array {
  const values = Float32Array.from({ length: rows * dimension }, (_, i) => value(i % dimension));
  for (let row = 0; row < rows; row += 1) {
    const own = values.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.sqrt(own.reduce((sum, each) => sum + each * each, 0));
    own.forEach((each, i) => (own[i] = each / length));
  }
  return values;
}

/** Normally distributed (Box and Muller 1958). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
