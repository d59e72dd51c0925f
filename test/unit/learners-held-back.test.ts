import t from 'tap';
import { ALWAYS, figuresOf, fitThreshold, NEVER, weigh, type HeldBack } from '#src/learners/held-back.js';

/** A mention of concept 1: the metric is so sure, and it and the classifier are right or not. */
function heldBack(similarity: number, metricRight: boolean, classifierRight: boolean): HeldBack {
  return {
    right: 1,
    evidence: {
      dense: [{ concept: 2, score: 0.5 }],
      metric: [{ concept: metricRight ? 1 : 2, score: similarity }],
      classifier: [{ concept: classifierRight ? 1 : 3, score: 0.5 }],
      nearest: [],
      coded: [],
    },
  };
}

function many(count: number, ...row: Parameters<typeof heldBack>): HeldBack[] {
  return Array.from({ length: count }, (_, i) => heldBack(row[0] + i * 1e-6, row[1], row[2]));
}

t.test('figures count the right concept first, among five and among ten', (t) => {
  const list = (place: number) =>
    Array.from({ length: 12 }, (_, i) => ({ concept: i === place ? 7 : 100 + i }));
  const right = { right: 7 };
  t.strictSame(figuresOf([list(0), list(4), list(5), list(11)], [right, right, right, right]), {
    first: 0.25,
    five: 0.5,
    reciprocal: (1 + 1 / 5 + 1 / 6) / 4,
  });
  t.strictSame(figuresOf([], []), { first: 0, five: 0, reciprocal: 0 });
  t.end();
});

t.test('the threshold parts the mentions where the metric is right from the others', (t) => {
  const threshold = fitThreshold([...many(40, 0.5, false, true), ...many(40, 0.8, true, false)]);
  t.ok(threshold > 0.5001 && threshold < 0.8, `it is ${threshold}`);
  t.equal(fitThreshold(many(40, 0.8, true, false)), ALWAYS);
  t.equal(fitThreshold(many(40, 0.8, false, true)), NEVER);
  t.equal(
    fitThreshold(many(40, 0.8, true, true)),
    NEVER,
    'of equals the classifier, which gains more by more rows',
  );
  t.end();
});

t.test('a gain that chance would give moves no threshold', (t) => {
  const rows = [...many(40, 0.7, true, false), ...many(1, 0.5, false, true)];
  t.equal(fitThreshold(rows), ALWAYS);
  t.equal(fitThreshold([...rows, ...many(8, 0.6, false, true)]) > 0.6, true, 'nine of them do');
  t.end();
});

t.test('the best strategy is the one that is right most often; of equals the simplest', (t) => {
  const mixed = [...many(100, 0.5, false, true), ...many(100, 0.8, true, false)];
  const { strategies, best } = weigh(mixed, () => true);
  t.equal(strategies.dense.first, 0);
  t.equal(strategies.metric.first, 0.5);
  t.equal(strategies.classifier.first, 0.5);
  t.equal(strategies.combined.first, 1);
  t.equal(best, 'combined');
  t.end();
});

t.test('what knows coded concepts alone is chosen only where others were held back, too', (t) => {
  const rows = many(150, 0.8, false, true);
  const others = many(5, 0.4, false, false).map((row) => ({ ...row, right: 9 }));
  const chosen = weigh(rows, () => true);
  t.equal(chosen.strategies.classifier.first, 1);
  t.equal(chosen.best, 'combined', 'it is as good, and can propose any concept');
  t.strictSame(chosen.cautions, ['only_coded_concepts']);
  const shown = weigh([...rows, ...others], (concept) => concept !== 9);
  t.equal(shown.best, 'classifier', 'the simplest of equals');
  t.strictSame(shown.cautions, []);
  t.end();
});

t.test('a strategy that is better by chance alone is not chosen', (t) => {
  const rows = [...many(20, 0.5, false, false), ...many(1, 0.8, true, true)];
  const few = weigh(rows, () => false);
  t.equal(few.strategies.metric.first, 1 / 21);
  t.equal(few.best, 'dense');
  t.strictSame(few.cautions, ['few_held_back', 'not_better']);
  t.equal(
    weigh([...rows, ...many(1, 0.8, true, true)], () => false).best,
    'classifier',
    'two of two are more',
  );
  t.end();
});
