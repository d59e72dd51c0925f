import { AppError } from '../../errors.js';
import type { Estimate } from '../figures.js';
import type { Outcome } from '../outcome.js';
import { estimateOf, resampledMeans, type ResampledMean, type Resampling } from './bootstrap.js';
import { mcnemar } from './mcnemar.js';
import { accuracyOf } from './ranks.js';
import { inRowOrder, isWithin } from './shares.js';

/** Acc@k of two runs on the same mentions. */
export interface ComparedAccuracy {
  readonly k: number;
  readonly first: number;
  readonly second: number;
  /** Second less first, with the interval of a paired bootstrap. */
  readonly difference: Estimate;
  /** Two-sided, of the same bootstrap: twice the share of resamples on the far side of 0 (Efron and Tibshirani 1993). */
  readonly p: number;
  /** Mentions that the second run alone has right, and that the first alone has; whatever they weigh. */
  readonly won: number;
  readonly lost: number;
  readonly mcnemar: number;
}

export interface PartComparison {
  readonly mentions: number;
  readonly accuracy: readonly ComparedAccuracy[];
}

export interface RunComparison extends PartComparison {
  /** Mentions of each run that the other does not have; 0 unless asked to go without them. */
  readonly leftOut: { readonly first: number; readonly second: number };
  /** Rows that the second run alone has at rank 1, ascending. */
  readonly won: readonly number[];
  /** Rows that the first run alone has at rank 1, ascending. */
  readonly lost: readonly number[];
  /** By the group of the mention; empty where the gold set has none. */
  readonly groups: readonly (PartComparison & { readonly group: string | null })[];
}

export interface ComparisonOptions {
  readonly ks: readonly number[];
  readonly resampling: Resampling;
  /** Leave out what one run alone has, instead of refusing to compare. */
  readonly commonOnly: boolean;
}

interface Pair {
  readonly first: Outcome;
  readonly second: Outcome;
}

/**
 * Compares two runs, mention by mention. Those for which nothing is right in either take no part; one that has a right
 * concept in one run only (as another version of the ontology may make it) is missing from the other.
 * @throws AppError `runs_not_comparable` when a run has mentions that the other has not (unless `commonOnly`), when
 *   a row is another mention in each, or comes twice, and when nothing is left to compare
 */
export function compareRuns(
  first: readonly Outcome[],
  second: readonly Outcome[],
  { ks, resampling, commonOnly }: ComparisonOptions,
): RunComparison {
  const [before, after] = [byRow(first, 'first'), byRow(second, 'second')];
  const [lacking, added] = [rowsMissing(before, after), rowsMissing(after, before)];
  if (!commonOnly) {
    refuse(lacking, 'first', 'second');
    refuse(added, 'second', 'first');
  }
  const pairs = pairsOf(before, after);
  const rowsOf = (right: (pair: Pair) => Outcome, wrong: (pair: Pair) => Outcome): readonly number[] =>
    pairs.filter((pair) => right(pair).rank === 1 && wrong(pair).rank !== 1).map((pair) => pair.first.row);
  const [one, other] = [(pair: Pair) => pair.first, (pair: Pair) => pair.second];
  return {
    ...compared(pairs, ks, resampling),
    leftOut: { first: lacking.length, second: added.length },
    won: rowsOf(other, one),
    lost: rowsOf(one, other),
    groups: groupsOf(pairs).map(([group, members]) => ({ group, ...compared(members, ks, resampling) })),
  };
}

type Run = ReadonlyMap<number, Outcome>;

function byRow(outcomes: readonly Outcome[], name: string): Run {
  const run = new Map<number, Outcome>();
  for (const outcome of inRowOrder(outcomes)) {
    if (run.has(outcome.row)) {
      throw new AppError(
        'runs_not_comparable',
        `The ${name} run has mention ${outcome.row + 1} of the gold set twice; evaluate it again.`,
      );
    }
    run.set(outcome.row, outcome);
  }
  return run;
}

/** Rows of a run for which the other has no counterpart. */
function rowsMissing(run: Run, other: Run): readonly number[] {
  return [...run.values()]
    .filter(({ row, golds }) => {
      const counterpart = other.get(row);
      return counterpart === undefined || (golds.length > 0 && counterpart.golds.length === 0);
    })
    .map(({ row }) => row);
}

function refuse(rows: readonly number[], has: string, lacks: string): void {
  if (rows.length === 0) return;
  const some = rows.slice(0, 5).map((row) => row + 1);
  throw new AppError(
    'runs_not_comparable',
    `${rows.length} mention(s) are measured in the ${has} run but not in the ${lacks} one ` +
      `(counted from 1 in the gold set: ${some.join(', ')}${rows.length > some.length ? ', …' : ''}). ` +
      'Compare runs over the same gold set, or ask for the common mentions only.',
  );
}

function pairsOf(before: Run, after: Run): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const first of before.values()) {
    const second = after.get(first.row);
    if (second === undefined) continue;
    if (first.form !== second.form || first.weight !== second.weight) {
      throw new AppError(
        'runs_not_comparable',
        `Mention ${first.row + 1} is another one (or has another weight) in each run, so they are over different ` +
          'gold sets. Compare runs over the same one.',
      );
    }
    if (first.golds.length > 0 && second.golds.length > 0) pairs.push({ first, second });
  }
  if (pairs.length === 0) {
    throw new AppError(
      'runs_not_comparable',
      'The runs have no mention in common for which a concept is right, so there is nothing to compare.',
    );
  }
  return pairs;
}

function groupsOf(pairs: readonly Pair[]): readonly [string | null, readonly Pair[]][] {
  const groups = new Map<string | null, Pair[]>();
  for (const pair of pairs) {
    const members = groups.get(pair.first.group);
    if (members) members.push(pair);
    else groups.set(pair.first.group, [pair]);
  }
  if (groups.size === 1 && groups.has(null)) return [];
  return [...groups].sort(([a], [b]) => (a === null ? 1 : b === null || a < b ? -1 : 1));
}

function compared(pairs: readonly Pair[], ks: readonly number[], resampling: Resampling): PartComparison {
  const firsts = accuracyOf(
    pairs.map(({ first }) => first),
    ks,
  );
  const seconds = accuracyOf(
    pairs.map(({ second }) => second),
    ks,
  );
  const units = pairs.map(({ first, second }) => ({
    weight: first.weight,
    values: ks.map((k) => Number(isWithin(second.rank, k)) - Number(isWithin(first.rank, k))),
  }));
  const accuracy = resampledMeans(units, ks.length, resampling).map((difference, at) => {
    const count = (change: number): number => units.filter(({ values }) => values[at] === change).length;
    const [won, lost] = [count(1), count(-1)];
    return {
      k: ks[at] ?? 0,
      first: firsts[at]?.value ?? 0,
      second: seconds[at]?.value ?? 0,
      difference: estimateOf(difference),
      p: bootstrapP(difference),
      won,
      lost,
      mcnemar: mcnemar(won, lost),
    };
  });
  return { mentions: pairs.length, accuracy };
}

/** The mentions themselves count as one resample more, so that p is never 0. */
function bootstrapP({ resampled }: ResampledMean): number {
  const atMost = resampled.filter((difference) => difference <= 0).length;
  const atLeast = resampled.filter((difference) => difference >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(atMost, atLeast))) / (resampled.length + 1));
}
