import { messageOf } from '../errors.js';
import type { IndexKind, Neighbours } from './vector-index.js';

/** What is opened. */
export interface IndexSpec {
  readonly kind: IndexKind;
  /** As `buildIndex` wrote it. It must stay readable while the index is open: its worker may have to be replaced. */
  readonly path: string;
  readonly size: number;
  readonly dimension: number;
  /** Of a graph: candidates that a search keeps. */
  readonly efSearch?: number;
}

/** To the worker of one index: `open` first, then searches one at a time, at the end `close`. */
export type IndexRequest =
  | { readonly type: 'open'; readonly spec: IndexSpec }
  | {
      readonly type: 'search';
      readonly queries: Float32Array<ArrayBuffer>;
      readonly count: number;
      readonly k: number;
    }
  | { readonly type: 'close' };

/** From the worker: one answer to `open` and to each `search`; it answers `close` by ending. */
export type IndexReply =
  | { readonly type: 'opened' }
  | { readonly type: 'found'; readonly neighbours: Neighbours }
  | { readonly type: 'failed'; readonly error: unknown };

/** Rows to read, and where what is made of them goes. */
interface RowsRequest {
  /** float32 rows, little endian, row-major, no header, each of length 1 */
  readonly vectorsPath: string;
  readonly size: number;
  readonly dimension: number;
  readonly outPath: string;
}

export interface BuildRequest extends RowsRequest {
  readonly kind: IndexKind;
}

/** What `measureHubness` needs: rows are names, of which `conceptOf` gives the concept, and `levelOf` the level. */
export interface HubnessRequest extends RowsRequest {
  readonly conceptOf: Int32Array<ArrayBuffer>;
  readonly concepts: number;
  /** From 0 to `levels` - 1; a concept's names up to each level are looked at. */
  readonly levelOf: Uint8Array<ArrayBuffer>;
  readonly levels: number;
  /** mentions x dimension, each of length 1 */
  readonly background: Float32Array<ArrayBuffer>;
  /** Concepts, in ascending order, and at the same place a mention that means each. */
  readonly own: { readonly concepts: Int32Array<ArrayBuffer>; readonly mentions: Int32Array<ArrayBuffer> };
}

/** What `findNearest` needs: `rows` of the file, in ascending order, and `vectors`, of which `groupOf` gives the group. */
export interface NearestRequest extends RowsRequest {
  readonly rows: Int32Array<ArrayBuffer>;
  /** vectors x dimension, each of length 1 */
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly groupOf: Int32Array<ArrayBuffer>;
}

/** To the build's worker: what to make, then perhaps the word to stop. */
export type BuildMessage =
  | { readonly type: 'index'; readonly request: BuildRequest }
  | { readonly type: 'hubness'; readonly request: HubnessRequest }
  | { readonly type: 'nearest'; readonly request: NearestRequest }
  | { readonly type: 'stop' };

export type BuildOrder = Exclude<BuildMessage, { type: 'stop' }>;

export type BuildReply =
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'built' }
  | { readonly type: 'failed'; readonly error: unknown };

/** An error that came from a thread; structured clones keep the kind of the standard ones. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
}
