import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work after which others get their turn. */
const SLICE_MS = 5;

/**
 * Does short work for each of many items, and lets the event loop go on in between.
 * @throws the signal's reason, once it is aborted
 */
export async function inSlices<T, R>(
  items: readonly T[],
  work: (item: T) => R,
  signal: AbortSignal,
): Promise<R[]> {
  const results: R[] = [];
  let started = performance.now();
  for (const item of items) {
    if (performance.now() - started > SLICE_MS) {
      await nextTurn();
      signal.throwIfAborted();
      started = performance.now();
    }
    results.push(work(item));
  }
  return results;
}
