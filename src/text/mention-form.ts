import { cleanMention } from './clean.js';
import { readHashtags } from './hashtags.js';
import { normalForm } from './normal-form.js';

/** Raise with every change of what a mention is read as, be it in `cleanMention` or in `readHashtags`: evaluation runs note it. */
export const READING_VERSION = 2;

/** The normal form of what a mention is read as: mentions that share it are one, and have one answer. */
export function mentionForm(text: string): string {
  return normalForm(readHashtags(cleanMention(text)));
}
