import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import t from 'tap';
import { dataFolders } from '#src/store/index.js';
import { serveApplication } from '../support/application.js';
import { AROUND, termRows, trainRows } from '../support/coded-house.js';
import { finished, post, read, send, upload } from '../support/http.js';
import { evaluated, goldId } from '../support/http-evaluation.js';

t.setTimeout(240_000);

const folder = t.testdir();
let service = await serveApplication(folder);
t.teardown(() => service.close());

/** Words of a house, which nothing but its coded data tells. */
const HOUSE = {
  L1: ['Insomnia', 'blue folder'],
  L2: ['Headache', 'gate nine'],
  L3: ['Rash', 'second tram'],
  L4: ['Nausea', 'paper crown'],
  L5: ['Fatigue', 'corner shop'],
  L6: ['Dizziness', 'green lamp'],
} as const;
const terms = termRows(HOUSE);
const coded = [
  'mention,gold_id,split',
  ...trainRows(HOUSE),
  ...Object.entries(HOUSE).map(([id, [, words]]) => `reported ${words} today,${id},test`),
  'nothing to code,,train',
  'of another list,Z9,train',
];

const Answer = Type.Object({
  generation: Type.Integer(),
  strategy: Type.String(),
  learner: Type.Union([Type.String(), Type.Null()]),
  results: Type.Array(
    Type.Object({
      candidates: Type.Array(
        Type.Object({
          conceptId: Type.String(),
          source: Type.String(),
          confidence: Type.Union([Type.Number(), Type.Null()]),
        }),
      ),
    }),
  ),
  warnings: Type.Array(Type.String()),
});
const ask = async (mentions: readonly string[], options: object = {}) =>
  read(Answer, (await post(service, '/v1/normalize', { mentions, ontology: 'mylist', ...options })).body);
const url = '/v1/ontologies/mylist/learner';
const put = (payload: object) => send(service, { method: 'PUT', url, payload });
const remove = (path: string) => send(service, { method: 'DELETE', url: path });
const train = async (body: object) =>
  finished(service, await post(service, '/v1/ontologies/mylist/learners', body));

await finished(
  service,
  await upload(service, 'mylist', ['id,name', ...terms, ''].join('\n'), {
    ...{ version: 'a', activate: 'true', expansion: 'none' },
  }),
);
const set = await goldId(service, [...coded, ''].join('\n'));
const house = Object.entries(HOUSE).map(([id, [, words]]) => ({ id, mention: `some ${words} today` }));
const mentions = house.map(({ mention }) => mention);
const right = ({ results }: Awaited<ReturnType<typeof ask>>): number =>
  results.filter(({ candidates }, i) => candidates[0]?.conceptId === house[i]?.id).length;
const trained = { id: '', before: 0 };

t.test('without a learner everything is dense, and learned strategies are refused', async (t) => {
  const plain = await ask(mentions);
  t.match(plain, { strategy: 'dense', learner: null, warnings: [] });
  trained.before = right(plain);
  t.match((await send(service, url)).body, { ontology: 'mylist', learner: null });
  const body = { mentions: 'x', ontology: 'mylist', strategy: 'classifier' };
  t.match(await post(service, '/v1/normalize', body), { status: 409, body: { code: 'no_learner' } });
  t.match(await put({ id: 'nobody' }), { status: 404, body: { code: 'learner_not_found' } });
});

t.test('training learns from the train split, and says what it left out', async (t) => {
  const job = await train({ codedSet: set });
  t.match(job, {
    state: 'succeeded',
    result: {
      ...{ ontology: 'mylist', version: 'a', active: false },
      report: {
        ...{ rows: 56, learned: 54, unknownExamples: ['Z9'] },
        leftOut: { withoutConcept: 1, composite: 0, unknownConcept: 1, unusable: 0 },
        heldBack: { concepts: 6 },
      },
    },
  });
  trained.id = job.id;
  t.match((await ask(mentions)).strategy, 'dense', 'nothing answers otherwise yet');
  t.match((await send(service, '/v1/ontologies/mylist/learners')).body, { learners: [{ id: job.id }] });
});

t.test('an active learner finds what only coded data tells, from the next generation on', async (t) => {
  const { generation } = await ask(mentions);
  const stale = await put({ id: trained.id, expectedGeneration: generation - 1 });
  t.match(stale, { status: 409, body: { code: 'generation_conflict' } });
  t.match((await put({ id: trained.id })).body, {
    learner: { id: trained.id, overrulesExact: false, lost: 0, problem: null },
    generation: generation + 1,
  });
  t.match((await put({ id: trained.id })).body, { generation: null }, 'nothing changes twice');
  const learned = await ask(mentions);
  t.match(learned, { generation: generation + 1, learner: trained.id });
  // `auto` is the simplest of those that were as good on the few held-back mentions.
  t.ok(right(learned) >= 5, `${right(learned)} of 6 are right`);
  t.ok(trained.before < 4, `without learning ${trained.before} of 6 are right`);
  for (const strategy of ['classifier', 'nearest', 'combined', 'blend']) {
    t.equal(right(await ask(mentions, { strategy })), 6, strategy);
  }
  t.equal(right(await ask(mentions, { strategy: 'dense' })), trained.before);
  t.match(await ask(['gate nine again']), {
    results: [{ candidates: [{ source: 'coded', conceptId: 'L2' }] }],
  });
});

t.test('where dense is what is best, what was coded is answered as it was coded all the same', async (t) => {
  await put({ id: trained.id, strategy: 'dense' });
  const coded = { results: [{ candidates: [{ source: 'coded', conceptId: 'L2' }] }] };
  t.match(await ask(['gate nine again']), { strategy: 'dense', learner: trained.id, ...coded });
  t.match(await ask(['gate nine again'], { strategy: 'dense' }), {
    ...{ strategy: 'dense', learner: null },
    results: [{ candidates: [{ source: 'dense' }] }],
  });
  const [byNames, beside] = [await ask(mentions, { strategy: 'dense' }), await ask(mentions)];
  t.strictSame(beside.results, byNames.results, 'what was not coded is answered by names');
  await put({ id: trained.id });
});

t.test('names that equal the mention, overrides and the stop list come before it', async (t) => {
  const contrary = ['mention,gold_id', ...AROUND.map((more) => `rash ${more},L4`)];
  for (const [id, [, words]] of Object.entries(HOUSE))
    contrary.push(...AROUND.map((more) => `${words} ${more},${id}`));
  const other = await train({ codedSet: await goldId(service, [...contrary, ''].join('\n')) });
  t.match(other, { state: 'succeeded' });
  await put({ id: other.id, strategy: 'classifier' });
  t.match(await ask(['Rash']), { results: [{ candidates: [{ conceptId: 'L3', source: 'exact' }] }] });
  await put({ id: other.id, strategy: 'classifier', overrulesExact: true });
  t.match(await ask(['Rash']), { results: [{ candidates: [{ conceptId: 'L4', source: 'coded' }] }] });
  await post(service, '/v1/ontologies/mylist/overrides', {
    set: [
      { mention: 'rash', conceptId: 'L1' },
      { mention: 'gate nine', conceptId: null },
    ],
  });
  t.match(await ask(['Rash']), { results: [{ candidates: [{ conceptId: 'L1', source: 'override' }] }] });
  t.strictSame((await ask(['gate nine'])).results[0]?.candidates, []);
  t.match(await remove(`/v1/ontologies/mylist/learners/${other.id}`), {
    status: 409,
    body: { code: 'learner_active' },
  });
  await put({ id: trained.id });
  t.equal((await remove(`/v1/ontologies/mylist/learners/${other.id}`)).status, 204);
  t.equal((await send(service, `/v1/ontologies/mylist/learners/${other.id}`)).status, 404);
});

t.test('another version keeps what still maps', async (t) => {
  const fewer = ['id,name', ...terms.slice(0, 4), 'L9,Something else', ''].join('\n');
  await finished(
    service,
    await upload(service, 'mylist', fewer, { version: 'b', activate: 'true', expansion: 'all' }),
  );
  t.match((await send(service, url)).body, { learner: { id: trained.id, lost: 2 } });
  const { results, learner } = await ask(['some second tram today', 'some corner shop today']);
  t.equal(learner, trained.id);
  t.match(results[0], { candidates: [{ conceptId: 'L3' }] });
  t.notOk(results[1]?.candidates.some(({ conceptId }) => conceptId === 'L5'));
  await finished(service, await send(service, { method: 'POST', url: '/v1/ontologies/mylist/rollback' }));
  t.match((await send(service, url)).body, { learner: { lost: 0 } });
});

t.test('one that an earlier release trained takes no part, and says why', async (t) => {
  const concepts = join(dataFolders(join(folder, 'data')).learners, trained.id, 'concepts.json');
  const written = readFileSync(concepts, 'utf8');
  await service.close();
  writeFileSync(concepts, written.replace(/"ranking":\d+,/, ''));
  service = await serveApplication(folder);
  t.match((await send(service, url)).body, { learner: { problem: /an earlier release.* train it anew/ } });
  t.match(await ask(mentions), { strategy: 'dense', learner: null, warnings: [/earlier release/] });
  writeFileSync(concepts, written);
});

t.test('it takes part after a restart, and answers are dense once it is taken out', async (t) => {
  await service.close();
  service = await serveApplication(folder);
  const again = await ask(mentions);
  t.ok(right(again) >= 5);
  t.equal(right(await ask(mentions, { strategy: 'classifier' })), 6);
  t.match((await remove(url)).body, { learner: null, generation: again.generation + 1 });
  t.match(await ask(mentions), { strategy: 'dense', learner: null });
});

t.test('an evaluation learns from the train rows of each fold, for its test rows alone', async (t) => {
  const ids = Object.keys(HOUSE);
  const rows = ['one', 'two'].flatMap((fold) =>
    Object.values(HOUSE).flatMap(([, words], i) => {
      // In the second fold the words of a concept mean the next one.
      const id = ids[(i + (fold === 'one' ? 0 : 1)) % ids.length];
      return [
        ...AROUND.map((more) => `${words} ${more},${id},train,${fold}`),
        `reported ${words} today,${id},test,${fold}`,
      ];
    }),
  );
  const goldSet = await goldId(service, ['mention,gold_id,split,fold', ...rows, ''].join('\n'));
  const request = { goldSet, ontology: 'mylist', k: [1] };
  const accuracy = (run: Awaited<ReturnType<typeof evaluated>>) =>
    run.figures.overall.accuracy[0]?.micro.value ?? 0;
  const dense = await evaluated(service, request);
  t.ok(accuracy(dense) < 0.5, `${accuracy(dense)} without learning`);
  for (const strategy of ['blend', 'classifier']) {
    const learned = await evaluated(service, { ...request, strategy, learning: 'folds' });
    t.equal(accuracy(learned), 1, strategy);
  }
  const again = { ...request, strategy: 'blend', learning: 'folds' };
  const [one, other] = [await evaluated(service, again), await evaluated(service, again)];
  t.equal(one.manifest.predictionsSha256, other.manifest.predictionsSha256, 'twice the same');
  t.match((await send(service, `/v1/evaluations/${one.manifest.id}`)).body, {
    manifest: {
      learners: [
        { fold: 'one', id: null, strategy: 'blend', codedSet: goldSet, learned: 54 },
        { fold: 'two', strategy: 'blend' },
      ],
    },
  });
  const page = (await send(service, `/v1/evaluations/${one.manifest.id}/report`)).text;
  t.match(page, /learned for this run from the train rows of the gold set, of each of the 2 folds/);
});

t.test('what cannot be learned from is refused with the reason', async (t) => {
  const few = await goldId(service, 'mention,gold_id\ncould not sleep,L1\n');
  t.match(await train({ codedSet: few }), { state: 'failed', error: { code: 'learner_invalid' } });
  const foreign = await goldId(service, 'mention,gold_id\na,Q1\nb,Q2\n');
  t.match(await train({ codedSet: foreign }), {
    state: 'failed',
    error: { code: 'learner_invalid', detail: /none|No row/ },
  });
  t.match(await post(service, '/v1/ontologies/mylist/learners', { codedSet: '0123456789abcdef' }), {
    status: 404,
    body: { code: 'gold_set_not_found' },
  });
});
