import { cleanMention, normalForm } from '../text/index.js';
import type { ErrorCode } from '../errors.js';
import type { Mention } from './types.js';

export type CheckedMention =
  | {
      readonly ok: true;
      readonly id: string;
      readonly text: string;
      readonly cleaned: string;
      readonly form: string;
    }
  | {
      readonly ok: false;
      readonly id: string;
      readonly error: { readonly code: ErrorCode; readonly detail: string };
    };

/** Cleans one mention, or says why it cannot be used; never throws. */
export function checkMention({ id, text }: Mention, maxChars: number): CheckedMention {
  if (typeof text !== 'string') {
    const found =
      text === null ? 'null' : Array.isArray(text) ? 'an array' : `a value of type ${typeof text}`;
    return refused(
      id,
      'mention_invalid',
      `A mention is a string, or an object with a string "text"; this is ${found}.`,
    );
  }
  if (text.length > maxChars) {
    return refused(
      id,
      'mention_too_long',
      `The mention has ${text.length} characters; ${maxChars} are allowed. Send the words that report the event, not the whole text.`,
    );
  }
  const cleaned = cleanMention(text);
  if (cleaned === '')
    return refused(
      id,
      'mention_empty',
      'The mention has no text once spaces and control characters are removed.',
    );
  return { ok: true, id, text, cleaned, form: normalForm(cleaned) };
}

function refused(id: string, code: ErrorCode, detail: string): CheckedMention {
  return { ok: false, id, error: { code, detail } };
}
