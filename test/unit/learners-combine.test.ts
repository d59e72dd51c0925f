import t from 'tap';
import { FEATURES } from '#src/learners/blend.js';
import { combine, type Weighing } from '#src/learners/combine.js';
import { STRATEGIES, type Evidence } from '#src/learners/index.js';

const evidence: Evidence = {
  dense: [
    { concept: 1, score: 0.9 },
    { concept: 2, score: 0.7 },
  ],
  metric: [
    { concept: 2, score: 0.8 },
    { concept: 1, score: 0.6 },
  ],
  classifier: [
    { concept: 3, score: 0.6 },
    { concept: 2, score: 0.2 },
  ],
  nearest: [{ concept: 4, score: 1, similarity: 0.5 }],
  coded: [],
};
const none: Evidence = { dense: [], metric: [], classifier: [], nearest: [], coded: [] };
const learner: Weighing = {
  threshold: 0.75,
  blend: { features: FEATURES.map((feature) => (feature.startsWith('nearest: share') ? 5 : 0)), none: 0 },
  best: 'nearest',
};
const isCoded = (): boolean => true;
const conceptsOf = (list: readonly { readonly concept: number }[]): number[] =>
  list.map(({ concept }) => concept);

t.test('a part alone ranks as it ranks', (t) => {
  t.strictSame(conceptsOf(combine('dense', evidence, learner, isCoded)), [1, 2]);
  t.strictSame(combine('classifier', evidence, learner, isCoded)[0], {
    concept: 3,
    score: 0.6,
    source: 'classifier',
  });
  t.strictSame(combine('auto', evidence, learner, isCoded), combine('nearest', evidence, learner, isCoded));
  t.end();
});

t.test('combined believes the metric when its name is near enough, otherwise the classifier', (t) => {
  const near = combine('combined', evidence, learner, isCoded);
  t.strictSame(conceptsOf(near), [2, 3, 1]);
  t.strictSame(near[0], { concept: 2, score: 0.8, source: 'metric' });
  const far = combine('combined', evidence, { ...learner, threshold: 0.81 }, isCoded);
  t.strictSame(conceptsOf(far), [3, 2, 1]);
  t.equal(combine('combined', evidence, { ...learner, threshold: 0.8 }, isCoded)[0]?.source, 'metric');
  const silent = combine('combined', { ...evidence, classifier: [] }, { ...learner, threshold: 2 }, isCoded);
  t.strictSame(conceptsOf(silent), [2, 1], 'without a classifier the metric is believed');
  t.end();
});

t.test('the blend ranks what any part proposes, and says which part puts it highest', (t) => {
  const ranked = combine('blend', evidence, learner, isCoded);
  t.equal(ranked.length, 4);
  t.match(ranked[0], { concept: 4, source: 'nearest' });
  t.equal(ranked.find(({ concept }) => concept === 2)?.source, 'metric');
  t.end();
});

t.test('a mention that was coded is answered as it was coded, by every strategy', (t) => {
  const coded = [
    { concept: 9, score: 1 },
    { concept: 2, score: 1 },
    { concept: 7, score: 2 },
  ];
  for (const strategy of STRATEGIES) {
    const ranked = combine(strategy, { ...evidence, coded }, learner, isCoded);
    t.strictSame(ranked[0], { concept: 7, score: 0.5, source: 'coded' }, strategy);
    t.equal(new Set(conceptsOf(ranked)).size, ranked.length, 'a concept comes once');
  }
  const ranked = combine('dense', { ...evidence, coded }, learner, isCoded);
  t.strictSame(conceptsOf(ranked), [7, 2, 9, 1], 'of equals the one that ranks higher comes first');
  t.end();
});

t.test('without evidence nothing is proposed', (t) => {
  for (const strategy of STRATEGIES) t.strictSame(combine(strategy, none, learner, isCoded), []);
  t.end();
});
