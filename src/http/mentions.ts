import type { ErrorCode } from '../errors.js';
import type {
  Mention,
  NormalizeAnswer,
  NormalizeContext,
  NormalizeOptions,
  Normalizer,
} from '../normalize/index.js';

const MAX_ID_LENGTH = 200;

export interface Refused {
  readonly id: string;
  readonly error: { readonly code: ErrorCode; readonly detail: string };
}

/** One member of a request: something to work on, or why it cannot be. */
export type Entry = Mention | Refused;

/** What the members of a request are, for messages. */
export interface EntryKind {
  readonly noun: 'mention' | 'post';
  /** Of one that is not what it should be. */
  readonly invalid: ErrorCode;
}

const MENTION: EntryKind = { noun: 'mention', invalid: 'mention_invalid' };
export const POST: EntryKind = { noun: 'post', invalid: 'text_invalid' };

/**
 * Reads a mention, or a post, as clients send it: its text, or an object with `text` and perhaps `id`. What the text
 * is like is not looked at here.
 * @param standardId the id of one that brings none
 */
export function readMention(value: unknown, standardId: string, kind = MENTION): Entry {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { id: standardId, text: value };
  const text: unknown = 'text' in value ? value.text : undefined;
  const id: unknown = 'id' in value ? (value.id ?? standardId) : standardId;
  if (typeof id === 'number') return { id: String(id), text };
  if (typeof id === 'string' && id.length <= MAX_ID_LENGTH) return { id, text };
  return {
    id: standardId,
    error: {
      code: kind.invalid,
      detail: `The ${kind.noun}’s id must be a string of at most ${MAX_ID_LENGTH} characters, or a number.`,
    },
  };
}

/** Those that can be worked on. */
export function usable(entries: readonly Entry[]): Mention[] {
  return entries.filter((entry) => 'text' in entry);
}

/** The results of the usable entries, and the errors of the others, each in its place. */
export function inPlace<R>(entries: readonly Entry[], results: readonly R[]): readonly (R | Refused)[] {
  const following = results.values();
  return entries.map((entry) => ('error' in entry ? entry : nextOf(following)));
}

/** Normalizes what can be normalized; each entry gets its result, or its error, in its place. */
export async function normalizeEntries(
  normalizer: Normalizer,
  entries: readonly Entry[],
  options: NormalizeOptions,
  context: NormalizeContext,
): Promise<NormalizeAnswer> {
  const answer = await normalizer.normalize(usable(entries), options, context);
  return { ...answer, results: inPlace(entries, answer.results) };
}

function nextOf<R>(results: IterableIterator<R>): R {
  const next = results.next();
  if (next.done === true) throw new Error('There are fewer results than entries.');
  return next.value;
}
