/**
 * Works on several items at once and gives their results in the items' order, each as soon as it can be given:
 * a source that pauses holds no result back.
 *
 * No more than `limit` items are under way or waiting to be taken, so a slow reader slows the source down.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const source = items[Symbol.asyncIterator]();
  const running: Promise<{ readonly result: R }>[] = [];
  let pulling: Promise<{ readonly step: IteratorResult<T> }> | undefined;
  let ended = false;
  try {
    for (;;) {
      if (!ended && !pulling && running.length < limit) {
        pulling = quiet(source.next().then((step) => ({ step })));
      }
      const [first] = running;
      const waiting = [first, pulling].filter((one) => one !== undefined);
      if (waiting.length === 0) return;
      const event = await Promise.race(waiting);
      if ('result' in event) {
        void running.shift();
        yield event.result;
        continue;
      }
      pulling = undefined;
      if (event.step.done === true) ended = true;
      else running.push(quiet(work(event.step.value).then((result) => ({ result }))));
    }
  } finally {
    // Whoever stops taking results ends the source too.
    source.return?.().catch(() => undefined);
  }
}

/** A failure is met when its turn comes; until then it must not count as unhandled. */
export function quiet<P>(promise: Promise<P>): Promise<P> {
  promise.catch(() => undefined);
  return promise;
}
