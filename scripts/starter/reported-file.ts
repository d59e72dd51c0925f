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
export function parseReported(
  text: string,
  concepts: readonly Identified<ConceptEntry>[],
): {
  readonly counts: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
} {
  const names = new Map(concepts.map(({ id, name }) => [id, name]));
  const counts = new Map<string, number>();
  const problems: Problem[] = [];
  text.split('\n').forEach((row, i) => {
    if (row === '' || row === HEADER) return;
    const [id = '', name, count = ''] = row.split('\t');
    const message = faultOf();
    if (message === undefined) counts.set(id, Number(count));
    else problems.push({ file: reportedFile, line: i + 1, message });

    function faultOf(): string | undefined {
      if (!/^[1-9]\d*$/.test(count)) return 'a row is an id, a name and a whole number from 1 on';
      if (counts.has(id)) return `${id} stands here twice`;
      if (!names.has(id)) return `${id} is no concept; if it is retired, delete the row`;
      if (names.get(id) !== name) return `${id} is now ${names.get(id) ?? ''}`;
      return undefined;
    }
  });
  return { counts, problems };
}
