import t from 'tap';
import { ranksOf } from '#src/evaluation/measures/ranks.js';
import { outcome, rounded } from '../support/measures.js';

const resampling = { seed: 3, resamples: 200 };

t.test('Acc@k, MRR, mean rank and floor, worked by hand', (t) => {
  const figures = ranksOf(
    [
      outcome(0, 'A', 'A B', { floorRank: 1 }),
      outcome(1, 'A', 'B A'),
      outcome(2, 'B', 'A C D B', { floorRank: 2 }),
      outcome(3, 'C', 'A'),
      outcome(4, '', 'A', { floorRank: 1 }),
    ],
    [1, 2, 5],
    resampling,
  );
  t.equal(figures.mentions, 4, 'a mention for which nothing is right takes no part');
  t.strictSame(
    figures.accuracy.map(({ k, micro }) => [k, micro.value]),
    [
      [1, 1 / 4],
      [2, 2 / 4],
      [5, 3 / 4],
    ],
  );
  t.strictSame(
    rounded(figures.accuracy.map(({ macro }) => macro)),
    rounded([1 / 6, 1 / 3, 2 / 3]),
    'A half right at 1, B and C not',
  );
  t.equal(figures.mrr.value, (1 + 1 / 2 + 1 / 4 + 0) / 4);
  t.equal(figures.meanRank, 7 / 3);
  t.equal(figures.found, 3);
  t.equal(figures.floor, 1 / 4);
  t.end();
});

t.test('weights count in shares, not in numbers of mentions', (t) => {
  const figures = ranksOf(
    [outcome(0, 'A', 'A', { weight: 3, floorRank: 1 }), outcome(1, 'A', 'B C D A', { weight: 1 })],
    [1],
    resampling,
  );
  t.equal(figures.accuracy[0]?.micro.value, 3 / 4);
  t.equal(figures.accuracy[0]?.macro, 3 / 4);
  t.equal(figures.mrr.value, (3 + 1 / 4) / 4);
  t.equal(figures.meanRank, (3 + 4) / 4);
  t.equal(figures.floor, 3 / 4);
  t.strictSame([figures.mentions, figures.found], [2, 2]);
  t.end();
});

t.test('a mention with several right concepts belongs to each with an equal share', (t) => {
  const figures = ranksOf([outcome(0, 'A B', 'B'), outcome(1, 'A', 'C')], [1], resampling);
  t.equal(figures.accuracy[0]?.micro.value, 1 / 2, 'one right concept is enough');
  t.equal(figures.accuracy[0]?.macro, (0.5 / 1.5 + 1) / 2, 'A: a half of one and a half, B: all of a half');
  t.end();
});

t.test('the interval of macro accuracy draws concepts, not mentions', (t) => {
  // 500 mentions of one concept, all right; of four others one each, all wrong.
  const many = Array.from({ length: 500 }, (_, row) => outcome(row, 'A', 'A'));
  const rare = ['B', 'C', 'D', 'E'].map((id, at) => outcome(500 + at, id, 'A'));
  const [figures] = ranksOf([...many, ...rare], [1], resampling).accuracy;
  t.equal(figures?.macro, 1 / 5);
  t.match(figures?.macroInterval, { low: 0 });
  t.ok(figures?.macroInterval && figures.macroInterval.high >= 2 / 5 && figures.macroInterval.high <= 4 / 5);
  t.end();
});

t.test('of no mentions, or none that weighs anything, every figure is 0', (t) => {
  const zero = { value: 0, low: 0, high: 0 };
  const nothing = { mentions: 0, mrr: zero, meanRank: null, found: 0, floor: 0 };
  const accuracy = [{ k: 1, micro: zero, macro: 0, macroInterval: { low: 0, high: 0 } }];
  t.strictSame(ranksOf([], [1], resampling), { ...nothing, accuracy });
  t.strictSame(ranksOf([outcome(0, '', 'A')], [1], resampling), { ...nothing, accuracy });
  const weightless = ranksOf([outcome(0, 'A', 'A', { weight: 0 })], [1], resampling);
  t.strictSame(weightless, { ...nothing, accuracy, mentions: 1, found: 1 });
  t.end();
});
