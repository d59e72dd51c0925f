import type { Worker } from 'node:worker_threads';
import { startThread, workerFile } from '../worker-file.js';
import {
  asError,
  type BuildMessage,
  type BuildOrder,
  type BuildReply,
  type BuildRequest,
  type HubnessRequest,
  type NearestRequest,
} from './protocol.js';

export interface BuildOptions {
  /** Told from time to time which share of the rows is in the index, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends the build within about a second; nothing is written then. */
  readonly signal?: AbortSignal;
}

/**
 * Builds what an index of this kind is opened from, in a thread of its own: a graph takes minutes for 100,000 rows, an
 * exact search a second or two.
 * @param outPath the file to write; not atomic, so write beside its place and rename
 * @throws RangeError when the vectors do not fit size x dimension, or hold a value that is not finite;
 *   the signal's reason when aborted; Error when the file cannot be written
 */
export function buildIndex(request: BuildRequest, options: BuildOptions = {}): Promise<void> {
  return inThread({ type: 'index', request }, options);
}

/** Writes the hubness of concepts (`measureHubness`), in a thread of its own: some seconds for 100,000 rows. Throws alike. */
export function writeHubness(request: HubnessRequest, options: BuildOptions = {}): Promise<void> {
  return inThread({ type: 'hubness', request }, options);
}

/**
 * Writes what is nearest to each other (`findNearest`), in a thread of its own: seconds for 20,000 rows. Throws alike.
 * It takes the request's vectors: they are empty afterwards.
 */
export function writeNearest(request: NearestRequest, options: BuildOptions = {}): Promise<void> {
  return inThread({ type: 'nearest', request }, options);
}

async function inThread(order: BuildOrder, { onProgress, signal }: BuildOptions): Promise<void> {
  signal?.throwIfAborted();
  const worker = startThread(workerFile(import.meta.url, './build-worker'));
  const send = (message: BuildMessage, given: readonly ArrayBuffer[] = []): void => {
    worker.postMessage(message, given);
  };
  const stop = (): void => {
    send({ type: 'stop' });
  };
  signal?.addEventListener('abort', stop);
  try {
    // Nobody needs these any more, and copying them would keep requests waiting.
    send(order, order.type === 'nearest' ? [order.request.vectors.buffer] : []);
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
    let outcome: Outcome = { type: 'failed', error: new Error('the build ended before the index was done') };
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
