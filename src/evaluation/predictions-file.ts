import { TypeCompiler } from '@sinclair/typebox/compiler';
import { readJsonLines } from './json-lines.js';
import type { Outcome } from './outcome.js';
import { PredictionSchema, type Prediction } from './prediction.js';

const isPrediction = TypeCompiler.Compile(PredictionSchema);

/** The predictions of a run, in the order of its gold set. @throws Error when the file was altered by hand */
export function readPredictions(path: string): AsyncGenerator<Prediction, void, undefined> {
  return readJsonLines(path, isPrediction, 'prediction');
}

/** What the measures need of the predictions of a run. */
export async function readOutcomes(
  path: string,
  wanted: (prediction: Prediction) => boolean = () => true,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const prediction of readPredictions(path))
    if (wanted(prediction)) outcomes.push(outcomeOf(prediction));
  return outcomes;
}

/** Whether a threshold decides about the mention: an exact match is taken at its word. */
export function isDecidedByConfidence({ candidates, confidence }: Prediction): boolean {
  return confidence !== null && candidates[0]?.source === 'dense';
}

export function outcomeOf({ golds, missing, candidates, ...prediction }: Prediction): Outcome {
  const { row, form, weight, rank, floorRank, confidence, decision, fold, group } = prediction;
  return {
    ...{ row, form, weight, rank, floorRank, confidence, decision, fold, group },
    // What the ontology does not have is right all the same, and missed.
    golds: [...golds.map(({ id }) => id), ...missing].sort(),
    candidates: candidates.map(({ conceptId }) => conceptId),
  };
}
