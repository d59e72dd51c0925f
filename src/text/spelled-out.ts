import { divideRunTogether, readHashtags } from './run-together.js';
import { unstretch } from './stretched.js';

/** Raise with every change of what a mention is read as, by `cleanMention` or by `spelledOut`: evaluation runs note it. */
export const READING_VERSION = 2;

/**
 * A cleaned mention as it would be spelt: hashtags as words, stretched words, and words without the space between them.
 * @param isName whether a word, in lower case, is a name by itself, which stays
 */
export function spelledOut(cleaned: string, isName: (word: string) => boolean): string {
  return divideRunTogether(unstretch(readHashtags(cleaned)), isName);
}
