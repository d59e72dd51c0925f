import type { PaddedBatch } from './batches.js';

/** The first message to an ONNX worker: what it serves. */
export interface WorkerSetup {
  readonly modelPath: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly dimension: number;
}

/** What follows. */
export type ToWorker =
  { readonly type: 'run'; readonly id: number; readonly batch: PaddedBatch } | { readonly type: 'stop' };

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
