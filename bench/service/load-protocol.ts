/** What the load process is asked for. Counts and times are bounded, so that every load stops by itself. */
export type LoadRequest =
  /** So many clients, each sending its next mention as soon as it has the answer to the last. */
  | { readonly kind: 'single'; readonly url: string; readonly clients: number; readonly seconds: number }
  /** One request after another, each of `size` mentions. */
  | { readonly kind: 'batch'; readonly url: string; readonly size: number; readonly seconds: number }
  /** One NDJSON stream. */
  | { readonly kind: 'stream'; readonly url: string; readonly size: number };

export interface LoadResult {
  readonly mentions: number;
  readonly requests: number;
  /** Answers other than 200, and mentions with an error in their place. */
  readonly failures: number;
  readonly seconds: number;
  /** Of a request, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of the load process itself. */
  readonly cpuSeconds: number;
}

export type LoadReply =
  | { readonly type: 'done'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly reason: string };
