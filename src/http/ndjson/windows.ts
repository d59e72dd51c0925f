import { setTimeout as delay } from 'node:timers/promises';
import type { Line } from './line.js';
import { LineSplitter } from './line-splitter.js';

export interface WindowOptions {
  readonly maxLineBytes: number;
  /** Lines in a full window. */
  readonly size: number;
  /** How long a window waits for more lines before it goes as it is. */
  readonly lingerMs: number;
}

/**
 * The lines of a stream of bytes in windows: full ones while input is fast, smaller ones when it pauses.
 * It does not end the source when it is left early: the owner of the source does.
 */
export async function* windowsOf(
  source: AsyncIterable<Buffer>,
  { maxLineBytes, size, lingerMs }: WindowOptions,
): AsyncGenerator<readonly Line[], void, undefined> {
  const splitter = new LineSplitter(maxLineBytes);
  const chunks = source[Symbol.asyncIterator]();
  let waiting: Line[] = [];
  let next = chunks.next();
  for (;;) {
    const step = waiting.length > 0 ? await orPause(next, lingerMs) : await next;
    if (step === 'pause') {
      yield waiting;
      waiting = [];
      continue;
    }
    waiting.push(...(step.done === true ? splitter.end() : splitter.push(step.value)));
    for (; waiting.length >= size; waiting = waiting.slice(size)) yield waiting.slice(0, size);
    if (step.done === true) break;
    next = chunks.next();
    // Its failure is met where it is awaited; until then it must not count as unhandled.
    next.catch(() => undefined);
  }
  if (waiting.length > 0) yield waiting;
}

async function orPause<T>(next: Promise<T>, lingerMs: number): Promise<T | 'pause'> {
  const timer = new AbortController();
  try {
    return await Promise.race([next, delay(lingerMs, 'pause' as const, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
