import { normalForm } from './normal-form.js';

/** The distinct character trigrams of a text's normal form, computed once and compared often. */
export type Trigrams = ReadonlySet<string>;

/** Trigrams of the normal form, with a space at either end so that the first and last letters count. */
export function trigramsOf(text: string): Trigrams {
  const form = normalForm(text);
  const trigrams = new Set<string>();
  if (form === '') return trigrams;
  const padded = ` ${form} `;
  for (let start = 0; start + 3 <= padded.length; start += 1) trigrams.add(padded.slice(start, start + 3));
  return trigrams;
}

/** Dice coefficient of two sets of trigrams: 1 for the same set, 0 for nothing shared (or nothing there). */
export function trigramSimilarity(a: Trigrams, b: Trigrams): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let shared = 0;
  for (const trigram of small) if (large.has(trigram)) shared += 1;
  return (2 * shared) / (small.size + large.size);
}

/** How alike two texts are spelled, 0 to 1; `TrigramTable` compares one text with many. */
export function lexicalSimilarity(a: string, b: string): number {
  return trigramSimilarity(trigramsOf(a), trigramsOf(b));
}
