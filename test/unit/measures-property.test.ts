import fc from 'fast-check';
import t from 'tap';
import {
  compareRuns,
  figuresOf,
  FIGURES_OPTIONS,
  proposeThresholds,
} from '#src/evaluation/measures/index.js';
import { anyOutcomes, numbersIn, outcome } from '../support/measures.js';

const resampling = { seed: 5, resamples: 40 };
const options = {
  ...FIGURES_OPTIONS,
  resampling,
  ks: [1, 2, 3, 10],
  seenOf: ({ row }: { readonly row: number }) => ({ concept: row % 2 === 0, pair: row % 4 === 0 }),
  systemOf: ({ golds: [gold] }: { readonly golds: readonly string[] }) =>
    gold === 'B' ? null : (gold ?? null),
  hierarchy: {
    levels: ['low', 'high'],
    ancestorsAt: (id: string, level: string) => (level === 'low' ? [id] : id < 'C' ? ['ab'] : []),
  },
};
const wanted = { auto: 0.9, suggest: 0.6, review: 0.2 };

t.test('the order of the rows changes no figure', (t) => {
  fc.assert(
    fc.property(
      anyOutcomes.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([all, turned]) => {
        t.strictSame(figuresOf(turned, options), figuresOf(all, options));
        t.strictSame(proposeThresholds(turned, wanted), proposeThresholds(all, wanted));
      },
    ),
  );
  t.end();
});

t.test('every figure is a number, shares within 0 to 1 and intervals around their value', (t) => {
  fc.assert(
    fc.property(anyOutcomes, (all) => {
      const figures = figuresOf(all, options);
      const proposed = Object.values(proposeThresholds(all, wanted)).filter((one) => one !== null);
      t.ok(numbersIn([figures, proposed]).every(Number.isFinite));
      t.ok(
        proposed.every(({ coverage, precision: { low, high } }) => coverage <= 1 && low >= 0 && high <= 1),
      );
      const { accuracy, mrr } = figures.overall;
      for (const { low, high, value } of [mrr, ...accuracy.map(({ micro }) => micro)]) {
        t.ok(0 <= low && low <= high && high <= 1 && 0 <= value && value <= 1);
      }
      t.ok(figures.coverage.every(({ coverage, accuracy }) => coverage <= 1 && accuracy <= 1));
    }),
  );
  t.end();
});

t.test('Acc@k grows with k, wherever it stands', (t) => {
  const grows = (values: readonly number[]): boolean =>
    values.every((value, at) => at === 0 || (values[at - 1] ?? 0) <= value);
  fc.assert(
    fc.property(anyOutcomes, (all) => {
      const { overall, tables, folds, seen } = figuresOf(all, options);
      t.ok(grows(overall.accuracy.map(({ micro }) => micro.value)));
      t.ok(grows(overall.accuracy.map(({ micro }) => micro.low)), 'all of one resample');
      t.ok(grows(overall.accuracy.map(({ macro }) => macro)));
      const parts = [...tables.flatMap((table) => table.parts), ...(folds?.parts ?? []), ...(seen ?? [])];
      for (const { accuracy } of parts) t.ok(grows(accuracy.map(({ value }) => value)));
    }),
  );
  t.end();
});

t.test('the parts of a table are all mentions', (t) => {
  fc.assert(
    fc.property(anyOutcomes, (all) => {
      const { overall, tables, seen } = figuresOf(all, options);
      const count = (parts: readonly { mentions: number }[]): number =>
        parts.reduce((sum, { mentions }) => sum + mentions, 0);
      for (const { parts } of tables) t.equal(count(parts), overall.mentions);
      t.equal(count(seen ?? []), 2 * overall.mentions, 'divided twice');
    }),
  );
  t.end();
});

t.test('a perfect system scores 1, an empty one 0', (t) => {
  const rights = ['A', 'B C', 'A', 'D'];
  const one = { value: 1, low: 1, high: 1 };
  const perfect = figuresOf(
    rights.map((right, row) => outcome(row, right, right, { confidence: 1, decision: 'auto', floorRank: 1 })),
    options,
  );
  t.match(perfect.overall, { mrr: one, meanRank: 1, found: 4, floor: 1 });
  t.ok(
    perfect.overall.accuracy.every(({ micro, macro }) => micro.low === 1 && micro.value === 1 && macro === 1),
  );
  t.equal(perfect.calibration?.ece, 0);
  t.strictSame(perfect.coverage, [{ threshold: 1, coverage: 1, accuracy: 1 }]);
  t.strictSame(
    perfect.rollUp.map(({ accuracy }) => accuracy),
    [1, 1],
  );
  const zero = { value: 0, low: 0, high: 0 };
  const empty = figuresOf(
    rights.map((right, row) => outcome(row, right, '', { decision: 'none' })),
    options,
  );
  t.match(empty.overall, { mrr: zero, meanRank: null, found: 0, floor: 0 });
  t.ok(empty.overall.accuracy.every(({ micro, macro }) => micro.high === 0 && macro === 0));
  t.strictSame([empty.calibration, empty.coverage], [null, []]);
  t.match(empty.none, { precision: 0, recall: null, f1: 0 });
  t.end();
});

t.test('figures of nothing, and what is not asked for or not there', (t) => {
  const { folds, seen, tables, rollUp, calibration, coverage, overall } = figuresOf([]);
  t.strictSame([folds, seen, tables, rollUp, calibration, coverage], [null, null, [], [], null, []]);
  t.strictSame(
    overall.accuracy.map(({ k }) => k),
    [1, 5, 10],
  );
  const all = [outcome(0, 'A', 'A', { confidence: 0.9 })];
  t.strictSame(
    figuresOf(all).tables.map(({ by }) => by),
    ['frequency', 'length'],
  );
  const without = figuresOf(all, { ...FIGURES_OPTIONS, resampling, hasCalibration: false });
  t.strictSame([without.calibration, without.coverage], [null, []]);
  t.strictSame(
    figuresOf([outcome(0, 'A', 'A', { group: 'x', fold: '1' })], options).tables.map(({ by }) => by),
    ['group', 'frequency', 'length', 'system'],
  );
  t.end();
});

t.test('a run compared with itself differs in nothing', (t) => {
  fc.assert(
    fc.property(
      anyOutcomes.filter((all) => all.some(({ golds }) => golds.length > 0)),
      (all) => {
        const found = compareRuns(all, all.toReversed(), { ks: [1, 3], resampling, commonOnly: false });
        t.strictSame([found.won, found.lost], [[], []]);
        for (const { difference, p, mcnemar } of found.accuracy) {
          t.strictSame([difference, p, mcnemar], [{ value: 0, low: 0, high: 0 }, 1, 1]);
        }
      },
    ),
  );
  t.end();
});
