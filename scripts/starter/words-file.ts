import { normalForm } from '../../src/text/index.js';
import type { ConceptEntry } from './types.js';

export const wordsFile = 'words.tsv';

/** Met once, it may be spelt wrongly. */
const LEAST = 2;
/** Of one to three letters many are abbreviations, which longer words would fall into. */
const LEAST_OF_SHORT = new Map([
  [1, 100],
  [2, 100],
  [3, 10],
]);
/** Of the letters only these are words. */
const LETTER_WORDS = new Set(['a', 'i']);

/** Frequent words of the names with how often each stands in them, the most frequent first: mentions are spelt out by them. */
export function formatWords(concepts: readonly Pick<ConceptEntry, 'name' | 'synonyms' | 'lay'>[]): string {
  const counts = new Map<string, number>();
  for (const { name, synonyms, lay } of concepts)
    for (const text of [name, ...synonyms, ...lay])
      for (const word of normalForm(text).split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rows = [...counts]
    .filter(([word, count]) => isWord(word) && count >= (LEAST_OF_SHORT.get(word.length) ?? LEAST))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return rows.map(([word, count]) => `${word}\t${count}\n`).join('');
}

function isWord(word: string): boolean {
  return /^[a-z]+$/.test(word) && (word.length > 1 || LETTER_WORDS.has(word));
}
