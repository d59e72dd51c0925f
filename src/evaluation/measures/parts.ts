import type { PartFigures, RunFigures } from '../figures.js';
import type { Outcome } from '../outcome.js';
import { accuracyOf, floorOf } from './ranks.js';
import { answerable } from './shares.js';

/** The part of mentions that a division has no name for. */
export const UNNAMED_PART = '(none)';

/** Bands of a whole number: the greatest of each, with its name, ascending. */
type Bands = readonly (readonly [greatest: number, part: string])[];

const FREQUENCIES: Bands = [
  [1, '1'],
  [5, '2-5'],
  [20, '6-20'],
  [100, '21-100'],
  [Infinity, 'over 100'],
];

const LENGTHS: Bands = [
  [1, '1'],
  [2, '2'],
  [4, '3-4'],
  [8, '5-8'],
  [Infinity, 'over 8'],
];

/** One line of a table: Acc@k and floor by weight of those mentions that have a right concept. */
export function partOf(part: string, outcomes: readonly Outcome[], ks: readonly number[]): PartFigures {
  const mentions = answerable(outcomes);
  return { part, mentions: mentions.length, accuracy: accuracyOf(mentions, ks), floor: floorOf(mentions) };
}

/**
 * Mentions divided by a name, such as that of a group or a body system; parts in the order of their names ("fold 2"
 * before "fold 10"), without a name last. Here and below, parts without a mention are left out.
 * @param nameOf null for a mention that has no name; it goes to `UNNAMED_PART`
 */
export function partsByName(
  outcomes: readonly Outcome[],
  ks: readonly number[],
  nameOf: (outcome: Outcome) => string | null,
): readonly PartFigures[] {
  const divided = divide(outcomes, nameOf);
  return [...divided.keys()]
    .sort(byName)
    .map((name) => partOf(name ?? UNNAMED_PART, divided.get(name) ?? [], ks));
}

/**
 * The runs of a set with folds, each fold one of them: mentions without a fold take no part.
 * @returns null where no mention that has a right concept has a fold
 */
export function runsOf(outcomes: readonly Outcome[], ks: readonly number[]): RunFigures | null {
  const parts = partsByName(
    outcomes.filter(({ fold }) => fold !== null),
    ks,
    ({ fold }) => fold,
  );
  if (parts.length === 0) return null;
  const accuracy = ks.map((k, at) => ({
    k,
    ...spreadOf(parts.map((part) => part.accuracy[at]?.value ?? 0)),
  }));
  return { parts, accuracy };
}

/**
 * Mentions by how often their right concept is the right one of a mention of this set (mentions are counted, not
 * weighed). Of several right concepts the most frequent one counts: one is enough to be right.
 */
export function partsByFrequency(
  outcomes: readonly Outcome[],
  ks: readonly number[],
): readonly PartFigures[] {
  const counts = new Map<string, number>();
  for (const { golds } of outcomes) {
    for (const gold of golds) counts.set(gold, (counts.get(gold) ?? 0) + 1);
  }
  return partsByBand(outcomes, ks, FREQUENCIES, ({ golds }) =>
    golds.reduce((most, gold) => Math.max(most, counts.get(gold) ?? 0), 0),
  );
}

/** Mentions by the number of words of their normal form; one without any counts as one word. */
export function partsByLength(outcomes: readonly Outcome[], ks: readonly number[]): readonly PartFigures[] {
  return partsByBand(outcomes, ks, LENGTHS, ({ form }) => form.split(' ').length);
}

function partsByBand(
  outcomes: readonly Outcome[],
  ks: readonly number[],
  bands: Bands,
  numberOf: (outcome: Outcome) => number,
): readonly PartFigures[] {
  const bandOf = (number: number): string | null => bands.find(([most]) => number <= most)?.[1] ?? null;
  const divided = divide(outcomes, (outcome) => bandOf(numberOf(outcome)));
  return bands.flatMap(([, part]) => {
    const mentions = divided.get(part);
    return mentions ? [partOf(part, mentions, ks)] : [];
  });
}

function divide(
  outcomes: readonly Outcome[],
  keyOf: (outcome: Outcome) => string | null,
): ReadonlyMap<string | null, readonly Outcome[]> {
  const divided = new Map<string | null, Outcome[]>();
  for (const outcome of answerable(outcomes)) {
    const key = keyOf(outcome);
    const part = divided.get(key);
    if (part) part.push(outcome);
    else divided.set(key, [outcome]);
  }
  return divided;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Names that the collator calls equal ("1", "01") are told apart by their characters, so that the order is one. */
function byName(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

/** Mean and sample standard deviation (n - 1); the latter is null of one value. */
function spreadOf(values: readonly number[]): { readonly mean: number; readonly sd: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, sd: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}
