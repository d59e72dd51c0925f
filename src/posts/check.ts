import { checkText } from '../text/index.js';
import type { ErrorCode } from '../errors.js';
import type { Post, RefusedPost } from './types.js';

/** A post that can be used. */
export interface CheckedPost {
  readonly id: string;
  readonly text: string;
  /** As the classifier reads it. */
  readonly cleaned: string;
}

/** Cleans one post, or says why it cannot be used; never throws. */
export function checkPost({ id, text }: Post, maxChars: number): CheckedPost | RefusedPost {
  const refused = (code: ErrorCode, detail: string): RefusedPost => ({ id, error: { code, detail } });
  const checked = checkText(text, maxChars);
  switch (checked.kind) {
    case 'usable':
      return { id, text: checked.text, cleaned: checked.cleaned };
    case 'no text':
      return refused(
        'text_invalid',
        `A post is a string, or an object with a string "text"; this is ${checked.found}.`,
      );
    case 'too long':
      return refused(
        'text_too_long',
        `The post has ${checked.length} characters; ${maxChars} are allowed (ADE_MAX_TEXT_CHARS). Send it in parts.`,
      );
    case 'empty':
      return refused('text_empty', 'The post has no text once spaces and control characters are removed.');
  }
}
