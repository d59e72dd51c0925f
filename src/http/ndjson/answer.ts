import type { Readable } from 'node:stream';
import { AppError, messageOf, type ErrorCode } from '../../errors.js';
import { readMention, type Entry, type EntryKind, type Refused } from '../mentions.js';
import { toAppError } from '../plugins/problems.js';
import { inOrder } from '../../in-order.js';
import { LineFailure, type Line } from './line.js';
import { windowsOf } from './windows.js';

const WINDOWS_AT_ONCE = 4;
const OF_ONE_TEXT: ReadonlySet<string> = new Set<ErrorCode>(['encoder_failed', 'model_failed']);
const LINGER_MS = 10;

export interface AnswerOptions<R extends object> {
  readonly maxLineBytes: number;
  /** Lines that are worked on together; a few windows are worked on at once. */
  readonly windowLines: number;
  readonly kind?: EntryKind;
  /** Answers entries; each gets its result, or its error, in its place. */
  readonly answer: (entries: readonly Entry[]) => Promise<{
    readonly generation: number;
    readonly results: readonly (R | Refused)[];
    readonly warnings: readonly string[];
  }>;
  /** Ends the work; its reason is told in the summary. */
  readonly signal: AbortSignal;
  readonly onResults: (results: readonly (R | Refused)[]) => void;
  readonly onUnexpected: (error: unknown) => void;
}

interface AnsweredWindow {
  readonly generation: number | null;
  readonly lines: readonly object[];
  readonly failed: number;
  readonly warnings: readonly string[];
}

/**
 * Answers a stream of texts: a line of JSON for each of its lines, and a summary at the end, however it ends.
 * Ends the input when it is done or left.
 */
export async function* answerLines<R extends object>(
  input: Readable & AsyncIterable<Buffer>,
  options: AnswerOptions<R>,
): AsyncGenerator<string, void, undefined> {
  const started = performance.now();
  const generations = new Set<number>();
  const warnings = new Set<string>();
  const summary = { lines: 0, ok: 0, failed: 0 };
  let aborted: string | undefined;
  const windows = windowsOf(input, {
    maxLineBytes: options.maxLineBytes,
    size: options.windowLines,
    lingerMs: LINGER_MS,
  });
  try {
    for await (const window of inOrder(windows, WINDOWS_AT_ONCE, (lines) => answerWindow(lines, options))) {
      summary.lines += window.lines.length;
      summary.failed += window.failed;
      summary.ok += window.lines.length - window.failed;
      if (window.generation !== null) generations.add(window.generation);
      for (const warning of window.warnings) warnings.add(warning);
      yield window.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    }
  } catch (error) {
    const failure = toAppError(options.signal.aborted ? options.signal.reason : error);
    if (failure.code === 'internal') options.onUnexpected(error);
    aborted = failure.code;
    yield `${JSON.stringify({ error: { code: failure.code, detail: failure.message } })}\n`;
  } finally {
    input.destroy();
  }
  const seconds = Math.round(performance.now() - started) / 1000;
  const told = { generations: [...generations], warnings: [...warnings], aborted };
  yield `${JSON.stringify({ summary: { ...summary, seconds, ...told } })}\n`;
}

async function answerWindow<R extends object>(
  lines: readonly Line[],
  options: AnswerOptions<R>,
): Promise<AnsweredWindow> {
  const entries = lines.map((line) => entryOf(line, options.kind));
  let generation: number | null = null;
  let results: readonly (R | Refused)[];
  let warnings: readonly string[] = [];
  try {
    ({ generation, results, warnings } = await options.answer(entries));
  } catch (error) {
    // One text that a model chokes on must not end a stream of millions.
    if (!(error instanceof AppError) || !OF_ONE_TEXT.has(error.code)) throw error;
    const failure = { code: error.code, detail: error.message };
    results = entries.map((entry) => ('error' in entry ? entry : { id: entry.id, error: failure }));
  }
  options.onResults(results);
  return {
    generation,
    lines: results.map((result, index) => ({ line: lines[index]?.number, generation, ...result })),
    failed: results.filter((result) => 'error' in result).length,
    warnings,
  };
}

function entryOf({ number, content }: Line, kind?: EntryKind): Entry {
  const id = String(number);
  if (content instanceof LineFailure) return { id, error: content };
  try {
    return readMention(JSON.parse(content), id, kind);
  } catch (error) {
    const detail = `The line is not JSON (a text stands in double quotes): ${messageOf(error)}`;
    return { id, error: { code: 'invalid_json', detail } };
  }
}
