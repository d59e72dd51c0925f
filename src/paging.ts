import { AppError } from './errors.js';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface PageQuery {
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

/**
 * A page of a list that is read by offset.
 * @param read gives at most `count` items from `offset` on; it is asked for one more than the page holds
 * @throws AppError `invalid_request` for a cursor that was not given out here
 */
export function pageByOffset<T>(
  { cursor, limit }: PageQuery,
  read: (count: number, offset: number) => readonly T[],
): Page<T> {
  const offset = cursor === undefined ? 0 : numberOf(cursor);
  const found = read(limit + 1, offset);
  const more = found.length > limit;
  return { items: found.slice(0, limit), nextCursor: more ? cursorOf(offset + limit) : null };
}

/** A cursor that stands for a number: an offset, or the last id of a page. */
export function cursorOf(value: number): string {
  return Buffer.from(`o${value}`).toString('base64url');
}

/** @throws AppError `invalid_request` for a cursor that was not given out here */
export function numberOf(cursor: string): number {
  const text = /^o(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!text)
    throw new AppError('invalid_request', 'cursor: not one that an earlier page gave as nextCursor.');
  return Number(text[1]);
}
