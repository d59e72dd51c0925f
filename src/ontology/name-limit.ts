import { AppError } from '../errors.js';
import { CHOICE_WORDS, type ChoiceName } from './readers/choice.js';
import { openReader } from './readers/index.js';
import type { SourceFormat } from './readers/reader.js';

/** Names a second that are embedded on two cores (names of a few words, shipped encoder, nothing else to do). */
const EMBEDDED_PER_SECOND = 900;

/**
 * Bytes that a name takes in memory while it is served: of 384 dimensions two bytes each in the vectors that rank, and
 * half a byte in the first look (a byte for half of them), and some 200 for its text and its places in maps.
 */
const BYTES_PER_NAME = 384 * (2 + 0.5) + 200;

/** Choices by which less of a source is read; the others read it in another way. */
const NARROWING: ReadonlySet<ChoiceName> = new Set(['below', 'sources', 'termTypes', 'semanticTypes']);

/** What a version with more names than are allowed would need, and what to do instead. */
export function tooManyNames(source: {
  readonly fileName: string;
  readonly format: SourceFormat;
  readonly names: number;
  readonly maxNames: number;
}): AppError {
  const { fileName, format, names, maxNames } = source;
  const narrowing = openReader(format).choices.filter((choice) => NARROWING.has(choice));
  const less =
    narrowing.length === 0
      ? 'Keep a part of the file'
      : `Read less of it with ${narrowing.map((choice) => `${choice} (${words(choice)})`).join(', ')}`;
  return new AppError(
    'too_many_names',
    `${fileName}: ${grouped(names)} names are selected, and at most ${grouped(maxNames)} are allowed. ` +
      `At about ${grouped(EMBEDDED_PER_SECOND)} names a second on two cores they would take about ` +
      `${duration(names / EMBEDDED_PER_SECOND)} to embed, and then about ${size(names * BYTES_PER_NAME)} of memory. ` +
      `${less}; or raise ADE_MAX_NAMES, if there are that much time and memory.`,
  );
}

/** What a choice is, without the sentence's end. */
function words(choice: ChoiceName): string {
  return CHOICE_WORDS[choice].replace(/\.$/, '');
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** @param seconds is rounded to whole minutes, from two hours on to tenths of hours */
function duration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes >= 120) return `${(seconds / 3600).toFixed(1)} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

function size(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
