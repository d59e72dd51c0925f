import t from 'tap';
import { calibrationOf, coverageOf, decisionsOf, noneOf } from '#src/evaluation/measures/confidence.js';
import { rollUpOf } from '#src/evaluation/measures/roll-up.js';
import { mentionsNeeded, neededInWords, proposeThresholds } from '#src/evaluation/measures/thresholds.js';
import { wilson } from '#src/evaluation/measures/wilson.js';
import { outcome, rounded } from '../support/measures.js';

const sure = (row: number, confidence: number | null, right: string, weight = 1) =>
  outcome(row, right, 'A', { confidence, weight });

t.test('calibration: bins that have mentions, and their mean distance from the truth', (t) => {
  const found = calibrationOf([
    sure(0, 0.9, 'A'),
    sure(1, 1, 'A'),
    sure(2, 0.95, '', 2),
    sure(3, 0.3, 'B'),
    sure(4, null, 'A'),
  ]);
  t.strictSame(
    rounded(found),
    rounded({
      ece: (1 / 5) * 0.3 + (4 / 5) * Math.abs(0.5 - 0.95),
      bins: [
        { from: 0.3, to: 0.4, mentions: 1, confidence: 0.3, accuracy: 0 },
        { from: 0.9, to: 1, mentions: 3, confidence: 0.95, accuracy: 0.5 },
      ],
    }),
    'a mention for which nothing is right is wrong, one without confidence takes no part',
  );
  t.equal(calibrationOf([sure(0, null, 'A')]), null);
  t.equal(calibrationOf([]), null);
  t.end();
});

t.test('coverage: equal confidences are answered together', (t) => {
  const found = coverageOf([
    sure(0, 0.8, 'A'),
    sure(1, 0.8, 'B'),
    sure(2, 0.9, 'A'),
    sure(3, 0.1, ''),
    sure(4, null, 'A'),
  ]);
  t.strictSame(found, [
    { threshold: 0.9, coverage: 1 / 5, accuracy: 1 },
    { threshold: 0.8, coverage: 3 / 5, accuracy: 2 / 3 },
    { threshold: 0.1, coverage: 4 / 5, accuracy: 2 / 4 },
  ]);
  t.strictSame(coverageOf([]), []);
  t.end();
});

t.test('coverage: a long curve is thinned evenly, and keeps both ends', (t) => {
  const curve = coverageOf(Array.from({ length: 5000 }, (_, row) => sure(row, 1 - row / 5000, 'A')));
  t.equal(curve.length, 101);
  t.strictSame([curve[0]?.threshold, curve[0]?.coverage], [1, 1 / 5000]);
  t.strictSame([curve.at(-1)?.threshold, curve.at(-1)?.coverage], [1 - 4999 / 5000, 1]);
  const gaps = curve.slice(1).map(({ coverage }, at) => coverage - (curve[at]?.coverage ?? 0));
  t.ok(Math.max(...gaps) < 0.0105 && Math.min(...gaps) > 0.0095);
  t.end();
});

t.test('decisions: how often each was right, and whether it was taken at all', (t) => {
  const found = decisionsOf([
    outcome(0, 'A', 'A', { decision: 'auto' }),
    outcome(1, '', 'A', { decision: 'auto', weight: 3 }),
    outcome(2, 'A', 'B A', { decision: 'suggest' }),
    outcome(3, '', '', { decision: 'none' }),
    outcome(4, 'A', 'A', { decision: 'none' }),
  ]);
  const within = (right: number, mentions: number) => {
    const { low, high } = wilson(right, mentions);
    return { right, rightInterval: { low, high } };
  };
  t.strictSame(found, [
    { decision: 'auto', mentions: 2, ...within(1 / 4, 16 / 10) },
    { decision: 'suggest', mentions: 1, ...within(0, 1) },
    { decision: 'review', mentions: 0, right: null, rightInterval: null },
    { decision: 'none', mentions: 2, ...within(1 / 2, 2) },
  ]);
  t.end();
});

t.test('none: precision, recall and F1 of telling that nothing is right', (t) => {
  const told = (row: number, right: string) => outcome(row, right, '', { decision: 'none' });
  const found = noneOf([told(0, ''), told(1, 'A'), told(2, 'B'), outcome(3, '', 'A')]);
  t.strictSame(rounded(found), rounded({ mentions: 2, precision: 1 / 3, recall: 1 / 2, f1: 2 / 5 }));
  t.strictSame(noneOf([]), { mentions: 0, precision: null, recall: null, f1: null });
  t.strictSame(noneOf([outcome(0, '', 'A')]), { mentions: 1, precision: null, recall: 0, f1: 0 });
  t.strictSame(noneOf([told(0, 'A')]), { mentions: 0, precision: 0, recall: null, f1: 0 });
  t.end();
});

t.test('thresholds: the lowest confidence from which the wanted precision is held', (t) => {
  // From the top: 40 right, then 1 wrong, 9 right, and 50 wrong ones.
  const all = Array.from({ length: 100 }, (_, row) =>
    sure(row, (100 - row) / 100, row < 40 || (row > 40 && row < 50) ? 'A' : row % 2 ? 'B' : ''),
  );
  const wanted = { auto: 0.98, suggest: 0.9, review: 0.1 };
  const byPoint = proposeThresholds(all, wanted, 'point estimate');
  t.match(byPoint, {
    auto: { threshold: 0.51, mentions: 50, coverage: 0.5, precision: { value: 0.98 } },
    suggest: { threshold: 0.47, mentions: 54, coverage: 0.54 },
    review: { threshold: 0.01, mentions: 100, coverage: 1, precision: { value: 0.49 } },
  });
  const cautious = proposeThresholds(all, wanted);
  t.equal(cautious.auto, null, '40 of 40 do not prove 98%');
  t.match(cautious.suggest, { threshold: 0.61, mentions: 40, precision: { value: 1 } }, 'but 90%');
  t.equal(cautious.review?.threshold, 0.01);
  t.strictSame(proposeThresholds([], wanted), { auto: null, suggest: null, review: null });
  t.strictSame(proposeThresholds([sure(0, null, 'A')], wanted).review, null);
  t.end();
});

t.test('the interval of Wilson, by the textbook, and at its ends', (t) => {
  const { low, high } = wilson(0.9, 10);
  t.ok(Math.abs(low - 0.5958) < 1e-4 && Math.abs(high - 0.9821) < 1e-4, `${low} to ${high}`);
  t.equal(wilson(1, 10).high, 1);
  t.equal(wilson(0, 10).low, 0);
  t.end();
});

t.test('roll-up: gold and first candidate meet at a level', (t) => {
  const tree: Record<string, Record<string, string[]>> = {
    A: { group: ['G1'], system: ['S1', 'S2'] },
    B: { group: ['G2'], system: ['S2'] },
    C: { group: [], system: ['S3'] },
  };
  const ancestorsAt = (id: string, level: string): string[] => tree[id]?.[level] ?? [];
  const all = [
    outcome(0, 'A', 'A B'),
    outcome(1, 'A', 'B A'),
    outcome(2, 'C', 'A'),
    outcome(3, 'A', ''),
    outcome(4, '', 'A'),
    outcome(5, 'C B', 'A', { weight: 2 }),
  ];
  t.strictSame(rollUpOf(all, { levels: ['group', 'system', 'nowhere'], ancestorsAt }), [
    { level: 'group', mentions: 4, accuracy: 1 / 5 },
    { level: 'system', mentions: 5, accuracy: 4 / 6 },
  ]);
  t.end();
});

t.test('how many mentions prove a wanted precision, as thresholds are proposed', (t) => {
  const wanted = { auto: 0.97, suggest: 0.8, review: 1 };
  const needed = mentionsNeeded(wanted);
  t.strictSame(needed, { auto: 125, suggest: 16, review: null });
  const right = (count: number) => Array.from({ length: count }, (_, row) => sure(row, 0.9, 'A'));
  t.equal(proposeThresholds(right(124), wanted).auto, null);
  t.equal(proposeThresholds(right(125), wanted).auto?.mentions, 125);
  t.equal(proposeThresholds(right(15), wanted).suggest, null);
  t.equal(proposeThresholds(right(16), wanted).suggest?.mentions, 16);
  t.equal(mentionsNeeded({ ...wanted, review: 0 }).review, 1);
  t.match(
    neededInWords(needed, wanted),
    /: 97% \(auto\) takes 125, 80% \(suggest\) takes 16, no number of mentions proves 100% \(review\)\.$/,
  );
  t.end();
});
