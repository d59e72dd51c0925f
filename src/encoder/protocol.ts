import type { PaddedBatch } from './batches.js';

/** What an ONNX worker is started with. */
export interface WorkerSetup {
  readonly modelPath: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly dimension: number;
}

export type ToWorker = { readonly type: 'run'; readonly id: number; readonly batch: PaddedBatch } | { readonly type: 'stop' };

export type FromWorker =
  | { readonly type: 'ready' }
  /** The model cannot serve at all; trying again would not help. */
  | { readonly type: 'unusable'; readonly reason: string }
  | {
      readonly type: 'done';
      readonly id: number;
      /** rows x dimension */
      readonly vectors: Float32Array<ArrayBuffer>;
      readonly seconds: number;
    }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };
