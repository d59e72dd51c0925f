import { Worker } from 'node:worker_threads';
import { workerFile } from '../worker-file.js';
import { asError, type BuildMessage, type BuildReply } from './protocol.js';

export interface BuildOptions {
  /** Told from time to time which share of the rows is in the graph, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends the build within about a second; nothing is written then. */
  readonly signal?: AbortSignal;
}

/**
 * Builds the graph of a vectors file, in a thread of its own: minutes for 100,000 rows.
 *
 * @param vectorsPath float32 rows (little endian, row-major, no header), each of length 1
 * @param size number of rows
 * @param dimension floats in a row
 * @param outPath the file to write; not atomic, so write beside its place and rename
 * @throws RangeError when the file does not fit size x dimension, or holds a value that is not finite;
 *   the signal's reason when aborted; Error when the graph cannot be written
 */
export async function buildGraph(
  vectorsPath: string,
  size: number,
  dimension: number,
  outPath: string,
  { onProgress, signal }: BuildOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  const worker = new Worker(workerFile(import.meta.url, './build-worker'));
  const send = (message: BuildMessage): void => {
    worker.postMessage(message);
  };
  const stop = (): void => {
    send({ type: 'stop' });
  };
  signal?.addEventListener('abort', stop);
  try {
    send({ type: 'build', request: { vectorsPath, size, dimension, outPath } });
    const outcome = await end(worker, onProgress);
    if (outcome.type === 'built') return;
    signal?.throwIfAborted();
    throw asError(outcome.error);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

type Outcome = Exclude<BuildReply, { type: 'progress' }>;

/** What the worker said last, once its thread has ended. */
function end(worker: Worker, onProgress: BuildOptions['onProgress']): Promise<Outcome> {
  return new Promise((resolve) => {
    let outcome: Outcome = { type: 'failed', error: new Error('the build ended before the graph was done') };
    worker.on('message', (reply: BuildReply) => {
      if (reply.type === 'progress') onProgress?.(reply.fraction);
      else outcome = reply;
    });
    worker.on('error', (error: unknown) => {
      outcome = { type: 'failed', error };
    });
    worker.on('exit', () => {
      resolve(outcome);
    });
  });
}
