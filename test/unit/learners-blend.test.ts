import t from 'tap';
import { blended, describe, FEATURES, fitBlend, type BlendExample } from '#src/learners/blend.js';
import { seeded } from '#src/learners/seeded.js';
import type { Evidence } from '#src/learners/index.js';

const evidence: Evidence = {
  dense: [
    { concept: 1, score: 0.9 },
    { concept: 2, score: 0.7 },
  ],
  metric: [{ concept: 2, score: 0.8 }],
  classifier: [{ concept: 3, score: 0.6 }],
  nearest: [{ concept: 3, score: 1, similarity: 0.5 }],
  coded: [],
};

t.test('every proposed concept is described by all parts', (t) => {
  const { concepts, features } = describe(evidence, (concept) => concept !== 2);
  t.strictSame(concepts, [1, 2, 3]);
  const near = (row: number, expected: readonly number[]): void => {
    const own = features.subarray(row * FEATURES.length, (row + 1) * FEATURES.length);
    expected.forEach((value, i) => t.ok(Math.abs((own[i] ?? NaN) - value) < 1e-12, FEATURES[i] ?? ''));
  };
  near(0, [0, 0.9, 0, 0.8, Math.log(1e-3), 0, 0, 0, 1]);
  near(1, [-0.2, 0.7, 0, 0.8, 0, 0, 0, 0, 0]);
  near(2, [-0.2, 0.7, 0, 0.8, Math.log(0.6), 0.6, 1, 0.5, 1]);
  t.end();
});

t.test('chances leave room for "none of these"', (t) => {
  const mention = describe(evidence, () => true);
  const even = { features: FEATURES.map(() => 0), none: 0 };
  for (const { score } of blended(mention, even)) t.ok(Math.abs(score - 1 / 4) < 1e-12);
  const sure = blended(mention, { ...even, none: -1000 });
  t.ok(Math.abs(sure.reduce((sum, { score }) => sum + score, 0) - 1) < 1e-9);
  t.strictSame(blended({ concepts: [], features: new Float64Array(0) }, even), []);
  t.end();
});

/** Mentions with two candidates, of which the one is right as the model with these weights says. */
function drawn(count: number, weight: number, none: number): BlendExample[] {
  const random = seeded(3);
  return Array.from({ length: count }, () => {
    const features = new Float64Array(2 * FEATURES.length);
    const [a, b] = [4 * random(), 4 * random()];
    features[5] = a;
    features[FEATURES.length + 5] = b;
    const powers = [Math.exp(weight * a), Math.exp(weight * b), Math.exp(none)];
    let left = random() * powers.reduce((sum, power) => sum + power, 0);
    const right = powers.findIndex((power) => (left -= power) < 0);
    return { mention: { concepts: [0, 1], features }, right };
  });
}

t.test('the weights that made the data are found again, and the chances are true', (t) => {
  const examples = drawn(6000, 1.5, 2);
  const weights = fitBlend(examples);
  t.ok(Math.abs((weights.features[5] ?? 0) - 1.5) < 0.1, `the weight is ${weights.features[5]}`);
  t.ok(Math.abs(weights.none - 2) < 0.2, `none is ${weights.none}`);
  const sure = examples.flatMap(({ mention, right }) => {
    const [best] = blended(mention, weights);
    return best && best.score > 0.6 && best.score < 0.8 ? [{ ...best, isRight: best.concept === right }] : [];
  });
  t.ok(sure.length > 300);
  const said = sure.reduce((sum, { score }) => sum + score, 0) / sure.length;
  const was = sure.filter(({ isRight }) => isRight).length / sure.length;
  t.ok(Math.abs(said - was) < 0.05, `${said} were said, ${was} are right`);
  t.end();
});

t.test('data that a feature separates completely, and no data, give finite weights', (t) => {
  const examples = drawn(50, 150, -100);
  const weights = fitBlend(examples);
  t.ok(weights.features.every(Number.isFinite) && Number.isFinite(weights.none));
  const right = examples.filter((each) => blended(each.mention, weights)[0]?.concept === each.right);
  t.equal(right.length, 50);
  t.strictSame(fitBlend([]), { features: FEATURES.map(() => 0), none: 0 });
  t.end();
});
