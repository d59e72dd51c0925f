import { quiet } from '../in-order.js';

/**
 * Gathers what comes: a batch goes on when it is full, or when nothing has come for a moment, so that whoever
 * types line by line is answered line by line.
 */
export async function* batchesOf<T>(
  source: AsyncIterable<T>,
  { size, lingerMs }: { readonly size: number; readonly lingerMs: number },
): AsyncGenerator<readonly T[], void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let batch: T[] = [];
  try {
    for (let next = quiet(iterator.next()); ;) {
      const step = batch.length === 0 ? await next : await orPause(next, lingerMs);
      if (step !== 'pause' && step.done !== true) {
        batch.push(step.value);
        next = quiet(iterator.next());
        if (batch.length < size) continue;
      }
      if (batch.length > 0) yield batch;
      batch = [];
      if (step !== 'pause' && step.done === true) return;
    }
  } finally {
    // Not awaited: a source that waits for input ends only when that comes, or is cut off.
    iterator.return?.().catch(() => undefined);
  }
}

async function orPause<T>(next: Promise<T>, ms: number): Promise<T | 'pause'> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<'pause'>((resolve) => {
    timer = setTimeout(resolve, ms, 'pause');
  });
  try {
    return await Promise.race([next, pause]);
  } finally {
    clearTimeout(timer);
  }
}
