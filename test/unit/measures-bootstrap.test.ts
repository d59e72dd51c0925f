import t from 'tap';
import { estimatesOf } from '#src/evaluation/measures/bootstrap.js';
import { ranksOf } from '#src/evaluation/measures/ranks.js';
import { outcome } from '../support/measures.js';

/** 400 mentions of which the first three in five are right, each with a weight. */
const units = Array.from({ length: 400 }, (_, at) => ({ weight: 1, values: [at < 240 ? 1 : 0, at] }));

t.test('the interval of a share is about that of the normal distribution', (t) => {
  const [share] = estimatesOf(units, 2, { seed: 1, resamples: 4000 });
  const half = 1.96 * Math.sqrt((0.6 * 0.4) / 400);
  t.equal(share?.value, 0.6);
  t.ok(Math.abs((share?.low ?? 0) - (0.6 - half)) < 0.006, `low ${share?.low ?? ''}`);
  t.ok(Math.abs((share?.high ?? 0) - (0.6 + half)) < 0.006, `high ${share?.high ?? ''}`);
  t.end();
});

t.test('the same seed gives the same interval, another seed another', (t) => {
  const at = (seed: number) => estimatesOf(units, 2, { seed, resamples: 100 });
  t.strictSame(at(7), at(7));
  t.not(at(7)[1]?.low, at(8)[1]?.low);
  t.end();
});

t.test('a mention that weighs more moves the mean more', (t) => {
  const heavy = [
    { weight: 9, values: [1] },
    { weight: 1, values: [0] },
  ];
  t.strictSame(estimatesOf(heavy, 1, { seed: 1, resamples: 1000 }), [{ value: 0.9, low: 0, high: 1 }]);
  t.end();
});

t.test('what is the same in all mentions has no width', (t) => {
  const same = Array.from({ length: 9 }, () => ({ weight: 0.1, values: [1] }));
  t.strictSame(estimatesOf(same, 1, { seed: 1, resamples: 50 }), [{ value: 1, low: 1, high: 1 }]);
  t.strictSame(estimatesOf([], 1, { seed: 1, resamples: 50 }), [{ value: 0, low: 0, high: 0 }]);
  t.end();
});

t.test('a bootstrap without resamples is refused', (t) => {
  t.throws(() => estimatesOf(units, 2, { seed: 1, resamples: 0 }), RangeError);
  t.throws(() => estimatesOf(units, 2, { seed: 1, resamples: NaN }), RangeError);
  t.end();
});

t.test('5,000 mentions, 1,000 resamples and six statistics take well under a second', (t) => {
  const mentions = Array.from({ length: 5000 }, (_, row) =>
    outcome(row, 'A', `${'B '.repeat(row % 12)}A`, { weight: 1 + (row % 7) / 8 }),
  );
  const start = performance.now();
  ranksOf(mentions, [1, 3, 5, 10, 20], { seed: 1, resamples: 1000 });
  const took = performance.now() - start;
  t.comment(`${took.toFixed(0)} ms`);
  t.ok(took < 5000, 'with much room for a slow machine');
  t.end();
});
