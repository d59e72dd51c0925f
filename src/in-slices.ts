import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work after which others get their turn. */
const SLICE_MS = 5;

/** Tells a long loop when others are to get their turn, and gives it to them. */
export interface Pauses {
  isDue(): boolean;
  /** @throws the signal's reason, once it is aborted */
  make(): Promise<void>;
}

/** For loops over what is no list: lists go through `inSlices`. */
export function pausing(signal?: AbortSignal): Pauses {
  let started = performance.now();
  return {
    isDue: () => performance.now() - started > SLICE_MS,
    make: async () => {
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
  signal?: AbortSignal,
): Promise<R[]> {
  const results: R[] = [];
  const pauses = pausing(signal);
  for (const item of items) {
    if (pauses.isDue()) await pauses.make();
    results.push(work(item));
  }
  return results;
}
