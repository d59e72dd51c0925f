/** Who is waiting: a person (`live`), a long stream (`bulk`), or the building of an artefact (`background`). */
export type Lane = 'live' | 'bulk' | 'background';

export interface RunOptions {
  readonly lane: Lane;
  /** Aborted when nobody waits for the answer any more: the texts give up their places in the queue. */
  readonly signal?: AbortSignal;
  /**
   * These texts are batched among themselves alone, and always in the same way: the same list gives the same
   * numbers to the last bit, whatever else goes on. (int8 scales activations over a batch, so a text's numbers
   * depend a little on the company that it keeps.)
   */
  readonly fixed?: boolean;
  /** These texts are part of work that was let in as a whole: they are not refused half-way, be the queue full. */
  readonly admitted?: boolean;
}

export interface PoolStatus {
  readonly workers: { readonly alive: number; readonly wanted: number };
  /** Texts waiting for a worker, all lanes and models. */
  readonly queued: number;
}

/** What a pool tells about its work; the metrics listen. Times in seconds. */
export interface PoolObserver {
  phase(phase: 'queue' | 'tokenize' | 'encode', seconds: number): void;
  batch(rows: number, paddedTokens: number): void;
}
