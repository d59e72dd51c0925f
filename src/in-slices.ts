import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work after which others get their turn. */
const SLICE_MS = 5;

/** Tells a long loop when the event loop is due to go on, and lets it. */
export interface Turns {
  isDue(): boolean;
  /** @throws the signal's reason, once it is aborted */
  take(): Promise<void>;
}

/** For loops over what is no list: lists go through `inSlices`. */
export function takeTurns(signal?: AbortSignal): Turns {
  let started = performance.now();
  return {
    isDue: () => performance.now() - started > SLICE_MS,
    take: async () => {
      await nextTurn();
      signal?.throwIfAborted();
      started = performance.now();
    },
  };
}

/**
 * Does short work for each of many items, and lets the event loop go on in between.
 * @throws the signal's reason, once it is aborted
 */
export async function inSlices<T, R>(
  items: Iterable<T>,
  work: (item: T) => R,
  signal: AbortSignal,
): Promise<R[]> {
  const results: R[] = [];
  const turns = takeTurns(signal);
  for (const item of items) {
    if (turns.isDue()) await turns.take();
    results.push(work(item));
  }
  return results;
}
