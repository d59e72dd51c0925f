import { cleanMention } from './clean.js';

/** What a text that came in is: cleaned, or why it cannot be used. */
export type TextCheck =
  | { readonly kind: 'usable'; readonly text: string; readonly cleaned: string }
  /** `found`: what stands in its place, for a message. */
  | { readonly kind: 'no text'; readonly found: string }
  | { readonly kind: 'too long'; readonly length: number }
  /** Nothing is left once it is cleaned. */
  | { readonly kind: 'empty' };

/** Cleans what should be a text; never throws. @param maxChars in UTF-16 code units */
export function checkText(value: unknown, maxChars: number): TextCheck {
  if (typeof value !== 'string') {
    return { kind: 'no text', found: foundIn(value) };
  }
  if (value.length > maxChars) return { kind: 'too long', length: value.length };
  const cleaned = cleanMention(value);
  return cleaned === '' ? { kind: 'empty' } : { kind: 'usable', text: value, cleaned };
}

/** In words, what stands where a text should; nothing does where an object came without the member. */
function foundIn(value: unknown): string {
  if (value === undefined) return 'an object without one';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
