import type { PoolObserver, PoolStatus, RunOptions } from '../inference/index.js';

export type EmbedOptions = RunOptions;
export type EncoderStatus = PoolStatus;

/** A model that turns texts into unit vectors. */
export interface Encoder {
  readonly id: string;
  /** Identity of everything that decides a vector: sha256 over the folder's manifest hashes. */
  readonly hash: string;
  readonly dimension: number;
  /**
   * @returns one unit vector per text, in order: `texts.length` x `dimension` floats
   * @throws AppError `overloaded` (live lane only, before anything is queued), `client_closed` when the
   * signal is aborted, `encoder_failed` when the texts brought a worker down twice, `shutting_down`
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array>;
  /**
   * The same for several lists at once, which are admitted or refused as one; each list's vectors come as soon
   * as they are there, so that work on the first can begin while the last waits. When one fails, all do.
   */
  embedGroups(
    groups: readonly (readonly string[])[],
    options: EmbedOptions,
  ): readonly Promise<Float32Array>[];
  status(): EncoderStatus;
  /** Takes no new texts, finishes those that wait, and ends the workers. */
  close(): Promise<void>;
}

/** What the encoder tells about its work; the metrics listen. */
export interface EncoderObserver extends PoolObserver {
  cache(hits: number, misses: number): void;
}

export const silentObserver: EncoderObserver = {
  phase() {
    /* nobody listens */
  },
  batch() {
    /* nobody listens */
  },
  cache() {
    /* nobody listens */
  },
};
