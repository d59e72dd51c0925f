import { checkText, normalForm, spelledOut } from '../text/index.js';
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

export type UsableMention = Extract<CheckedMention, { ok: true }>;

/** Cleans one mention, or says why it cannot be used; never throws. */
export function checkMention({ id, text }: Mention, maxChars: number): CheckedMention {
  const refused = (code: ErrorCode, detail: string): CheckedMention => ({
    ok: false,
    id,
    error: { code, detail },
  });
  const checked = checkText(text, maxChars);
  switch (checked.kind) {
    case 'usable':
      return {
        ...{ ok: true, id, text: checked.text, cleaned: checked.cleaned },
        form: normalForm(checked.cleaned),
      };
    case 'no text':
      return refused(
        'mention_invalid',
        `A mention is a string, or an object with a string "text"; this is ${checked.found}.`,
      );
    case 'too long':
      return refused(
        'mention_too_long',
        `The mention has ${checked.length} characters; ${maxChars} are allowed. Send the words that report the event, not the whole text.`,
      );
    case 'empty':
      return refused(
        'mention_empty',
        'The mention has no text once spaces and control characters are removed.',
      );
  }
}

/**
 * The mention as it is searched: spelt out, unless it is known as it stands.
 * @param isKnown whether a normal form is a name, or settled
 */
export function asSearched(mention: UsableMention, isKnown: (form: string) => boolean): UsableMention {
  if (isKnown(mention.form)) return mention;
  const cleaned = spelledOut(mention.cleaned, isKnown);
  return cleaned === mention.cleaned ? mention : { ...mention, cleaned, form: normalForm(cleaned) };
}
