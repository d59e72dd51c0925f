import type { Offsets } from './types.js';

/** A word by its place in the original text, in UTF-16 code units. */
export interface Word extends Offsets {
  /** What the tokenizer gets: `link` for an address, `@username` for a handle, else the word itself. */
  readonly spoken: string;
}

// An address, a handle, a run of letters with their marks and numbers, or any one other character.
const WORD =
  /(https?:\/\/[^\p{White_Space}]+)|(@[\p{L}\p{N}_]+)|[\p{L}\p{M}\p{N}]+|[^\p{White_Space}\p{L}\p{M}\p{N}]/gu;

/**
 * The words of a text in their order; what stands between them is white space. The extractor is trained on the same
 * words: `models/training` has a twin of this, and both read test/fixtures/posts/words.json in their tests.
 */
export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), (found) => {
    const [whole, address, handle] = found;
    const spoken = address !== undefined ? 'link' : handle !== undefined ? '@username' : whole;
    return { start: found.index, end: found.index + whole.length, spoken };
  });
}

/**
 * Places in UTF-16 code units as places in Unicode code points. A lone surrogate counts as one, as it does in Python.
 * @param places ascending
 */
export function codePointsAt(text: string, places: readonly number[]): number[] {
  let at = 0;
  let points = 0;
  return places.map((place) => {
    for (; at < place; points += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    return points;
  });
}
