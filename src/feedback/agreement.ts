import { wilson } from '../evaluation/index.js';
import type { FeedbackTally } from '../store/index.js';
import { groupedBy } from './grouped.js';
import type { Agreement, AgreementFigures, PeriodLength, VersionAgreement } from './types.js';

const DAY_MS = 86_400_000;

/**
 * How often proposals were accepted, in all, by period and by version. Periods are days, weeks from Monday on
 * (ISO 8601) or months, in UTC.
 */
export function agreementOf(
  tallies: readonly FeedbackTally[],
  by: PeriodLength,
): Omit<Agreement, 'ontology'> {
  const days = groupedBy(tallies, ({ day }) => periodOf(day, by).from);
  return {
    by,
    ...figuresOf(tallies),
    versions: versionsOf(tallies),
    periods: [...days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, some]) => ({ ...periodOf(from, by), ...figuresOf(some), versions: versionsOf(some) })),
  };
}

/** The period that a day (`2026-01-31`) lies in: its first day, and the first one after it. */
export function periodOf(day: string, by: PeriodLength): { readonly from: string; readonly until: string } {
  const date = new Date(`${day}T00:00:00.000Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (by) {
    case 'day':
      return { from: day, until: dayOf(date.getTime() + DAY_MS) };
    case 'week': {
      const monday = date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS;
      return { from: dayOf(monday), until: dayOf(monday + 7 * DAY_MS) };
    }
    case 'month':
      return { from: dayOf(Date.UTC(year, month, 1)), until: dayOf(Date.UTC(year, month + 1, 1)) };
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function figuresOf(tallies: readonly FeedbackTally[]): AgreementFigures {
  const counts = { accepted: 0, changed: 0, rejected: 0 };
  for (const { verdict, count } of tallies) counts[verdict] += count;
  const entries = counts.accepted + counts.changed + counts.rejected;
  return { entries, ...counts, share: entries === 0 ? null : wilson(counts.accepted / entries, entries) };
}

/** The version with the latest feedback last. */
function versionsOf(tallies: readonly FeedbackTally[]): readonly VersionAgreement[] {
  const latest = (some: readonly FeedbackTally[]) =>
    some.reduce((last, { day }) => (day > last ? day : last), '');
  return [...groupedBy(tallies, ({ version }) => version)]
    .map(([version, some]) => ({ version, some, day: latest(some) }))
    .sort((a, b) => (a.day === b.day ? (a.version < b.version ? -1 : 1) : a.day < b.day ? -1 : 1))
    .map(({ version, some }) => ({ version, ...figuresOf(some) }));
}
