import type { Lexicon } from '../ontology/index.js';
import { lexicalSimilarity, normalForm } from '../text/index.js';

/** A concept proposed for a mention, by its best name. */
export interface Match {
  readonly conceptRow: number;
  readonly nameRow: number;
  readonly source: 'exact' | 'dense';
  /** Cosine of mention and name; 1 for an exact match. */
  readonly dense: number;
  readonly lexical: number;
}

/**
 * Merges the names near a mention to concepts: the best name of each wins. Names that equal the mention come
 * first, the stronger kind before the weaker.
 * @param exactRows names that have the mention's normal form
 * @param rows, scores the nearest names, best first
 */
export function rankConcepts(
  lexicon: Lexicon,
  mentionForm: string,
  exactRows: readonly number[],
  rows: Int32Array,
  scores: Float32Array,
): Match[] {
  const best = new Map<number, Match>();
  const offer = (nameRow: number, source: Match['source'], dense: number): void => {
    const { conceptRow, text } = lexicon.name(nameRow);
    if (best.has(conceptRow)) return;
    const lexical = source === 'exact' ? 1 : lexicalSimilarity(mentionForm, normalForm(text));
    best.set(conceptRow, { conceptRow, nameRow, source, dense, lexical });
  };
  // Rows are laid out strongest kind first, so ascending rows are stronger names first.
  for (const row of exactRows) offer(row, 'exact', 1);
  rows.forEach((row, i) => {
    offer(row, 'dense', clampCosine(scores[i] ?? 0));
  });
  return [...best.values()];
}

/** Rounding may push a cosine a little over 1. */
function clampCosine(score: number): number {
  return Math.min(1, Math.max(-1, score));
}

const ABBREVIATION = /^[\p{Lu}\p{N}]{2,6}$/u;

/**
 * Whether an exact match can be taken at its word: one concept alone has the name, and an abbreviation is
 * written in capitals ("SAD" is a diagnosis, "sad" is a mood).
 */
export function isCertain(lexicon: Lexicon, cleaned: string, exactRows: readonly number[]): boolean {
  const names = exactRows.map((row) => lexicon.name(row));
  if (new Set(names.map((name) => name.conceptRow)).size !== 1) return false;
  return names.some(({ text }) => !ABBREVIATION.test(text) || cleaned.includes(text));
}
