import t from 'tap';
import {
  decodeLearner,
  encodeLearner,
  openLearner,
  STRATEGIES,
  trainInThread,
  trainLearner,
} from '#src/learners/index.js';
import { codedVectors, DIMENSION } from '../support/coded-vectors.js';

const input = codedVectors();
const { learner: data, report } = await trainLearner(input);

t.test('what was learned beats the names, and the report says so', async (t) => {
  t.match(report, { rows: 144, heldBack: 29, concepts: 12, unseenConcepts: 0 });
  const { dense, classifier, nearest, blend } = report.strategies;
  t.ok(dense.first < 0.5, `names find ${dense.first}`);
  for (const { first } of [classifier, nearest, blend]) t.ok(first > 0.9, `learned ${first}`);
  t.not(report.best, 'dense');
  t.equal(report.best, data.best);
  const best = report.strategies[report.best].first;
  t.ok(STRATEGIES.every((strategy) => report.strategies[strategy].first <= best));
});

t.test('the same input and seed give the same learner, in a thread, too', async (t) => {
  const words: string[] = [];
  const again = await trainInThread(input, {
    progress: (fraction, what) => {
      t.ok(fraction >= 0 && fraction <= 1);
      words.push(what);
    },
  });
  t.strictSame(again.learner, data);
  t.strictSame(again.report, report);
  t.equal(words.at(-1), 'trained');
});

t.test('an open learner answers new mentions and remembers coded ones', async (t) => {
  const learner = await openLearner(data);
  const fresh = codedVectors(12, 2, 0.2);
  const scores = await learner.score(fresh.mentions, 24);
  const first = scores.classifier.filter(([best], i) => best?.concept === fresh.concepts[i]);
  const voted = scores.nearest.filter(([best], i) => best?.concept === fresh.concepts[i]);
  t.ok(first.length > 20 && voted.length > 20, `${first.length}, ${voted.length} of 24`);
  t.equal(scores.adapted.length, 24 * DIMENSION);
  t.strictSame(learner.coded('concept 3 mention 0'), [{ concept: 103, score: 1 }]);
  t.strictSame(learner.coded('never heard of'), []);
  t.strictSame((await learner.score(new Float32Array(0), 0)).classifier, []);
  await t.rejects(learner.score(new Float32Array(5), 1), RangeError);
  const evidence = {
    ...{ dense: [], metric: [], nearest: scores.nearest[0] ?? [] },
    ...{ classifier: scores.classifier[0] ?? [], coded: learner.coded('concept 3 mention 0') },
  };
  t.match(learner.rank('auto', evidence)[0], { concept: 103, source: 'coded' });
  await learner.close();
});

t.test('proposals that are given are those that count as dense', async (t) => {
  const dense = Array.from(input.concepts, (concept) => [{ concept, score: 7 }]);
  const given = await trainLearner({ ...input, dense });
  t.equal(given.report.strategies.dense.first, 1);
  t.equal(given.report.best, 'dense');
});

t.test('a learner is written and read again', (t) => {
  const bytes = encodeLearner(data);
  t.strictSame(decodeLearner(bytes), data);
  // As it may come out of a larger buffer.
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  t.strictSame(decodeLearner(shifted.subarray(1)), data);
  t.end();
});

t.test('a file that is cut short, too long, foreign or of another layout is refused with the reason', (t) => {
  const bytes = encodeLearner(data);
  for (const length of [0, 8, 9, 12, 13, 100, 4000, bytes.length - 1])
    t.throws(() => decodeLearner(bytes.subarray(0, length)), { code: 'learner_invalid' }, `${length} bytes`);
  const changed = (at: number, value: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    return copy;
  };
  t.throws(() => decodeLearner(Uint8Array.from([...bytes, 0])), { message: /bytes, and by its header/ });
  t.throws(() => decodeLearner(changed(0, 0x50)), { message: /not the file of a learner/ });
  t.throws(() => decodeLearner(changed(8, 0x32)), { message: /its layout is 2, and this release reads 1/ });
  t.throws(() => decodeLearner(changed(13, 0x5b)), { message: /its header cannot be read/ });
  t.throws(
    () => decodeLearner(encodeLearner({ ...data, mentionClasses: data.mentionClasses.map(() => 99) })),
    {
      message: /coded with a concept that it does not list/,
    },
  );
  t.end();
});

t.test('input that says nothing, or does not fit together, is refused with the place', async (t) => {
  const refused = (change: Partial<typeof input>, message: RegExp) =>
    t.rejects(trainLearner({ ...input, ...change }), { code: 'learner_invalid', message });
  await refused({ forms: input.forms.slice(1) }, /143 forms of mentions, but concepts of 144/);
  await refused({ mentions: input.mentions.subarray(1) }, /144 mentions of 16 floats are 2304, not 2303/);
  await refused(
    { mentions: input.mentions.map((value, i) => (i < 16 ? 2 * value : value)) },
    /mention 1 has the length 2/,
  );
  await refused(
    { mentions: input.mentions.map((value, i) => (i === 17 ? NaN : value)) },
    /mention 2 has the length NaN/,
  );
  await refused({ concepts: input.concepts.map(() => 3) }, /at least 2 concepts/);
  await refused(
    { concepts: input.concepts.map((value, i) => (i === 4 ? -1 : value)) },
    /Mention 5 .* has no concept/,
  );
  await refused(
    { names: { ...input.names, concepts: input.names.concepts.map(() => -1) } },
    /no name that may be proposed/,
  );
  await refused({ dense: [] }, /144 mentions, but proposals for 0/);
});

t.test('training is cancelled at once, in a thread and without one', async (t) => {
  const before = AbortSignal.abort();
  await t.rejects(trainInThread(input, { signal: before }), { code: 'job_cancelled' });
  await t.rejects(trainLearner(input, { signal: before }), { code: 'job_cancelled' });
  const soon = new AbortController();
  const progress = (): void => {
    soon.abort();
  };
  await t.rejects(trainInThread(input, { signal: soon.signal, progress }), { code: 'job_cancelled' });
});

t.test('a failure in the thread comes out with its code', async (t) => {
  await t.rejects(trainInThread({ ...input, dimension: 3 }), { code: 'learner_invalid' });
});
