import { emojiToWords } from './emoji.js';
import { decodeEntities } from './entities.js';

/** Raise with every change of what `cleanMention` gives: artefacts hold vectors of cleaned names. */
export const CLEANING_VERSION = 1;

/** The most that one character can become: an emoji of one code unit, its longest name and a space. */
export const MAX_CLEAN_GROWTH = 32;

/** Settled text needs two rounds; more are for hostile input, whose ampersands are then taken from it. */
const MAX_ROUNDS = 8;

const PLAIN_ASCII = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;
const SOCIAL = /[&@]|https?:|www\.|pic\.twitter/i;

const SPACES = /[\s\x85]+/gu;
// Joiners and variation selectors hold emoji together, so they go only after those.
const CONTROLS = /(?![\t-\r\x85\u200d])[\p{Cc}\p{Cs}\p{Cf}]/gu;
const INVISIBLES = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u20e3]/gu;
// The punctuation that ends a sentence is not part of the address.
const URL = /(?<![\p{L}\p{N}_])(?:https?:\/\/|www\.|pic\.twitter\.com\/)[^\s<>"]*[^\s<>".,;:!?'()[\]{}]/giu;
// What stands before a handle is no part of an e-mail address or a dose ("2mg@night"), and "@work" or "@8pm" are no
// handles: there the sign is the preposition.
const LETTER = '[\\p{L}\\p{M}\\p{N}_]';
const PREPOSITION =
  '(?:night|bedtime|noon|midnight|lunch|dinner|home|work|school|least|first|times|the|\\p{N}+(?:am|pm|mg|h|hrs?)?)';
const HANDLE = new RegExp(`(?<!${LETTER}|@)@(?!${PREPOSITION}(?!${LETTER}))(?!\\p{M})${LETTER}+`, 'giu');

/**
 * The text that an encoder reads: HTML entities decoded, addresses to `link`, handles to `@username`, emoji to
 * words, Unicode NFC, no control or zero-width characters, whitespace collapsed. Case and punctuation stay.
 * Cleaning twice changes nothing; see `maxCleanedLength` for the longest result. Never throws.
 */
export function cleanMention(text: string): string {
  if (PLAIN_ASCII.test(text) && !SOCIAL.test(text)) return text;
  let current = text;
  for (let rounds = 1; rounds <= 2 * MAX_ROUNDS; rounds += 1) {
    const next = round(current);
    if (next === current) break;
    current = rounds < MAX_ROUNDS ? next : next.replaceAll('&', ' ');
  }
  return current;
}

function round(text: string): string {
  return emojiToWords(decodeEntities(text).replace(CONTROLS, ''))
    .replace(INVISIBLES, '')
    .normalize('NFC')
    .replace(URL, 'link')
    .replace(HANDLE, '@username')
    .replace(SPACES, ' ')
    .trim();
}

/** No text of `length` code units cleans to more than this. */
export function maxCleanedLength(length: number): number {
  return length * MAX_CLEAN_GROWTH;
}
