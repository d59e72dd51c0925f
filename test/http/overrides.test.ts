import t from 'tap';
import { serveApplication } from '../support/application.js';
import { Type } from '@sinclair/typebox';
import { finished, post, read, send, upload } from '../support/http.js';

t.setTimeout(120_000);

const nextCursor = Type.Union([Type.String(), Type.Null()]);
const Page = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), mention: Type.String() })),
  nextCursor,
});
const AuditPage = Type.Object({ items: Type.Array(Type.Object({ id: Type.Integer() })), nextCursor });

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

const url = '/v1/ontologies/mylist/overrides';
const change = async (body: object) => (await post(service, url, body)).body;
const normalize = async (mentions: unknown, topK = 3): Promise<unknown> =>
  (await post(service, '/v1/normalize', { mentions, ontology: 'mylist', topK })).body;
const bring = async (csv: string, version: string) =>
  finished(service, await upload(service, 'mylist', csv, { version, activate: 'true' }));

await bring(
  'id,name,selectable\nL1,Insomnia,true\nL2,Headache,true\nL3,Nausea,true\nH,Symptoms,false\n',
  'a',
);

t.test('a settled mention wins over everything, from the next generation on', async (t) => {
  t.match(await normalize('Headache'), { results: [{ candidates: [{ conceptId: 'L2', source: 'exact' }] }] });
  t.strictSame(
    await change({
      set: [
        { mention: 'Headache', conceptId: 'L1', note: 'for the test' },
        { mention: 'no wired feeling', conceptId: 'L1' },
        { mention: 'n/a', conceptId: null },
      ],
    }),
    { ontology: 'mylist', generation: 2, added: 3, changed: 0, removed: 0 },
  );
  t.match(await normalize(['  HEADACHE!', 'no wired feeling', 'n/a', 'hardly any sleep last week']), {
    generation: 2,
    results: [
      {
        decision: 'auto',
        candidates: [
          {
            ...{ rank: 1, conceptId: 'L1', source: 'override', confidence: null, matchedName: 'Headache' },
            ...{ matchedKind: 'coded', matchedOrigin: 'override', scores: { dense: 1 } },
          },
          { rank: 2, conceptId: 'L2', source: 'exact' },
        ],
      },
      { decision: 'auto', candidates: [{ conceptId: 'L1', source: 'override' }] },
      { decision: 'none', stopped: true, candidates: [] },
      { candidates: [{ conceptId: 'L1', source: 'dense' }] },
    ],
  });
});

t.test('they are listed page by page, and the same again changes nothing', async (t) => {
  const first = (await send(service, `${url}?limit=2`)).body;
  t.match(first, {
    items: [
      { mention: 'Headache', conceptId: 'L1', conceptName: 'Insomnia', note: 'for the test', problem: null },
      { mention: 'n/a', conceptId: null, conceptName: null, changedBy: 'anonymous' },
    ],
    nextCursor: String,
  });
  const { nextCursor } = read(Page, first);
  const second = (await send(service, `${url}?limit=2&cursor=${nextCursor}`)).body;
  t.match(second, { items: [{ mention: 'no wired feeling' }], nextCursor: null });
  t.match(await change({ set: [{ mention: 'n/a', conceptId: null }] }), { generation: null, changed: 0 });
  t.match(await change({ set: [{ mention: 'N/A', conceptId: null, note: 'why' }] }), {
    generation: 3,
    changed: 1,
  });
});

t.test('what cannot be used is told, and nothing of it is taken', async (t) => {
  const refused = async (set: object[], detail: RegExp) => {
    t.match(await change({ set }), { status: 422, code: 'override_invalid', detail });
  };
  await refused(
    [
      { mention: 'fine', conceptId: 'L1' },
      { mention: 'x', conceptId: 'L9' },
    ],
    /Entry 2 \(“x”\).*no concept "L9"/,
  );
  await refused([{ mention: '…', conceptId: 'L1' }], /no letter or digit/);
  await refused([{ mention: 'x', conceptId: 'H' }], /heading/);
  await refused(
    [
      { mention: 'sick', conceptId: 'L3' },
      { mention: 'SICK', conceptId: 'L1' },
    ],
    /an earlier entry settles the same mention to L3/,
  );
  t.match(await change({ set: [{ mention: 'x' }] }), { status: 400, code: 'invalid_request' });
  t.match(await change({ set: [{ mention: 'y', conceptId: 'L1' }], expectedGeneration: 1 }), {
    status: 409,
    code: 'generation_conflict',
  });
  t.match(await normalize('fine'), { generation: 3 });
  t.match((await send(service, '/v1/ontologies/nothing/overrides')).body, { code: 'ontology_not_found' });
});

t.test('they survive a new version, which tells whose concept it lacks', async (t) => {
  await bring('id,name\nL2,Headache\nL3,Nausea\n', 'b');
  const list = (await send(service, url)).body;
  t.match(list, { items: [{ mention: 'Headache', problem: 'concept_missing' }, { problem: null }, {}] });
  t.match(await normalize(['headache', 'n/a']), {
    version: 'b',
    results: [{ candidates: [{ conceptId: 'L2', source: 'exact' }] }, { stopped: true }],
  });
  await finished(service, await send(service, { method: 'POST', url: '/v1/ontologies/mylist/rollback' }));
  const activate = async (body: object) =>
    finished(service, await post(service, '/v1/ontologies/mylist/activate', body));
  // “Headache” and “no wired feeling” were settled to L1.
  t.match(await activate({ version: 'b', dryRun: true }), { result: { lostOverrides: 2 } }, 'told before');
  t.match(await activate({ version: 'b' }), { result: { lostOverrides: 2 } }, 'and with the switch');
  t.match(await activate({ version: 'a' }), { result: { lostOverrides: 0 } });
  t.match(await normalize('headache'), { version: 'a', results: [{ candidates: [{ source: 'override' }] }] });
});

t.test('one is taken back by its id', async (t) => {
  const { items } = read(Page, (await send(service, url)).body);
  const id = items.find(({ mention }) => mention === 'Headache')?.id ?? '';
  t.match((await send(service, { method: 'DELETE', url: `${url}/${id}` })).body, { removed: 1 });
  t.match((await send(service, { method: 'DELETE', url: `${url}/${id}` })).body, {
    removed: 0,
    generation: null,
  });
  t.match(await normalize('headache'), { results: [{ candidates: [{ conceptId: 'L2' }] }] });
});

t.test('the trail tells who did what, without what people wrote, and is whole', async (t) => {
  const { body, text } = await send(service, '/v1/audit?limit=100');
  t.match(body, {
    items: [
      {
        action: 'overrides.change',
        subject: 'mylist',
        actor: 'anonymous',
        before: { entries: [{ mention: /^[0-9a-f]{32}$/, conceptId: 'L1' }] },
        after: { entries: [] },
      },
      { action: 'ontology.activate', before: { version: 'b' }, after: { version: 'a' } },
      { action: 'ontology.activate', before: { version: 'a' }, after: { version: 'b' } },
      { action: 'ontology.rollback', before: { version: 'b' }, after: { version: 'a' } },
      { action: 'ontology.activate', after: { version: 'b' } },
      {
        action: 'version.add',
        subject: 'mylist b',
        before: null,
        after: { format: 'csv', file: 'terms.csv' },
      },
    ],
    nextCursor: null,
  });
  t.notMatch(text, /wired|n\/a|for the test/i);
  t.match((await send(service, '/v1/audit/verification')).body, { whole: true, head: /^[0-9a-f]{64}$/ });
  const page = read(AuditPage, (await send(service, '/v1/audit?limit=3')).body);
  const next = (await send(service, `/v1/audit?limit=3&cursor=${page.nextCursor}`)).body;
  t.match(next, { items: [{ id: (page.items.at(-1)?.id ?? 0) - 1 }, {}, {}] });
});

t.test('a version that does not answer can be removed, and is gone for good', async (t) => {
  const remove = (version: string) =>
    send(service, { method: 'DELETE', url: `/v1/ontologies/mylist/versions/${version}` });
  t.match((await remove('a')).body, { status: 409, code: 'version_active', detail: /version "a"/ });
  t.match((await send(service, '/v1/ontologies/mylist/versions')).body, {
    versions: [
      { version: 'a', sourceBytes: 85, artefacts: [{ hash: /^sha256:/, index: 'exact', bytes: Number }] },
      { version: 'b', artefacts: [{}] },
    ],
  });
  t.equal((await remove('b')).status, 204);
  t.match((await remove('b')).body, { code: 'version_not_found' });
  t.match((await send(service, { method: 'POST', url: '/v1/ontologies/mylist/rollback' })).body, {});
  t.match((await send(service, '/v1/ontologies/mylist/versions')).body, { versions: [{ version: 'a' }] });
});
