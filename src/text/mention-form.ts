import { cleanMention } from './clean.js';
import { readHashtags } from './hashtags.js';
import { normalForm } from './normal-form.js';
import { unstretch } from './stretched.js';

/** Raise with every change of what a mention is read as, by `cleanMention` or `readMention`: evaluation runs note it. */
export const READING_VERSION = 2;

/** What a cleaned mention is searched as: hashtags and stretched words as they are spelt. Names are not read so. */
export function readMention(cleaned: string): string {
  return unstretch(readHashtags(cleaned));
}

/** The normal form of what a mention is read as: mentions that share it are one, and have one answer. */
export function mentionForm(text: string): string {
  return normalForm(readMention(cleanMention(text)));
}
