import type { Cell } from '../../csv-file.js';
import type { Prediction } from '../prediction.js';

const CANDIDATES = [0, 1, 2, 3, 4] as const;

/** Columns of predictions as CSV; several concepts stand in one field with ` | ` between them. */
export const PREDICTION_COLUMNS: readonly string[] = [
  ...['row', 'line', 'split', 'fold', 'group', 'weight', 'mention', 'gold_ids', 'gold_names', 'missing'],
  ...['rank', 'floor_rank', 'decision', 'confidence', 'error'],
  ...CANDIDATES.flatMap((at) =>
    ['id', 'name', 'matched', 'confidence'].map((part) => `candidate_${at + 1}_${part}`),
  ),
];

/** The cells under `PREDICTION_COLUMNS`. */
export function predictionCells(prediction: Prediction): readonly Cell[] {
  const { row, line, split, fold, group, weight, mention, golds, missing } = prediction;
  const { rank, floorRank, decision, confidence, error, candidates } = prediction;
  return [
    ...[row, line, split, fold, group, weight, mention],
    ...[joined(golds.map(({ id }) => id)), joined(golds.map(({ name }) => name)), joined(missing)],
    ...[rank, floorRank, decision, confidence, error],
    ...CANDIDATES.flatMap((at) => {
      const candidate = candidates[at];
      if (!candidate) return [null, null, null, null];
      return [candidate.conceptId, candidate.name, candidate.matchedName, candidate.confidence];
    }),
  ];
}

function joined(texts: readonly string[]): string {
  return texts.join(' | ');
}
