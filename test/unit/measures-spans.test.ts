import fc from 'fast-check';
import t from 'tap';
import { maximumMatching } from '#src/evaluation/measures/matching.js';
import { nameRank, namesLevelOf } from '#src/evaluation/measures/names-level.js';
import { numbersIn, rounded } from '../support/measures.js';
import { endToEndOf, type SpanAnnotation } from '../support/spans.js';

const span = (start: number, end: number, concept = 'A', document = 'd'): SpanAnnotation => ({
  ...{ document, start, end, concept },
});

t.test('offsets, concept and document must agree', (t) => {
  const gold = [span(0, 5), span(10, 15), span(20, 25)];
  const predicted = [span(0, 5), span(10, 14), span(20, 25, 'B'), span(20, 25, 'A', 'other')];
  const { strict, relaxed } = endToEndOf(predicted, gold);
  t.match(rounded(strict.oneToOne), rounded({ matchedGold: 1, precision: 1 / 4, recall: 1 / 3, f1: 2 / 7 }));
  t.strictSame(strict.anyMatch, strict.oneToOne);
  t.match(rounded(relaxed.oneToOne), rounded({ precision: 2 / 4, recall: 2 / 3, f1: 4 / 7 }));
  t.end();
});

t.test('spans that only touch do not overlap', (t) => {
  const { relaxed } = endToEndOf([span(0, 5), span(9, 12)], [span(5, 9)]);
  t.equal(relaxed.anyMatch.f1, 0);
  t.equal(endToEndOf([span(0, 6)], [span(5, 9)]).relaxed.anyMatch.f1, 1);
  t.end();
});

t.test('one long prediction finds every gold in it, or one of them', (t) => {
  const { relaxed } = endToEndOf([span(0, 30)], [span(0, 5), span(10, 15), span(20, 25)]);
  t.match(relaxed.anyMatch, { precision: 1, recall: 1, f1: 1, matchedPredicted: 1, matchedGold: 3 });
  t.match(relaxed.oneToOne, { precision: 1, recall: 1 / 3, f1: 1 / 2, matchedPredicted: 1, matchedGold: 1 });
  t.end();
});

t.test('one-to-one gives up a pair where that makes more of them', (t) => {
  const { relaxed } = endToEndOf([span(0, 10), span(0, 3)], [span(0, 3), span(5, 10)]);
  t.equal(relaxed.oneToOne.matchedGold, 2, 'the long one takes the second, though it meets the first first');
  t.equal(maximumMatching([[0], [0, 1], [1, 2], [0, 2]]), 3);
  t.equal(maximumMatching([[0], [0], [0]]), 1);
  t.equal(maximumMatching([]), 0);
  t.end();
});

t.test('a path through ten thousand pairs needs no deep stack', (t) => {
  const size = 10_000;
  const chain = Array.from({ length: size }, (_, at) => (at === size - 1 ? [0] : [at, at + 1]));
  t.equal(maximumMatching(chain), size);
  t.end();
});

t.test('identical predictions count as they are given', (t) => {
  const { strict } = endToEndOf([span(0, 5), span(0, 5)], [span(0, 5)]);
  t.match(strict.anyMatch, { precision: 1, recall: 1 });
  t.match(strict.oneToOne, { precision: 1 / 2, recall: 1 });
  t.end();
});

t.test('of nothing there are no figures', (t) => {
  const figures = { precision: null, recall: null, f1: null };
  t.match(endToEndOf([], []).strict, { anyMatch: figures, oneToOne: figures });
  t.match(endToEndOf([], [span(0, 1)]).strict.oneToOne, { precision: null, recall: 0, f1: 0 });
  t.match(endToEndOf([span(0, 1)], []).relaxed.anyMatch, { precision: 0, recall: null, f1: 0 });
  t.end();
});

const anySpans = fc.array(
  fc
    .tuple(fc.nat(20), fc.integer({ min: 1, max: 8 }), fc.constantFrom('A', 'B'), fc.constantFrom('d', 'e'))
    .map(([start, length, concept, document]) => span(start, start + length, concept, document)),
  { maxLength: 15 },
);

t.test('properties of spans: order, sides, and which figure is never higher', (t) => {
  fc.assert(
    fc.property(anySpans, anySpans, (predicted, gold) => {
      const found = endToEndOf(predicted, gold);
      t.strictSame(endToEndOf(predicted.toReversed(), gold.toReversed()), found);
      const turned = endToEndOf(gold, predicted);
      for (const way of ['strict', 'relaxed'] as const) {
        t.equal(turned[way].oneToOne.matchedGold, found[way].oneToOne.matchedGold);
        t.equal(turned[way].anyMatch.precision, found[way].anyMatch.recall);
        t.ok(found[way].oneToOne.matchedGold <= found[way].anyMatch.matchedGold);
        t.ok(found[way].oneToOne.matchedPredicted <= found[way].anyMatch.matchedPredicted);
      }
      t.ok(found.strict.oneToOne.matchedGold <= found.relaxed.oneToOne.matchedGold);
      t.ok(numbersIn(found).every(Number.isFinite));
      t.match(endToEndOf(gold, gold).strict.oneToOne, { matchedGold: gold.length });
    }),
  );
  t.end();
});

t.test('names level: every piece must be right, by any of its concepts', (t) => {
  const piece = (golds: string[], ...candidates: string[]) => ({ golds, candidates });
  const mentions = [
    { pieces: [piece(['A'], 'A', 'B'), piece(['B', 'C'], 'A', 'A', 'C')] },
    { pieces: [piece(['A', 'B'], 'B')] },
    { pieces: [piece(['A'], 'B', 'B', 'A')] },
    { pieces: [piece(['A'], 'A'), piece([], 'A')] },
    { pieces: [] },
  ];
  t.strictSame(
    namesLevelOf(
      mentions.map(({ pieces }) => pieces.map(nameRank)),
      [1, 2, 3],
    ),
    {
      mentions: 4,
      accuracy: [
        { k: 1, value: 1 / 4 },
        { k: 2, value: 1 / 4 },
        { k: 3, value: 3 / 4 },
      ],
    },
    'a concept that comes by two names takes two places',
  );
  t.equal(namesLevelOf([[]], [1]), null);
  t.equal(namesLevelOf([], [1]), null);
  t.end();
});
