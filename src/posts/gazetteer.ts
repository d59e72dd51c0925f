import { TOKEN_PLACE } from '../inference/index.js';
import { normalForm } from '../text/index.js';
import type { Word } from './words.js';

/** A dictionary that is looked into by normal form. */
export interface Dictionary {
  has(form: string): boolean;
}

/** Which names count, as the model was trained. */
export interface GazetteerLimits {
  readonly maxWords: number;
  /** Of the normal form, in code points. */
  readonly minChars: number;
}

/**
 * Where names of the dictionary stand in a text: greedily from the left, the longest at each place. A name neither
 * begins nor ends with a word that has no form of its own, such as a comma: ", nausea." holds "nausea" without its
 * neighbours.
 * @returns a `TOKEN_PLACE` for each word: that of its first token
 */
export function namePlaces(
  text: string,
  words: readonly Word[],
  dictionary: Dictionary,
  { maxWords, minChars }: GazetteerLimits,
): Uint8Array {
  const places = new Uint8Array(words.length).fill(TOKEN_PLACE.none);
  const solid = words.map(({ start, end }) => normalForm(text.slice(start, end)) !== '');
  const longest = (from: number): number => {
    for (let last = Math.min(from + maxWords, words.length) - 1; last >= from; last -= 1) {
      if (solid[last] !== true) continue;
      const form = normalForm(text.slice(words[from]?.start, words[last]?.end));
      if (dictionary.has(form) && isAtLeast(form, minChars)) return last + 1;
    }
    return from;
  };
  for (let at = 0; at < words.length;) {
    const end = solid[at] === true ? longest(at) : at;
    if (end > at) {
      places.fill(TOKEN_PLACE.inside, at, end);
      places[at] = TOKEN_PLACE.first;
    }
    at = Math.max(end, at + 1);
  }
  return places;
}

function isAtLeast(form: string, codePoints: number): boolean {
  return form.length >= codePoints * 2 || Array.from(form).length >= codePoints;
}
