import type { Prediction } from '../prediction.js';

/** How many errors a report lists. */
export const MOST_WORST = 100;

/** The errors that are worst of so many predictions; see `WorstErrors`. */
export function worstOf(predictions: Iterable<Prediction>, most = MOST_WORST): readonly Prediction[] {
  const worst = new WorstErrors(most);
  for (const prediction of predictions) worst.add(prediction);
  return worst.list();
}

/**
 * Picks the errors to read as predictions go by, and holds no more than it is to give: wrong first candidates, the
 * most trusted first (without a calibration the most similar), then by row. A mention that comes again with the same
 * answer and the same right concepts is kept once. What could not be right is no error to learn from: mentions whose
 * right concepts the ontology lacks are passed by. Where nothing is right, any answer but `none` is an error.
 */
export class WorstErrors {
  /** Worst first. */
  readonly #kept: { readonly key: string; readonly prediction: Prediction }[] = [];

  constructor(private readonly most = MOST_WORST) {}

  add(prediction: Prediction): void {
    if (!isError(prediction)) return;
    const last = this.#kept.at(-1);
    if (last && this.#kept.length >= this.most && compared(prediction, last.prediction) >= 0) return;
    const key = keyOf(prediction);
    const twin = this.#kept.findIndex((kept) => kept.key === key);
    const known = this.#kept[twin];
    if (known && compared(prediction, known.prediction) >= 0) return;
    if (known) this.#kept.splice(twin, 1);
    const place = this.#kept.findIndex((kept) => compared(prediction, kept.prediction) < 0);
    this.#kept.splice(place < 0 ? this.#kept.length : place, 0, { key, prediction });
    if (this.#kept.length > this.most) this.#kept.pop();
  }

  /** Worst first. */
  list(): readonly Prediction[] {
    return this.#kept.map(({ prediction }) => prediction);
  }
}

function isError({ candidates, rank, golds, missing, decision }: Prediction): boolean {
  if (candidates.length === 0 || rank === 1) return false;
  if (golds.length > 0) return true;
  return missing.length === 0 && decision !== 'none';
}

function keyOf({ form, golds, candidates }: Prediction): string {
  return JSON.stringify([form, candidates[0]?.conceptId, golds.map(({ id }) => id)]);
}

/** Negative where `a` is the worse error. */
function compared(a: Prediction, b: Prediction): number {
  return (
    (b.confidence ?? -1) - (a.confidence ?? -1) ||
    (b.candidates[0]?.pooled ?? 0) - (a.candidates[0]?.pooled ?? 0) ||
    a.row - b.row
  );
}
