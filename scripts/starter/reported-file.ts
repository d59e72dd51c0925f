import type { ConceptEntry, Identified, Problem } from './types.js';

export const reportedFile = 'reported.tsv';
const HEADER = 'id\tname\treported';

/** One row a concept that is reported at all, in the order of ids. */
export function formatReported(
  concepts: readonly Identified<ConceptEntry>[],
  counts: ReadonlyMap<string, number>,
): string {
  const rows = concepts
    .filter(({ name }) => counts.has(name))
    .map(({ id, name }) => `${id}\t${name}\t${counts.get(name) ?? 0}`)
    .sort();
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** Counts by id; none where there is no file. */
export function parseReported(text: string): {
  readonly counts: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
} {
  const counts = new Map<string, number>();
  const problems: Problem[] = [];
  text.split('\n').forEach((row, i) => {
    if (row === '' || row === HEADER) return;
    const [id = '', , count = ''] = row.split('\t');
    if (/^[1-9]\d*$/.test(count) && !counts.has(id)) counts.set(id, Number(count));
    else
      problems.push({
        ...{ file: reportedFile, line: i + 1 },
        message: 'a row is an id, a name and a whole number from 1 on, and each id stands once',
      });
  });
  return { counts, problems };
}
