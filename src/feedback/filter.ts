import { AppError } from '../errors.js';
import type { FeedbackFilter } from '../store/index.js';

const MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * A filter whose times are such as the database compares. A day alone (`2026-01-31`) stands for its beginning in UTC.
 * @throws AppError `invalid_request` for a time that is none
 */
export function timed<F extends Pick<FeedbackFilter, 'since' | 'until'>>(filter: F): F {
  const { since, until } = filter;
  return {
    ...filter,
    ...(since === undefined ? {} : { since: momentOf('since', since) }),
    ...(until === undefined ? {} : { until: momentOf('until', until) }),
  };
}

function momentOf(name: string, text: string): string {
  const date = new Date(MOMENT.test(text) ? text : NaN);
  // The 31st of a short month would become the first of the next.
  if (!Number.isNaN(date.getTime()) && dayExists(text.slice(0, 10))) return date.toISOString();
  throw new AppError(
    'invalid_request',
    `${name}: “${text.slice(0, 40)}” is no time; write one such as 2026-01-31 or 2026-01-31T09:30:00Z.`,
  );
}

function dayExists(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
