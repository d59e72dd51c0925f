import type { Lane } from '../inference/index.js';

/** Who waits for the work. */
export interface WorkContext {
  /** `live` is refused when the queue is full; `bulk` waits. */
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** Let in as part of a greater piece of work: not refused half-way. */
  readonly admitted?: boolean;
}
