import { readFileSync } from 'node:fs';

interface Counts {
  readonly of: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Read when first asked for, a matter of milliseconds: the build that writes the file needs this module, too. */
let known: Counts | undefined;

/** How often a word, in lower case, stands in the names of the starter vocabulary; 0 where it is not known. */
export function countOf(word: string): number {
  return counts().of.get(word) ?? 0;
}

/** How unlikely a word of such a count is, as a logarithm. */
export function unlikeliness(count: number): number {
  return Math.log(counts().total / count);
}

function counts(): Counts {
  return (known ??= readCounts());
}

function readCounts(): Counts {
  const text = readFileSync(new URL('../../ontologies/starter/words.tsv', import.meta.url), 'utf8');
  const lines = text.trim().split('\n');
  const of = new Map(
    lines.map((line) => line.split('\t')).map(([word = '', count]) => [word, Number(count)]),
  );
  return { of, total: [...of.values()].reduce((sum, count) => sum + count, 0) };
}
