import type { NormalizeOptions } from '../normalize/index.js';
import type { Backend, Outcome } from './backends/backend.js';

export interface Answered<T, O> {
  readonly row: T;
  readonly outcome: O;
}

export type Coded<T> = Answered<T, Outcome>;

/** Normalizes the text of each row, and gives the rows back with what came of it, in order. */
export function coded<T>(
  backend: Backend,
  rows: AsyncIterable<T>,
  textOf: (row: T) => unknown,
  options: NormalizeOptions,
  signal: AbortSignal,
): AsyncGenerator<Coded<T>, void, undefined> {
  return answered(rows, textOf, (texts) => backend.normalize(texts, options, signal));
}

/** Has the text of each row answered, and gives the rows back with what came of it, in order. */
export async function* answered<T, O>(
  rows: AsyncIterable<T>,
  textOf: (row: T) => unknown,
  answer: (texts: AsyncIterable<unknown>) => AsyncIterable<O>,
): AsyncGenerator<Answered<T, O>, void, undefined> {
  // Rows that are under way; the backend takes no more than it answers.
  const waiting: { readonly row: T }[] = [];
  async function* texts(): AsyncGenerator<unknown, void, undefined> {
    for await (const row of rows) {
      waiting.push({ row });
      yield textOf(row);
    }
  }
  for await (const outcome of answer(texts())) {
    const first = waiting.shift();
    if (!first) throw new Error('There are more answers than texts.');
    yield { row: first.row, outcome };
  }
  if (waiting.length > 0) throw new Error(`${waiting.length} texts got no answer.`);
}

const STANDARD = [
  'decision',
  'concept_id',
  'concept_name',
  'similarity',
  'matched_name',
  'matched_kind',
  'matched_origin',
  'source',
  'error',
] as const;

/** The columns that coding appends to a file: the best candidate, and three for each further one. */
export function codedColumns(topK: number): string[] {
  const further = Array.from({ length: topK - 1 }, (_, i) => i + 2);
  return [
    ...STANDARD,
    ...further.flatMap((n) => [`candidate_${n}_id`, `candidate_${n}_name`, `candidate_${n}_similarity`]),
  ];
}

/** The cells under `codedColumns`; null where there is nothing to say. */
export function codedCells(outcome: Outcome, topK: number): (string | number | null)[] {
  if ('error' in outcome) {
    return codedColumns(topK).map((column) =>
      column === 'error' ? `${outcome.error.code}: ${outcome.error.detail}` : null,
    );
  }
  const [best, ...further] = outcome.candidates;
  const first = best
    ? [
        best.conceptId,
        best.name,
        best.scores.dense,
        best.matchedName,
        best.matchedKind,
        best.matchedOrigin,
        best.source,
      ]
    : Array<null>(7).fill(null);
  const others = Array.from({ length: topK - 1 }, (_, i) => {
    const candidate = further[i];
    return candidate ? [candidate.conceptId, candidate.name, candidate.scores.dense] : [null, null, null];
  });
  return [outcome.decision, ...first, null, ...others.flat()];
}
