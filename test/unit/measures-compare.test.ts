import t from 'tap';
import { compareRuns } from '#src/evaluation/measures/compare.js';
import { mcnemar } from '#src/evaluation/measures/mcnemar.js';
import type { Outcome } from '#src/evaluation/outcome.js';
import { outcome } from '../support/measures.js';

const options = { ks: [1, 2], resampling: { seed: 1, resamples: 500 }, commonOnly: false };
const common = { ...options, commonOnly: true };

const first = [
  outcome(0, 'A', 'A', { group: 'x' }),
  outcome(1, 'A', 'B A', { group: 'x' }),
  outcome(2, 'A', 'B', { group: 'y' }),
  outcome(3, 'A', 'A B', { group: 'y', weight: 2 }),
  outcome(4, '', 'A', { group: 'z' }),
];
const second = [
  outcome(0, 'A', 'A', { group: 'x' }),
  outcome(1, 'A', 'A', { group: 'x' }),
  outcome(2, 'A', 'B A', { group: 'y' }),
  outcome(3, 'A', 'B A', { group: 'y', weight: 2 }),
  outcome(4, '', '', { group: 'z' }),
];

t.test('two runs, mention by mention and by group', (t) => {
  const found = compareRuns(first, second, options);
  t.strictSame(
    [found.mentions, found.won, found.lost, found.leftOut],
    [4, [1], [3], { first: 0, second: 0 }],
  );
  t.match(found.accuracy, [
    { k: 1, first: 3 / 5, second: 2 / 5, difference: { value: -1 / 5 }, won: 1, lost: 1, mcnemar: 1 },
    { k: 2, first: 4 / 5, second: 1, difference: { value: 1 / 5 }, won: 1, lost: 0, mcnemar: 1 },
  ]);
  t.match(found.groups, [
    { group: 'x', mentions: 2, accuracy: [{ first: 1 / 2, second: 1, won: 1, lost: 0 }, {}] },
    { group: 'y', mentions: 2, accuracy: [{ first: 2 / 3, second: 0, won: 0, lost: 1 }, {}] },
  ]);
  t.strictSame(compareRuns(second, first, options).won, found.lost, 'turned round');
  t.end();
});

t.test('the order of either run changes nothing', (t) => {
  const found = compareRuns(first, second, options);
  t.strictSame(compareRuns(first.toReversed(), second, options), found);
  t.strictSame(compareRuns(first, second.toReversed(), options), found);
  t.end();
});

t.test('equal runs do not differ; a run that is always better does', (t) => {
  const many = (shown: string) => Array.from({ length: 50 }, (_, row) => outcome(row, 'A', shown));
  t.match(compareRuns(many('A'), many('A'), options).accuracy[0], {
    ...{ difference: { value: 0, low: 0, high: 0 }, p: 1, mcnemar: 1 },
  });
  const better = compareRuns(many('B'), many('A'), options).accuracy[0];
  t.match(better, { difference: { value: 1, low: 1, high: 1 }, won: 50, lost: 0, p: 2 / 501 });
  t.ok(Math.abs((better?.mcnemar ?? 0) * 2 ** 49 - 1) < 1e-12);
  t.end();
});

t.test('runs without groups have none to compare by', (t) => {
  const plain = (run: Outcome[]) => run.map((mention) => ({ ...mention, group: null }));
  t.strictSame(compareRuns(plain(first), plain(second), options).groups, []);
  t.end();
});

t.test('mentions that one run alone has are refused, or left out when asked', (t) => {
  const [fewer, more] = [second.slice(0, 3), [...second, outcome(5, 'A', 'A'), outcome(6, 'A', 'A')]];
  t.throws(() => compareRuns(first, fewer, options), {
    code: 'runs_not_comparable',
    message: /^2 mention\(s\) .* first run .* second one \(counted from 1 in the gold set: 4, 5\)/,
  });
  t.throws(() => compareRuns(first, more, options), {
    code: 'runs_not_comparable',
    message: /^2 mention\(s\) .* second run .* first one .*: 6, 7\)/,
  });
  const found = compareRuns(first, fewer, common);
  t.strictSame([found.mentions, found.leftOut], [3, { first: 2, second: 0 }]);
  t.strictSame(compareRuns(first, more, common).leftOut, { first: 0, second: 2 });
  t.end();
});

t.test('a mention that has a right concept in one run only is missing from the other', (t) => {
  const lacking = second.with(1, outcome(1, '', 'A', { group: 'x' }));
  t.throws(() => compareRuns(first, lacking, options), { message: /^1 mention\(s\) .*: 2\)/ });
  const found = compareRuns(first, lacking, common);
  t.strictSame([found.mentions, found.leftOut], [3, { first: 1, second: 0 }]);
  t.end();
});

t.test('runs over different gold sets are refused, whatever is asked', (t) => {
  const other = second.with(2, outcome(2, 'A', 'A', { form: 'other' }));
  t.throws(() => compareRuns(first, other, common), { code: 'runs_not_comparable', message: /^Mention 3 / });
  const heavier = second.with(2, outcome(2, 'A', 'A', { weight: 7 }));
  t.throws(() => compareRuns(first, heavier, common), { code: 'runs_not_comparable' });
  const twice = [...second, outcome(1, 'A', 'A')];
  t.throws(() => compareRuns(first, twice, common), { message: /second run has mention 2 .* twice/ });
  t.throws(() => compareRuns(first, [], common), { message: /no mention in common/ });
  t.throws(() => compareRuns([], [], options), { code: 'runs_not_comparable', status: 409 });
  t.end();
});

t.test('McNemar: exact for few pairs, stable for many', (t) => {
  t.equal(mcnemar(0, 0), 1);
  t.equal(mcnemar(5, 5), 1);
  t.ok(Math.abs(mcnemar(1, 5) - (2 * (1 + 6)) / 64) < 1e-15);
  t.equal(mcnemar(5, 1), mcnemar(1, 5), 'two-sided');
  t.equal(mcnemar(0, 1), 1);
  t.equal(mcnemar(0, 500_000), 0, 'too small for a number');
  const normal = mcnemar(250_000, 251_000);
  t.ok(Math.abs(normal - 0.1581) < 1e-4, `z is 999 / sqrt(501000), corrected for continuity: p is ${normal}`);
  t.end();
});
