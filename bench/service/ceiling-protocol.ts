import type { PaddedBatch } from '../../src/inference/batches.js';

/** To a ceiling worker: first the model, then loads. */
export type ToCeilingWorker =
  | { readonly type: 'open'; readonly modelPath: string; readonly output: string }
  /** Batches that all workers share: each takes the next one by the counter, so that none waits for another. */
  | { readonly type: 'run'; readonly batches: readonly PaddedBatch[]; readonly counter: SharedArrayBuffer }
  | { readonly type: 'stop' };

export type FromCeilingWorker =
  | { readonly type: 'ready' }
  /** Time of each batch that this worker ran, in milliseconds. */
  | { readonly type: 'done'; readonly milliseconds: readonly number[] };
