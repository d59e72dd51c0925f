/**
 * Works on several items at once and gives their results in the items' order.
 *
 * No more than `limit` items are under way or waiting to be taken, so a slow reader slows the source down.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const running: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= limit) {
      const first = running.shift();
      if (first) yield await first;
    }
  }
  for (const result of running) yield await result;
}
