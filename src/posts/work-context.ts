import type { Lane } from '../inference/index.js';

/** Who waits for the work. */
export interface WorkContext {
  /** `live` is refused when the queue is full; `bulk` waits; `background` gives way to both. */
  readonly lane: Lane;
  /** The same posts give the same answers to the last bit, whatever else goes on. */
  readonly fixed?: boolean;
  readonly signal: AbortSignal;
  /** Let in as part of a greater piece of work: not refused half-way. */
  readonly admitted?: boolean;
}
