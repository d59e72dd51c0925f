import t from 'tap';
import { partsByFrequency, partsByLength, partsByName, runsOf } from '#src/evaluation/measures/parts.js';
import { partsBySeen, seenAmong } from '#src/evaluation/measures/seen.js';
import type { PartFigures } from '#src/evaluation/figures.js';
import { outcome, rounded } from '../support/measures.js';

/** Name, mentions and Acc@1 of each part. */
const inShort = (parts: readonly PartFigures[]): unknown[] =>
  parts.map(({ part, mentions, accuracy }) => [part, mentions, accuracy[0]?.value]);

t.test('parts by name stand in the order of numbers in names, those without a name last', (t) => {
  const named = (row: number, group: string | null, shown: string) => outcome(row, 'A', shown, { group });
  const all = [
    named(0, 'part 10', 'A'),
    named(1, null, 'B'),
    named(2, 'part 2', 'A'),
    named(3, 'part 2', 'B'),
    outcome(4, '', 'A', { group: 'of nothing' }),
  ];
  t.strictSame(inShort(partsByName(all, [1], ({ group }) => group)), [
    ['part 2', 2, 1 / 2],
    ['part 10', 1, 1],
    ['(none)', 1, 0],
  ]);
  t.end();
});

t.test('a part has Acc@k for each k and its floor, by weight', (t) => {
  const all = [
    outcome(0, 'A', 'B A', { weight: 3, floorRank: 1, group: 'x' }),
    outcome(1, 'A', 'A', { weight: 1, floorRank: 2, group: 'x' }),
  ];
  t.strictSame(
    partsByName(all, [2, 1], ({ group }) => group),
    [
      {
        ...{ part: 'x', mentions: 2, floor: 3 / 4 },
        accuracy: [
          { k: 2, value: 1 },
          { k: 1, value: 1 / 4 },
        ],
      },
    ],
  );
  t.end();
});

t.test('folds are runs: their mean and sample deviation', (t) => {
  const fold = (row: number, fold: string | null, shown: string) => outcome(row, 'A', shown, { fold });
  const all = [
    ...[fold(0, '1', 'A'), fold(1, '1', 'B'), fold(2, '2', 'A')],
    ...[fold(3, null, 'B'), outcome(4, '', 'A', { fold: '3' })],
  ];
  const runs = runsOf(all, [1]);
  t.strictSame(inShort(runs?.parts ?? []), [
    ['1', 2, 1 / 2],
    ['2', 1, 1],
  ]);
  t.strictSame(rounded(runs?.accuracy), rounded([{ k: 1, mean: 0.75, sd: Math.sqrt(0.125) }]));
  t.strictSame(runsOf(all.slice(0, 2), [1])?.accuracy, [{ k: 1, mean: 0.5, sd: null }], 'one run');
  t.equal(runsOf(all.slice(3), [1]), null, 'no run');
  t.end();
});

t.test('bands of frequency: how often a concept is right in the set', (t) => {
  const times = (concept: string, count: number, from: number) =>
    Array.from({ length: count }, (_, at) => outcome(from + at, concept, 'A'));
  const all = [
    ...[...times('A', 101, 0), ...times('B', 100, 200), ...times('C', 6, 300), ...times('D', 5, 400)],
    ...[...times('E', 1, 500), outcome(600, 'F A', 'F')],
  ];
  t.strictSame(
    inShort(partsByFrequency(all, [1])),
    [
      ['1', 1, 0],
      ['2-5', 5, 0],
      ['6-20', 6, 0],
      ['21-100', 100, 0],
      ['over 100', 102, 1],
    ],
    'of several right concepts the most frequent one counts',
  );
  t.end();
});

t.test('bands of length: words of the normal form', (t) => {
  const long = (row: number, count: number) =>
    outcome(row, 'A', 'A', { form: Array.from({ length: count }, () => 'w').join(' ') });
  t.strictSame(
    inShort(
      partsByLength(
        [0, 1, 2, 3, 4, 5, 8, 9].map((count, row) => long(row, count)),
        [1],
      ),
    ),
    [
      ['1', 2, 1],
      ['2', 1, 1],
      ['3-4', 2, 1],
      ['5-8', 2, 1],
      ['over 8', 1, 1],
    ],
  );
  t.end();
});

t.test('seen in training: each fold against its own train rows and those of no fold', (t) => {
  const seenOf = seenAmong([
    { form: 'ache', golds: ['A'], fold: '1' },
    { form: 'itch', golds: ['B', 'C'], fold: null },
  ]);
  const all = [
    outcome(0, 'A', 'A', { form: 'ache', fold: '1' }),
    outcome(1, 'A', 'B', { form: 'pain', fold: '1' }),
    outcome(2, 'A', 'A', { form: 'ache', fold: '2' }),
    outcome(3, 'C D', 'A', { form: 'itch', fold: '2' }),
    outcome(4, 'B', 'B', { form: 'ache', fold: null }),
    outcome(5, '', 'B', { form: 'ache', fold: '1' }),
  ];
  t.strictSame(all.map(seenOf), [
    { concept: true, pair: true },
    { concept: true, pair: false },
    { concept: false, pair: false },
    { concept: true, pair: true },
    { concept: true, pair: false },
    { concept: false, pair: false },
  ]);
  t.strictSame(inShort(partsBySeen(all, [1], seenOf)), [
    ['concept seen in training', 4, 2 / 4],
    ['concept not seen', 1, 1],
    ['pair seen', 2, 1 / 2],
    ['pair not seen', 3, 2 / 3],
  ]);
  t.strictSame(
    inShort(partsBySeen(all, [1], () => ({ concept: false, pair: false }))),
    [
      ['concept not seen', 5, 3 / 5],
      ['pair not seen', 5, 3 / 5],
    ],
    'parts without a mention are left out',
  );
  t.end();
});
