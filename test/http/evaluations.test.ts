import { Type } from '@sinclair/typebox';
import t, { type Test } from 'tap';
import { serveApplication } from '../support/application.js';
import { misfits, operation } from '../support/http-document.js';
import { finished, JobAnswer, linesOf, post, read, send, upload } from '../support/http.js';
import { evaluated, goldId, manyMentions } from '../support/http-evaluation.js';

t.setTimeout(240_000);

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

const start = (request: object) => post(service, '/v1/evaluations', request);
const compare = (request: object) => post(service, '/v1/evaluations/compare', request);
const cancel = (id: string) => send(service, { method: 'DELETE', url: `/v1/jobs/${id}` });
const Runs = Type.Object({ evaluations: Type.Array(Type.Object({ id: Type.String() })) });
const runs = async (): Promise<string[]> =>
  read(Runs, (await send(service, '/v1/evaluations')).body).evaluations.map(({ id }) => id);

const near = (t: Test, value: number | undefined, wanted: number, what: string): void => {
  t.ok(value !== undefined && Math.abs(value - wanted) < 1e-9, `${what} is ${value}, not ${wanted}`);
};

/** Of weight 6 with a right concept: two of weight 4 are found by their names; X9 is in no version; L4 is not Nausea in a. */
const GOLD = [
  'mention,gold_id,gold_name,split,weight',
  'Insomnia,L1,Insomnia,test,1',
  'HEADACHE!,L2,,test,3',
  'Rash all over,X9,Something elsewhere,test,1',
  '=2+2 birds,none,,test,1',
  'Nausea,L4,,test,1',
  'Dizziness,L3,,train,1',
  '',
].join('\n');

const small = await goldId(service, GOLD);
const many = await goldId(service, manyMentions(600));
const endless = await goldId(service, manyMentions(20_000));

t.test('two versions are brought, of which the first answers', async (t) => {
  const versions = {
    a: 'id,name\nL1,Insomnia\nL2,Headache\nL3,Rash\nL4,Dry <i>mouth</i>\nL5,Nausea\n',
    b: 'id,name\nL1,Insomnia\nL2,Headache\nL3,Rash\nL4,Nausea\n',
  };
  for (const [version, terms] of Object.entries(versions)) {
    const fields = { version, expansion: 'none', activate: String(version === 'a') };
    t.match(await finished(service, await upload(service, 'mylist', terms, fields)), { state: 'succeeded' });
  }
});

/** Runs that later tests look at again. */
const done: { miss: string; exclude: string; sha256: string } = { miss: '', exclude: '', sha256: '' };

t.test('a run measures what one can count by hand', async (t) => {
  const accepted = await start({ goldSet: small, ontology: 'mylist', k: [5, 1, 5], split: 'all' });
  t.match(accepted.body, { kind: 'evaluation.run' });
  const job = await finished(service, accepted);
  t.match(job, {
    state: 'succeeded',
    result: {
      ...{ id: job.id, ontology: 'mylist', version: 'a' },
      settings: { ks: [1, 5], split: null, missing: 'miss', seed: 1, resamples: 1000 },
      mentions: { measured: 5, missing: 1, excluded: 0 },
      overall: { mentions: 4 },
    },
  });
  const answer = await send(service, `/v1/evaluations/${job.id}`);
  const declared = operation('getEvaluation').answer(200);
  t.strictSame(declared && misfits(declared.schema, answer.body), []);
  t.match(answer.body, {
    manifest: {
      goldSet: { id: small, rows: 6 },
      ontology: { name: 'mylist', version: 'a', concepts: 5, expansion: /^none, sha256:[0-9a-f]{64}$/ },
      createdBy: 'anonymous',
    },
    figures: {
      namesLevel: {
        mentions: 4,
        accuracy: [{ value: 2 / 4 }, { value: 3 / 4 }],
      },
      seen: [
        { part: 'concept not seen', mentions: 4 },
        { part: 'pair not seen', mentions: 4 },
      ],
    },
  });
  const run = await evaluated(service, { goldSet: small, ontology: 'mylist', version: 'a', k: [1] });
  const { overall } = run.figures;
  t.equal(overall.mentions, 4);
  near(t, overall.accuracy[0]?.micro.value, 4 / 6, 'Acc@1');
  near(t, overall.accuracy[0]?.macro, 2 / 4, 'macro Acc@1');
  near(t, overall.floor, 4 / 6, 'the floor');
  done.miss = run.manifest.id;
  done.sha256 = run.manifest.predictionsSha256;
});

t.test('what the version lacks can be left out', async (t) => {
  const run = await evaluated(service, { goldSet: small, ontology: 'mylist', k: [1], missing: 'exclude' });
  t.match(run.manifest, { mentions: { measured: 4, missing: 0, excluded: 1 } });
  const { overall } = run.figures;
  t.equal(overall.mentions, 3);
  near(t, overall.accuracy[0]?.micro.value, 4 / 5, 'Acc@1');
  near(t, overall.accuracy[0]?.macro, 2 / 3, 'macro Acc@1');
  done.exclude = run.manifest.id;
});

t.test('a job’s result says where its run is', async (t) => {
  const job = await finished(service, await start({ goldSet: small, ontology: 'mylist', split: 'train' }));
  const base = `/v1/evaluations/${job.id}`;
  const links = {
    ...{ evaluation: base, report: `${base}/report`, summary: `${base}/summary` },
    ...{ predictions: `${base}/predictions`, manifest: `${base}/manifest` },
  };
  t.match(job.result, { links, mentions: { measured: 1 } });
  for (const url of Object.values(links)) t.equal((await send(service, url)).status, 200, url);
});

t.test('the files of a run', async (t) => {
  const base = `/v1/evaluations/${done.miss}`;
  const page = await send(service, `${base}/report`);
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
    'x-content-type-options': 'nosniff',
  });
  t.match(page.text, /^<!doctype html>/i);
  t.match(page.text, /Dry &lt;i&gt;mouth&lt;\/i&gt; \(L4\)/);
  t.notMatch(
    page.text,
    /<(?:i|script|link|img)[ >]|src=/,
    'nothing of a source is markup, nothing is fetched',
  );

  const summary = await send(service, `${base}/summary`);
  t.equal(summary.headers['content-type'], 'text/markdown; charset=utf-8');
  t.match(summary.text, /^## .*mylist.*\n[^]*Acc@1 \| 66\.7%/);

  const lines = await send(service, `${base}/predictions`);
  t.equal(lines.headers['content-type'], 'application/x-ndjson');
  t.match(linesOf(lines.text), [
    { row: 0, line: 2, mention: 'Insomnia', golds: [{ id: 'L1', name: 'Insomnia' }], rank: 1, floorRank: 1 },
    { row: 1, line: 3, golds: [{ id: 'L2' }], rank: 1, floorRank: 1, weight: 3 },
    { row: 2, line: 4, golds: [], missing: ['X9 Something elsewhere'], rank: null },
    { row: 3, line: 5, golds: [], missing: [], rank: null },
    { row: 4, line: 6, candidates: [{ conceptId: 'L5', source: 'exact' }] },
  ]);

  const csv = await send(service, `${base}/predictions?format=csv`);
  t.match(csv.headers, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="evaluation-${done.miss}-predictions.csv"`,
  });
  t.match(csv.text, /^\ufeffrow,line,split,/);
  t.match(csv.text, /\r\n3,5,test,,,1,'=2\+2 birds,/, 'a spreadsheet runs nothing of it');
  t.equal(csv.text.trimEnd().split('\r\n').length, 6);
  t.match((await send(service, `${base}/predictions?format=xlsx`)).body, {
    ...{ status: 400, errors: [{ path: '/format', message: /ndjson, csv/ }] },
  });

  const manifest = await send(service, `${base}/manifest`);
  t.match(manifest.body, { id: done.miss, predictionsSha256: done.sha256, command: /evaluate run --gold/ });
  const declared = operation('getEvaluationManifest').answer(200);
  t.strictSame(declared && misfits(declared.schema, manifest.body), []);
});

t.test('what people settle changes the answers, and no run', async (t) => {
  const set = [
    { mention: 'Nausea', conceptId: 'L4' },
    { mention: 'Insomnia', conceptId: null },
  ];
  await post(service, '/v1/ontologies/mylist/overrides', { set });
  const answer = await post(service, '/v1/normalize', {
    ontology: 'mylist',
    mentions: ['Nausea', 'Insomnia'],
  });
  t.match(answer.body, { results: [{ candidates: [{ conceptId: 'L4' }] }, { candidates: [] }] });
  const run = await evaluated(service, { goldSet: small, ontology: 'mylist', version: 'a', k: [1] });
  t.equal(run.manifest.predictionsSha256, done.sha256);
});

t.test('a run gives the same answers again, whatever is asked meanwhile', async (t) => {
  const asked = { goldSet: many, ontology: 'starter', k: [10], resamples: 100 };
  const quiet = await evaluated(service, asked);
  let ended = false;
  const statuses: number[] = [];
  const traffic = async (name: string): Promise<void> => {
    for (let i = 0; !ended; i += 1) {
      const mentions = [`${name} ${i}`, `${name} could not ${'ever '.repeat(i % 20)}sleep ${i}`];
      statuses.push((await post(service, '/v1/normalize', { mentions })).status);
    }
  };
  const [busy] = await Promise.all([
    evaluated(service, asked).finally(() => {
      ended = true;
    }),
    traffic('itch'),
    traffic('headache'),
  ]);
  t.ok(statuses.length > 10, `${statuses.length} requests came meanwhile`);
  t.strictSame([...new Set(statuses)], [200], 'and were answered');
  t.equal(busy.manifest.predictionsSha256, quiet.manifest.predictionsSha256);
  t.strictSame(busy.figures, quiet.figures);
});

t.test('the version is that which answers when it is asked', async (t) => {
  const before = await send(service, '/v1/ontologies/mylist');
  t.match(before.body, { active: { version: 'a' } });
  const blocker = await start({ goldSet: endless, ontology: 'starter' });
  const switched = await post(service, '/v1/ontologies/mylist/activate', { version: 'b' });
  const accepted = await start({ goldSet: small, ontology: 'mylist' });
  await cancel(read(JobAnswer, blocker.body).id);
  t.match(await finished(service, switched), { state: 'succeeded' });
  t.match((await send(service, '/v1/ontologies/mylist')).body, { active: { version: 'b' } });
  t.match(await finished(service, accepted), { state: 'succeeded', result: { version: 'a' } });
});

t.test('two runs are compared', async (t) => {
  const second = await evaluated(service, { goldSet: small, ontology: 'mylist', version: 'b', k: [1] });
  const answer = await compare({ first: done.miss, second: second.manifest.id });
  t.match(answer.body, {
    mentions: 4,
    accuracy: [{ k: 1, first: 4 / 6, second: 5 / 6, won: 1, lost: 0 }],
    ...{ won: [4], lost: [], leftOut: { first: 0, second: 0 }, groups: [] },
  });
  const declared = operation('compareEvaluations').answer(200);
  t.strictSame(declared && misfits(declared.schema, answer.body), []);

  const others = { first: done.miss, second: done.exclude };
  t.match((await compare(others)).body, { status: 409, code: 'runs_not_comparable', detail: /1 mention.*3/ });
  t.match((await compare({ ...others, commonOnly: true })).body, {
    ...{ mentions: 3, leftOut: { first: 1, second: 0 }, won: [], lost: [] },
  });
  const elsewhere = await evaluated(service, { goldSet: many, ontology: 'mylist', resamples: 100 });
  t.match((await compare({ first: done.miss, second: elsewhere.manifest.id })).body, {
    ...{ status: 409, code: 'runs_not_comparable', detail: new RegExp(`${small}.*${many}`) },
  });
});

t.test('runs are listed, the newest first, and removed', async (t) => {
  const list = await send(service, '/v1/evaluations');
  const declared = operation('listEvaluations').answer(200);
  t.strictSame(declared && misfits(declared.schema, list.body), []);
  const before = await runs();
  const { manifest } = await evaluated(service, { goldSet: small, ontology: 'mylist' });
  t.strictSame(await runs(), [manifest.id, ...before]);
  const url = `/v1/evaluations/${manifest.id}`;
  t.equal((await send(service, { method: 'DELETE', url })).status, 204);
  t.strictSame(await runs(), before);
  const entry = { actor: 'anonymous', action: 'evaluation.remove', before: { goldSet: small }, after: null };
  t.match((await send(service, '/v1/audit?limit=1')).body, { items: [{ ...entry, subject: manifest.id }] });
  for (const method of ['GET', 'DELETE'] as const)
    t.match((await send(service, { method, url })).body, { status: 404, code: 'evaluation_not_found' });
});

t.test('runs that are not there, and ids that are none', async (t) => {
  for (const id of ['0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11', '..', '..%2Fsources', 'x', '%00']) {
    for (const file of ['', '/report', '/summary', '/predictions', '/predictions?format=csv', '/manifest']) {
      const { status, headers, body } = await send(service, `/v1/evaluations/${id}${file}`);
      t.equal(status, 404, `${id}${file}`);
      t.match(body, { code: /^(?:evaluation_not_found|not_found)$/ });
      t.equal(headers['content-disposition'], undefined);
    }
    t.match((await compare({ first: id, second: done.miss })).body, { code: 'evaluation_not_found' });
    t.match((await compare({ first: done.miss, second: id })).body, { code: 'evaluation_not_found' });
  }
});

t.test('what cannot be meant is refused at once, or by the job', async (t) => {
  const asked = { goldSet: small, ontology: 'mylist' };
  const refused: readonly (readonly [request: object, problem: object])[] = [
    [
      { ...asked, goldSet: '0123456789abcdef' },
      { status: 404, code: 'gold_set_not_found' },
    ],
    [
      { ...asked, ontology: 'nosuch' },
      { status: 404, code: 'ontology_not_found' },
    ],
    [
      { ...asked, version: 'z' },
      { status: 404, code: 'version_not_found', detail: /a, b/ },
    ],
    [
      { ...asked, k: [] },
      { status: 400, errors: [{ path: '/k' }] },
    ],
    [
      { ...asked, k: [0] },
      { status: 400, errors: [{ path: '/k/0', message: /from 1 to 50/ }] },
    ],
    [
      { ...asked, k: [51] },
      { status: 400, errors: [{ path: '/k/0' }] },
    ],
    [
      { ...asked, k: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
      { status: 400, errors: [{ path: '/k' }] },
    ],
    [
      { ...asked, missing: 'drop' },
      { status: 400, errors: [{ path: '/missing', message: /miss, exclude/ }] },
    ],
    [
      { ...asked, resamples: 10 },
      { status: 400, errors: [{ path: '/resamples' }] },
    ],
    [
      { ...asked, ks: [1] },
      { status: 400, errors: [{ path: '/ks' }] },
    ],
    [{ ontology: 'mylist' }, { status: 400, errors: [{ path: '/goldSet', message: 'is missing' }] }],
  ];
  for (const [request, problem] of refused) t.match((await start(request)).body, problem);

  await finished(service, await upload(service, 'asleep', 'id,name\n1,Rash\n', { version: '1' }));
  t.match((await start({ goldSet: small, ontology: 'asleep' })).body, {
    ...{ status: 409, code: 'version_not_loaded', detail: /“version”/ },
  });
  const empty = await finished(service, await start({ ...asked, split: 'nosuch' }));
  t.match(empty, {
    state: 'failed',
    error: { code: 'evaluation_empty', detail: /“nosuch”.*“test”, “train”/ },
  });
});
