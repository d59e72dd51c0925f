import t, { type Test } from 'tap';
import type { DocumentOutcome, EventOutcome, GoldSpanOutcome } from '#src/evaluation/document-outcome.js';
import { resampledSums } from '#src/evaluation/measures/bootstrap.js';
import { postFiguresOf, type DocumentOptions } from '#src/evaluation/measures/documents.js';
import { numbersIn } from '../support/measures.js';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

const gold = (start: number, end: number, concepts: string, kind: GoldSpanOutcome['kind'] = 'known') => ({
  ...{ start, end, concepts: words(concepts), kind },
});
const event = (start: number, end: number, concept: string, rest: Partial<EventOutcome> = {}) => ({
  ...{ start, end, concepts: words(concept), type: 'ADR', mark: 'reported', counts: true },
  ...rest,
});
const document = (
  golds: readonly GoldSpanOutcome[],
  events: readonly EventOutcome[],
  isAdverse = events.length > 0,
): DocumentOutcome => ({ golds, events, isAdverse, hasMention: golds.length > 0 });

const OPTIONS: DocumentOptions = { missing: 'miss', resampling: { seed: 7, resamples: 400 } };
const figures = (documents: readonly DocumentOutcome[], options: Partial<DocumentOptions> = {}) =>
  postFiguresOf(documents, { ...OPTIONS, ...options });

function near(t: Test, value: number | undefined, wanted: number, what: string): void {
  t.ok(value !== undefined && Math.abs(value - wanted) < 1e-12, `${what} is ${value}, not ${wanted}`);
}

t.test('extraction looks at places alone, end to end at concepts, too', async (t) => {
  const { extraction, endToEnd } = figures([
    document([gold(0, 5, 'A'), gold(10, 20, 'B')], [event(0, 5, 'A'), event(12, 18, 'C')]),
    document([], [event(0, 3, 'A')]),
    document([gold(4, 9, 'A B')], [event(5, 9, 'B')]),
  ]);
  t.match(extraction.strict.anyMatch, { predicted: 4, gold: 3, matchedPredicted: 1, matchedGold: 1 });
  t.match(extraction.relaxed.anyMatch, { matchedPredicted: 3, matchedGold: 3 });
  near(t, extraction.relaxed.anyMatch.precision?.value, 3 / 4, 'precision');
  near(t, extraction.relaxed.anyMatch.recall?.value, 1, 'recall');
  near(t, extraction.relaxed.anyMatch.f1?.value, 6 / 7, 'F1');
  t.match(endToEnd.strict.anyMatch, { matchedGold: 1 });
  t.match(
    endToEnd.relaxed.anyMatch,
    { predicted: 4, gold: 3, matchedGold: 2 },
    'of alternatives one is enough',
  );
});

t.test('one long event finds every gold in it, or one of them', async (t) => {
  const { extraction } = figures([document([gold(0, 5, 'A'), gold(6, 9, 'A')], [event(0, 9, 'A')])]);
  t.match(extraction.relaxed.anyMatch, { matchedPredicted: 1, matchedGold: 2 });
  t.match(extraction.relaxed.oneToOne, { matchedPredicted: 1, matchedGold: 1 });
});

t.test(
  'events that do not count are no predictions; a place with two concepts is one to be found',
  async (t) => {
    const { extraction, endToEnd, marks, types } = figures([
      document(
        [gold(0, 5, 'A'), gold(0, 5, 'B'), gold(0, 5, 'B')],
        [event(0, 5, 'A'), event(7, 9, 'A', { mark: 'negated', counts: false, type: 'DI' })],
      ),
    ]);
    t.match(extraction.strict.oneToOne, { predicted: 1, gold: 1, matchedGold: 1 });
    t.match(endToEnd.strict.oneToOne, { predicted: 1, gold: 2, matchedGold: 1 });
    t.strictSame(marks, [
      { part: 'negated', events: 1, strict: 0, relaxed: 0 },
      { part: 'reported', events: 1, strict: 1, relaxed: 1 },
    ]);
    t.strictSame(types, [{ part: 'ADR', events: 1, strict: 1, relaxed: 1 }]);
  },
);

t.test('golds that have no concept, that the ontology lacks, and that nobody has normalized', async (t) => {
  const documents = [
    document(
      [gold(0, 5, 'X', 'missing'), gold(10, 15, '', 'none'), gold(20, 25, '', 'open'), gold(30, 35, 'A')],
      [event(0, 5, 'A'), event(10, 15, 'A'), event(20, 25, 'A'), event(30, 35, 'A')],
    ),
  ];
  const miss = figures(documents);
  t.match(miss.extraction.strict.anyMatch, { predicted: 4, gold: 4, matchedGold: 4 });
  t.match(miss.endToEnd.strict.anyMatch, { predicted: 3, gold: 2, matchedPredicted: 1, matchedGold: 1 });
  const exclude = figures(documents, { missing: 'exclude' });
  t.match(exclude.endToEnd.strict.anyMatch, { predicted: 2, gold: 1, matchedPredicted: 1 });
  const both = [document([gold(0, 5, 'X', 'missing'), gold(4, 9, 'A')], [event(0, 9, 'A')])];
  t.match(figures(both, { missing: 'exclude' }).endToEnd.relaxed.anyMatch, { predicted: 1, matchedGold: 1 });
});

t.test('documents that report an event are told from others', async (t) => {
  const { classification } = figures([
    document([gold(0, 5, 'A')], [], true),
    document([gold(0, 5, 'A')], [], false),
    document([], [], true),
    document([], [], false),
  ]);
  t.match(classification, { gold: 2, predicted: 2, matched: 1 });
  near(t, classification.f1?.value, 1 / 2, 'F1');
});

t.test('of nothing there are no figures', async (t) => {
  const none = { precision: null, recall: null, f1: null };
  for (const documents of [[], [document([], [])]])
    t.match(figures(documents), { extraction: { strict: { anyMatch: none } }, classification: none });
  t.match(figures([document([gold(0, 1, 'A')], [])]).endToEnd.relaxed.oneToOne, {
    precision: null,
    recall: { value: 0, low: 0, high: 0 },
  });
});

t.test('intervals are over documents, and the same for the same seed', async (t) => {
  const found = document([gold(0, 5, 'A')], [event(0, 5, 'A')]);
  const lost = document([gold(0, 5, 'A')], [event(8, 9, 'A')]);
  const of = (documents: readonly DocumentOutcome[], seed = 7) =>
    figures(documents, { resampling: { seed, resamples: 1000 } }).endToEnd.strict.anyMatch.f1;
  const half = (count: number) => Array.from({ length: count }, (_, at) => (at % 2 === 0 ? found : lost));
  t.strictSame(of(half(100)), of(half(100)));
  t.notSame(of(half(100)), of(half(100), 8));
  // A share of 0.5 over 100 documents has a standard error of 0.05.
  const { low = 0, high = 0 } = of(half(100)) ?? {};
  t.ok(Math.abs(low - 0.4) < 0.03 && Math.abs(high - 0.6) < 0.03, `${low} to ${high}`);
  // The same mentions in few documents tell less.
  const crowd = (golds: number, right: boolean): DocumentOutcome => {
    const places = Array.from({ length: golds }, (_, at) => at * 10);
    return document(
      places.map((at) => gold(at, at + 5, 'A')),
      places.map((at) => event(at + (right ? 0 : 6), at + (right ? 5 : 9), 'A')),
    );
  };
  const few = of([crowd(25, true), crowd(25, false), crowd(25, true), crowd(25, false)]);
  t.ok((few?.high ?? 0) - (few?.low ?? 0) > high - low);
  t.strictSame(of(Array.from({ length: 9 }, () => found)), { value: 1, low: 1, high: 1 });
  t.ok(numbersIn(figures(half(3))).every(Number.isFinite));
});

t.test('sums of resamples hold as many units as there are', async (t) => {
  const sums = [
    ...resampledSums(
      [
        [1, 2],
        [1, 0],
        [1, 5],
      ],
      { seed: 1, resamples: 50 },
    ),
  ];
  t.strictSame(sums[0], [3, 7]);
  t.equal(sums.length, 51);
  t.ok(sums.every(([count]) => count === 3));
  t.ok(new Set(sums.map(([, sum]) => sum)).size > 3);
});
