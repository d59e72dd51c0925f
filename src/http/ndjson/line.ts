import type { ErrorCode } from '../../errors.js';

/** Why one line of a stream has no result. */
export class LineFailure {
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
  ) {}
}

/** A line with its number (the first is 1): its text, or why it cannot be used. */
export interface Line {
  readonly number: number;
  readonly content: string | LineFailure;
}
