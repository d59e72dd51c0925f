import type { TrainInput } from '#src/learners/index.js';
import { seeded } from '#src/learners/seeded.js';

export const DIMENSION = 16;

export function unit(row: readonly number[]): number[] {
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
}

/**
 * Invented coded mentions: each concept is a direction with one name in it, and its mentions lie around another
 * direction, which is the name's with its coordinates moved by one place. So names alone find little, what was coded
 * much, and a linear map could find all.
 */
export function codedVectors(concepts = 12, each = 12, spread = 0.25): TrainInput {
  const random = seeded(11);
  const direction = (): number[] => unit(Array.from({ length: DIMENSION }, () => random() - 0.5));
  const middles = Array.from({ length: concepts }, direction);
  const moved = middles.map((middle) => [...middle.slice(1), middle[0] ?? 0]);
  const rows = moved.flatMap((middle, concept) =>
    Array.from({ length: each }, (_, i) => ({
      concept: 100 + concept,
      form: `concept ${concept} mention ${i}`,
      vector: unit(middle.map((value) => value + spread * (random() - 0.5))),
    })),
  );
  return {
    mentions: Float32Array.from(rows.flatMap(({ vector }) => vector)),
    forms: rows.map(({ form }) => form),
    concepts: Int32Array.from(rows, ({ concept }) => concept),
    names: {
      vectors: Float32Array.from(middles.flat()),
      concepts: Int32Array.from(middles, (_, concept) => 100 + concept),
    },
    dimension: DIMENSION,
    seed: 4,
  };
}
