import type { Offsets, PostEvent } from '../types.js';

/** What begins a new line for some reader of text. */
const LINE_BREAKS = /[\r\n\v\f\x85\u2028\u2029]+/g;

/**
 * The pieces of an event that stand on one line each, in code points.
 * @returns at least one piece
 */
export function linePieces({
  text,
  codePoints,
}: PostEvent): readonly (Offsets & { readonly text: string })[] {
  let at = 0;
  let place = codePoints.start;
  const pieces: (Offsets & { readonly text: string })[] = [];
  const take = (upTo: number): void => {
    const piece = text.slice(at, upTo);
    const end = place + lengthIn(piece);
    if (piece !== '') pieces.push({ start: place, end, text: piece });
    [at, place] = [upTo, end];
  };
  for (const { index, 0: gap } of text.matchAll(LINE_BREAKS)) {
    take(index);
    at += gap.length;
    place += lengthIn(gap);
  }
  take(text.length);
  return pieces.length > 0 ? pieces : [{ ...codePoints, text: ' ' }];
}

/** In code points. */
function lengthIn(text: string): number {
  let length = 0;
  for (const char of text) length += char === '' ? 0 : 1;
  return length;
}

/** The name itself, or with a number (`a~2`) where another has it already, if only in other capitals. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let copy = 2; taken.has(free.toLowerCase()); copy += 1) free = `${name}~${copy}`;
  taken.add(free.toLowerCase());
  return free;
}

/** A text with a space for each character that ends a line or a column: offsets stay what they are. */
export function onOneLine(text: string): string {
  return text.replace(/[\t\r\n\v\f\x85\u2028\u2029]/g, ' ');
}

/**
 * A word that a format can hold: other characters are written as percent signs and the hexadecimal bytes of their
 * UTF-8, as in a URL, so that two words never become one.
 * @param allowed matches one character that may stay as it is
 */
export function encoded(word: string, allowed: RegExp): string {
  return Array.from(word, (char) =>
    allowed.test(char)
      ? char
      : [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  ).join('');
}
