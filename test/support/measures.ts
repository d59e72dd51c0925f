import fc from 'fast-check';
import type { Outcome } from '#src/evaluation/outcome.js';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

/** An outcome whose concepts are named in a row of words: `outcome(0, 'A', 'B A')` has its right concept at rank 2. */
export function outcome(
  row: number,
  right: string,
  shown: string,
  rest: Partial<Omit<Outcome, 'row' | 'golds' | 'candidates' | 'rank'>> = {},
): Outcome {
  const [golds, candidates] = [words(right), words(shown)];
  const place = candidates.findIndex((id) => golds.includes(id));
  const plain = { form: 'word', weight: 1, floorRank: null, confidence: null, fold: null, group: null };
  return {
    ...{ row, golds, candidates, rank: place < 0 ? null : place + 1 },
    ...{ ...plain, decision: 'review' },
    ...rest,
  };
}

/** Outcomes of all kinds, rows in order; those for which nothing is right, or nothing was proposed, among them. */
export const anyOutcomes: fc.Arbitrary<Outcome[]> = fc
  .array(
    fc.record({
      golds: fc.subarray(['A', 'B', 'C', 'D']),
      shown: fc.shuffledSubarray(['A', 'B', 'C', 'D', 'E', 'F']),
      rest: fc.record({
        form: fc.constantFrom('', 'one', 'one two', 'one two three four five six seven eight nine'),
        weight: fc.constantFrom(0, 0.1, 0.3, 1, 2.5),
        floorRank: fc.constantFrom(null, 1, 2),
        confidence: fc.constantFrom(null, 0, 0.1, 0.3, 0.7, 1),
        decision: fc.constantFrom('auto' as const, 'suggest' as const, 'review' as const, 'none' as const),
        fold: fc.constantFrom(null, '1', '01', '2'),
        group: fc.constantFrom(null, 'x', 'y'),
      }),
    }),
    { maxLength: 30 },
  )
  .map((all) =>
    all.map(({ golds, shown, rest }, row) => outcome(row, golds.join(' '), shown.join(' '), rest)),
  );

/** A value with its numbers rounded to nine decimals, for comparing what was added up in another order. */
export function rounded(value: unknown): unknown {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'number' ? Number(inner.toFixed(9)) : inner,
  );
  const parsed: unknown = JSON.parse(text);
  return parsed;
}

/** Every number in a value, however deep. */
export function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}
