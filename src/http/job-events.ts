import type { Job } from '../jobs/index.js';

const HEARTBEAT_MS = 15_000;

/**
 * A job's changes as server-sent events: `progress` while it runs, `done` at its end. A comment in every pause
 * of 15 seconds keeps proxies from closing the connection.
 */
export async function* jobEvents(
  changes: AsyncIterable<Job>,
  signal: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): AsyncGenerator<string, void, undefined> {
  const iterator = changes[Symbol.asyncIterator]();
  try {
    for (let next = iterator.next(); ;) {
      const step = await orHeartbeat(next, heartbeatMs);
      if (step === 'heartbeat') {
        yield ': still here\n\n';
        continue;
      }
      if (step.done === true) return;
      const job = step.value;
      yield `event: ${job.finishedAt === null ? 'progress' : 'done'}\ndata: ${JSON.stringify(job)}\n\n`;
      if (job.finishedAt !== null) return;
      next = iterator.next();
    }
  } catch (error) {
    // Whoever stopped listening needs no reason.
    if (!signal.aborted) throw error;
  } finally {
    await iterator.return?.();
  }
}

async function orHeartbeat<T>(next: Promise<T>, ms: number): Promise<T | 'heartbeat'> {
  let timer: NodeJS.Timeout | undefined;
  const heartbeat = new Promise<'heartbeat'>((resolve) => {
    timer = setTimeout(resolve, ms, 'heartbeat');
  });
  try {
    return await Promise.race([next, heartbeat]);
  } finally {
    clearTimeout(timer);
  }
}
