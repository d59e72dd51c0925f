import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { Outcome } from './outcome.js';
import { PredictionSchema, type Prediction } from './prediction.js';

const isPrediction = TypeCompiler.Compile(PredictionSchema);

/** The predictions of a run, in the order of its gold set. @throws Error when the file was altered by hand */
export async function* readPredictions(path: string): AsyncGenerator<Prediction, void, undefined> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const prediction: unknown = JSON.parse(line);
    if (!isPrediction.Check(prediction)) throw new Error(`${path} holds a line that is no prediction`);
    yield prediction;
  }
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
