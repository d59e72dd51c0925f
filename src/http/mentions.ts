import type { ErrorCode } from '../errors.js';
import type {
  Mention,
  MentionResult,
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

/** One member of a request: something to normalize, or why it cannot be. */
export type Entry = Mention | Refused;

/**
 * Reads a mention as clients send it: its text, or an object with `text` and perhaps `id`. What the text is like
 * is not looked at here.
 * @param standardId the id of a mention that brings none
 */
export function readMention(value: unknown, standardId: string): Entry {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { id: standardId, text: value };
  const text: unknown = 'text' in value ? value.text : undefined;
  const id: unknown = 'id' in value ? (value.id ?? standardId) : standardId;
  if (typeof id === 'number') return { id: String(id), text };
  if (typeof id === 'string' && id.length <= MAX_ID_LENGTH) return { id, text };
  return {
    id: standardId,
    error: {
      code: 'mention_invalid',
      detail: `The mention’s id must be a string of at most ${MAX_ID_LENGTH} characters, or a number.`,
    },
  };
}

/** Normalizes what can be normalized; each entry gets its result, or its error, in its place. */
export async function normalizeEntries(
  normalizer: Normalizer,
  entries: readonly Entry[],
  options: NormalizeOptions,
  context: NormalizeContext,
): Promise<NormalizeAnswer> {
  const mentions = entries.filter((entry) => 'text' in entry);
  const answer = await normalizer.normalize(mentions, options, context);
  if (mentions.length === entries.length) return answer;
  const results = answer.results.values();
  const merged = entries.map((entry) => ('error' in entry ? entry : nextOf(results)));
  return { ...answer, results: merged };
}

function nextOf(results: IterableIterator<MentionResult>): MentionResult {
  const next = results.next();
  if (next.done === true) throw new Error('The normalizer gave fewer results than it got mentions.');
  return next.value;
}
