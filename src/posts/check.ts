import { cleanMention } from '../text/index.js';
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
  if (typeof text !== 'string') {
    const found =
      text === null ? 'null' : Array.isArray(text) ? 'an array' : `a value of type ${typeof text}`;
    return refused(
      id,
      'text_invalid',
      `A post is a string, or an object with a string "text"; this is ${found}.`,
    );
  }
  if (text.length > maxChars) {
    return refused(
      id,
      'text_too_long',
      `The post has ${text.length} characters; ${maxChars} are allowed (ADE_MAX_TEXT_CHARS). Send it in parts.`,
    );
  }
  const cleaned = cleanMention(text);
  if (cleaned === '')
    return refused(id, 'text_empty', 'The post has no text once spaces and control characters are removed.');
  return { id, text, cleaned };
}

function refused(id: string, code: ErrorCode, detail: string): RefusedPost {
  return { id, error: { code, detail } };
}
