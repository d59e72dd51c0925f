import { cleanMention } from './clean.js';
import { readHashtags } from './hashtags.js';
import { normalForm } from './normal-form.js';

/** The normal form of what a mention is read as: mentions that share it are one, and have one answer. */
export function mentionForm(text: string): string {
  return normalForm(readHashtags(cleanMention(text)));
}
