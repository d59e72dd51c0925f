import { Type } from '@sinclair/typebox';
import t from 'tap';
import { serveApplication } from '../support/application.js';
import { finished, linesOf, post, read, send, upload } from '../support/http.js';

t.setTimeout(240_000);

const folder = t.testdir();
let service = await serveApplication(folder, { ADE_DEFAULT_ONTOLOGY: 'mylist' });
t.teardown(() => service.close());

const url = '/v1/feedback';
const Item = Type.Object({ id: Type.Integer(), mention: Type.String(), state: Type.String() });
const nextCursor = Type.Union([Type.String(), Type.Null()]);
const Page = Type.Object({ items: Type.Array(Item), nextCursor });
const Made = Type.Object({ id: Type.String(), splits: Type.Record(Type.String(), Type.Integer()) });
const give = (entries: readonly object[], more = {}) => post(service, url, { entries, ...more });
const list = async (query = '') => read(Page, (await send(service, `${url}?${query}`)).body);
const review = async (body: object) => (await post(service, `${url}/review`, body)).body;
const toOverrides = async (body = {}) => (await post(service, `${url}/overrides`, body)).body;
const terms = 'id,name,selectable\nL1,Insomnia,true\nL2,Headache,true\nL3,Nausea,true\nH,Symptoms,false\n';

await finished(service, await upload(service, 'mylist', terms, { version: 'a', activate: 'true' }));

t.test('what has a fault is refused whole, each fault with its place', async (t) => {
  const faulty = [
    { mention: 'up all night', verdict: 'accepted', proposed: 'L1' },
    { mention: 'no sleep', verdict: 'accepted' },
    { mention: 'sore head', verdict: 'changed', conceptId: 'L9' },
    { mention: '?!', verdict: 'rejected', conceptId: 'H' },
    { mention: 'queasy', verdict: 'changed', proposed: 'L3', conceptId: 'L3' },
  ];
  const { status, body } = await give(faulty);
  t.match({ status, body }, { status: 422, body: { code: 'feedback_invalid' } });
  const { detail } = read(Type.Object({ detail: Type.String() }), body);
  t.match(detail, /^Nothing was taken\. Entry 2 \(“no sleep”\): “accepted” needs in “proposed”/);
  t.match(detail, /entry 3 .*L9 is no concept of version a; entry 4/);
  t.match(detail, /entry 4 .*no letter or digit and “rejected”.*H is a heading.*; entry 5 .*say “accepted”/);
  t.strictSame((await list()).items, []);
  t.match(await give([{ mention: 'x', verdict: 'maybe' }]), {
    status: 400,
    body: { errors: [{ path: '/entries/0/verdict' }] },
  });
  t.equal((await give([])).status, 400);
  t.equal((await give([faulty[0] ?? {}], { ontology: 'nosuch' })).status, 404);
});

t.test('feedback is kept with the version that answered, and counted', async (t) => {
  const taken = await give([
    { mention: ' Up all night ', verdict: 'accepted', proposed: 'L1', coder: 'ann', requestId: 'r-1' },
    { mention: 'up all night!', verdict: 'changed', proposed: 'L2', conceptId: 'L1', coder: 'bob' },
    { mention: 'head in a vice', verdict: 'accepted', proposed: 'L2', coder: 'ann' },
    { mention: 'head in a vice', verdict: 'changed', conceptId: 'L3', note: 'context', coder: 'bob' },
    { mention: '=1+1 fine', verdict: 'rejected', proposed: 'L3', coder: 'ann' },
  ]);
  t.strictSame(taken.body, { ontology: 'mylist', version: 'a', generation: 1, ids: [1, 2, 3, 4, 5] });
  t.match((await send(service, `${url}?limit=2`)).body, {
    items: [
      { id: 5, verdict: 'rejected', proposed: 'L3', conceptId: null, conceptName: null, state: 'open' },
      { id: 4, conceptId: 'L3', conceptName: 'Nausea', proposed: null, note: 'context', version: 'a' },
    ],
    nextCursor: String,
  });
  const cursor = (await list('limit=2')).nextCursor ?? '';
  t.match(await list(`limit=3&cursor=${cursor}`), {
    items: [{ id: 3 }, { id: 2 }, { id: 1, mention: 'Up all night', coder: 'ann', requestId: 'r-1' }],
    nextCursor: null,
  });
  t.match(
    (await list('coder=bob&verdict=changed')).items.map(({ id }) => id),
    [4, 2],
  );
  t.strictSame((await list('since=2999-01-01')).items, []);
  t.equal((await list('until=2999-01-01T00:00:00Z&state=open')).items.length, 5);
  for (const query of ['since=2026-02-30', 'until=yesterday', 'cursor=zzz'])
    t.match(await send(service, `${url}?${query}`), { status: 400, body: { code: 'invalid_request' } });
  const { text } = await send(service, '/metrics');
  t.match(text, /ade_feedback_total\{ontology="mylist",verdict="accepted"\} 2/);
  t.match(text, /ade_feedback_total\{ontology="mylist",verdict="changed"\} 2/);
});

t.test('it is exported as a file that does no harm', async (t) => {
  const csv = await send(service, `${url}/export`);
  t.match(csv.headers, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': /feedback\.csv/ });
  const lines = csv.text.split('\r\n');
  t.equal(lines.length, 7);
  t.match(lines[0], /^\ufeffid,mention,verdict,proposed,concept_id,concept_name,coder,note/);
  t.match(lines[5], /^5,'=1\+1 fine,rejected,L3,,,ann,/);
  const jsonl = await send(service, `${url}/export?format=jsonl&coder=ann`);
  t.match(linesOf(jsonl.text), [{ id: 1, conceptName: 'Insomnia' }, { id: 3 }, { id: 5 }]);
  t.equal((await send(service, `${url}/export?since=x`)).status, 400);
});

t.test('only what is approved is turned into anything', async (t) => {
  for (const [path, body] of [
    ['overrides', {}],
    ['coded-set', { name: 'none' }],
  ] as const)
    t.match(await post(service, `${url}/${path}`, body), { status: 422, body: { code: 'feedback_empty' } });
  t.strictSame(await review({ ids: [1, 2, 2, 77], as: 'approved' }), { changed: 2, missing: 1 });
  t.strictSame(await review({ filter: { state: 'open' }, as: 'approved' }), { changed: 3, missing: 0 });
  t.strictSame(await review({ filter: {}, as: 'approved' }), { changed: 0, missing: 0 });
  t.match(await review({ filter: {}, ids: [1], as: 'open' }), { code: 'invalid_request' });
  t.match(await review({ as: 'open' }), { code: 'invalid_request' });
  t.match((await list('state=approved')).items, [{}, {}, {}, {}, { reviewedBy: 'anonymous' }]);
});

t.test('a coded set has a row for each, and says where coders differ', async (t) => {
  const made = await post(service, `${url}/coded-set`, { name: 'coders' });
  t.match(made, {
    status: 201,
    headers: { location: /^\/v1\/gold-sets\// },
    body: { name: 'coders', rows: 5, splits: { '': 5 } },
  });
  t.match(made.body, {
    report: {
      duplicates: 1,
      withoutAnswer: 1,
      differing: { mentions: 1, examples: [{ line: 4, earlier: 3 }] },
    },
  });
  t.equal((await post(service, `${url}/coded-set`, { name: 'again' })).status, 200);
  const split = { name: 'split', testShare: 0.5, seed: 7 };
  const { splits } = read(Made, (await post(service, `${url}/coded-set`, split)).body);
  t.equal((splits['train'] ?? 0) + (splits['test'] ?? 0), 5);
  const ann = await post(service, `${url}/coded-set`, { name: 'ann', coder: 'ann', verdict: 'accepted' });
  t.match(ann.body, { rows: 2, report: { withoutAnswer: 0 } });
  t.match(await post(service, `${url}/coded-set`, { name: 'x', testShare: 1 }), { status: 400 });
});

t.test('mentions are settled where all agree; the others are reported', async (t) => {
  const left = [
    { mention: 'head in a vice', reason: 'disagreement', answers: [{ conceptId: 'L2', entries: 1 }, {}] },
    { mention: '=1+1 fine', reason: 'stop_not_asked', answers: [{ conceptId: null, entries: 1 }] },
  ];
  const change = {
    mention: 'up all night!',
    conceptId: 'L1',
    conceptName: 'Insomnia',
    entries: 2,
    before: null,
  };
  const counts = { added: 1, changed: 0, unchanged: 0, left: 2 };
  const dry = { dryRun: true, generation: null, counts, changes: [change], left };
  t.match(await toOverrides({ dryRun: true }), dry);
  t.strictSame((await send(service, '/v1/ontologies/mylist/overrides')).body, {
    items: [],
    nextCursor: null,
  });
  t.match(await toOverrides({ expectedGeneration: 9 }), { code: 'generation_conflict' });
  t.match(await toOverrides(), { ...dry, dryRun: false, generation: 2 });
  t.match(await toOverrides(), {
    generation: null,
    counts: { added: 0, changed: 0, unchanged: 1 },
  });
  await review({ ids: [4], as: 'dismissed' });
  t.match(await toOverrides({ stop: true }), { generation: 3, counts: { added: 2, unchanged: 1, left: 0 } });
  const mentions = ['UP ALL NIGHT', '=1+1 fine', 'Head in a vice'];
  t.match((await post(service, '/v1/normalize', { mentions })).body, {
    generation: 3,
    results: [
      { decision: 'auto', candidates: [{ conceptId: 'L1', source: 'override' }] },
      { stopped: true, candidates: [] },
      { candidates: [{ conceptId: 'L2', source: 'override' }] },
    ],
  });
  await post(service, '/v1/ontologies/mylist/overrides', {
    set: [{ mention: 'up all night', conceptId: 'L3' }],
  });
  t.match(await toOverrides({ dryRun: true }), {
    counts: { changed: 1 },
    changes: [{ before: { conceptId: 'L3' } }],
  });
});

t.test('agreement is told over time and by version, without what was dismissed', async (t) => {
  const today = new Date().toISOString().slice(0, 10);
  const figures = { entries: 4, accepted: 2, changed: 1, rejected: 1, share: { value: 0.5 } };
  t.match((await send(service, `${url}/agreement?by=day`)).body, {
    ...{ ontology: 'mylist', by: 'day', ...figures, versions: [{ version: 'a', ...figures }] },
    periods: [{ from: today, ...figures }],
  });
  t.match((await send(service, `${url}/agreement?since=2999-01-01`)).body, {
    entries: 0,
    share: null,
    periods: [],
  });
  t.equal((await send(service, `${url}/agreement?by=year`)).status, 400);
  t.equal((await send(service, `${url}/agreement?ontology=nosuch`)).status, 404);
});

t.test('a version that lacks a concept leaves the mention as it is', async (t) => {
  await finished(
    service,
    await upload(service, 'mylist', 'id,name\nL2,Headache\n', { version: 'b', activate: 'true' }),
  );
  t.match(await toOverrides({ dryRun: true }), {
    left: [{ mention: 'up all night!', reason: 'concept_missing' }, { reason: 'stop_not_asked' }],
  });
  t.match((await list()).items.at(-1), { conceptId: 'L1', conceptName: null, version: 'a' });
});

t.test('it outlasts a restart; removal leaves a digest in the audit trail alone', async (t) => {
  await service.close();
  service = await serveApplication(folder, { ADE_DEFAULT_ONTOLOGY: 'mylist' });
  t.equal((await list()).items.length, 5);
  const remove = (id: number) => send(service, { method: 'DELETE', url: `${url}/${id}` });
  t.equal((await remove(5)).status, 204);
  t.equal((await send(service, { method: 'DELETE', url: `${url}/five` })).status, 400);
  t.match(await remove(5), { status: 404, body: { code: 'feedback_not_found' } });
  const { text, body } = await send(service, '/v1/audit?limit=50');
  t.match(body, {
    items: [{ action: 'feedback.remove', subject: 'mylist', before: { id: 5, verdict: 'rejected' } }],
  });
  for (const action of ['feedback.review', 'feedback.to-coded-set', 'feedback.to-overrides'])
    t.ok(text.includes(`"${action}"`), action);
  t.match(text, /"open":"1-2"/);
  t.notMatch(text, /1\+1 fine|up all night/i);
  t.match((await send(service, '/v1/audit/verification')).body, { whole: true });
  t.match((await give([{ mention: 'later', verdict: 'rejected' }])).body, { ids: [6] }, 'ids are given once');
});
