import { decodeEntities } from './entities.js';

/** Grows with any change of the rules below: it is part of every artefact's hash. */
export const NORMAL_FORM_VERSION = 1;

/**
 * Two rounds settle all but contrived text. Later rounds only compose marks or shorten, so they must end; the
 * bound is there so that a future Unicode version cannot turn that argument into an endless loop.
 */
const MAX_ROUNDS = 8;

const SETTLED = /^(?:[a-z0-9]+(?: [a-z0-9]+)*)?$/;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const ASCII_APOSTROPHE = /['`]/g;
const ASCII_NOT_KEPT = /[^a-z0-9+<>%]+/g;

// Whitespace controls, and the marks that NFKC would spell out as the letters "tm" and "sm".
const SPACED = /[\t-\r\x85™℠]/g;
// Controls, zero-width and other invisible characters, variation selectors, enclosing marks (keycaps), lone
// surrogates, and the acute accent as apostrophe (NFKC would make a space of it).
const DELETED = /[\p{Cc}\p{Cf}\p{Cs}\p{Me}\p{Default_Ignorable_Code_Point}´]/gu;
const APOSTROPHE = /['’‘ʼ`′]/g;
const NOT_KEPT = /[^\p{L}\p{M}\p{N}+<>%]+/gu;
// An accent whose letter is gone or never was one.
const STRAY_MARK = /(^|[ +<>%])\p{M}+/gu;

/**
 * The form under which two spellings count as the same name: "Can&rsquo;t  SLEEP!" and "cant sleep" agree.
 *
 * Entities decoded, NFKC, lower case, apostrophes deleted, invisible characters deleted; whatever is then no
 * letter, mark, number or one of `+ < > %` (which carry meaning in clinical names) becomes a space; spaces
 * collapsed and trimmed; repeated until nothing changes, so the result is its own normal form. Never throws.
 *
 * Characters are classified by the runtime's Unicode tables: letters that are newer than Unicode 14 may differ
 * from one runtime to another (symbols and emoji do not, as unknown characters become spaces too).
 */
export function normalForm(text: string): string {
  if (SETTLED.test(text)) return text;
  const decoded = decodeEntities(text);
  if (PLAIN_ASCII.test(decoded)) return asciiForm(decoded);
  let current = round(decoded);
  for (let rounds = 1; rounds < MAX_ROUNDS; rounds += 1) {
    const next = round(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function asciiForm(text: string): string {
  return text.toLowerCase().replace(ASCII_APOSTROPHE, '').replace(ASCII_NOT_KEPT, ' ').trim();
}

// No `&` survives a round, so entities need no decoding after the first.
function round(text: string): string {
  return text
    .replace(SPACED, ' ')
    .replace(DELETED, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(APOSTROPHE, '')
    .replace(NOT_KEPT, ' ')
    .replace(STRAY_MARK, '$1')
    .replace(/ +/g, ' ')
    .trim();
}
