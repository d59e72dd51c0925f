import type { PaddedBatch } from './batches.js';
import type { ModelFile } from './model.js';

/** To a worker: which models it serves, by numbers that the pool gives them, and batches for these. */
export type ToWorker =
  | { readonly type: 'load'; readonly model: number; readonly file: ModelFile }
  | { readonly type: 'run'; readonly id: number; readonly model: number; readonly batch: PaddedBatch }
  | { readonly type: 'stop' };

export type FromWorker =
  | { readonly type: 'loaded'; readonly model: number }
  /** The model cannot serve at all; trying again would not help. */
  | { readonly type: 'unusable'; readonly model: number; readonly reason: string }
  | {
      readonly type: 'done';
      readonly id: number;
      /** rows x size, or rows x width x size */
      readonly values: Float32Array<ArrayBuffer>;
      readonly seconds: number;
    }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };
