import { readFileSync } from 'node:fs';

/** How often words stand in the names of the starter vocabulary. */
const COUNTS = readCounts();
const TOTAL = [...COUNTS.values()].reduce((sum, count) => sum + count, 0);

/** How often a word, in lower case, stands in names; 0 where it is not known. */
export function countOf(word: string): number {
  return COUNTS.get(word) ?? 0;
}

/** How unlikely a word of so many is, as a logarithm. */
export function unlikeliness(count: number): number {
  return Math.log(TOTAL / count);
}

function readCounts(): ReadonlyMap<string, number> {
  const text = readFileSync(new URL('../../ontologies/starter/words.tsv', import.meta.url), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  return new Map(rows.map(([word = '', count = '']) => [word, Number(count)]));
}
