import { FormatRegistry, Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { shadow as documented } from '#src/http/schemas/examples.js';
import { FirstAnswer, Shadow } from '#src/http/schemas/shadow.js';
import { newKey } from '#src/keys.js';
import { digestOf } from '#src/store/index.js';
import { serveApplication, type TestApplication } from '../support/application.js';
import { finished, post, read, send, until, upload } from '../support/http.js';

t.setTimeout(240_000);

const First = Type.Object({
  concept: Type.Union([Type.Null(), Type.Object({ id: Type.String(), name: Type.String() })]),
  decision: Type.String(),
  confidence: Type.Union([Type.Null(), Type.Number()]),
  pooled: Type.Union([Type.Null(), Type.Number()]),
});
const Summary = Type.Object({
  version: Type.String(),
  against: Type.String(),
  state: Type.String(),
  since: Type.String(),
  compared: Type.Integer(),
  skipped: Type.Integer(),
  failed: Type.Integer(),
  agreement: Type.Union([Type.Null(), Type.Number()]),
  differences: Type.Object({ concept: Type.Integer(), decision: Type.Integer(), same: Type.Integer() }),
  changes: Type.Array(Type.Object({ otherConcept: Type.Boolean(), count: Type.Integer() })),
  examples: Type.Array(
    Type.Object({
      mention: Type.String(),
      length: Type.Integer(),
      text: Type.Union([Type.Null(), Type.String()]),
      times: Type.Integer(),
      generation: Type.Integer(),
      active: First,
      shadow: First,
    }),
  ),
});

const url = '/v1/ontologies/mylist/shadow';
const set = (service: TestApplication, payload: object, headers = {}) =>
  send(service, { method: 'PUT', url, payload, headers });
const get = async (service: TestApplication): Promise<Static<typeof Summary>> =>
  read(Summary, (await send(service, url)).body);
const normalize = (service: TestApplication, mentions: readonly unknown[], options = {}) =>
  post(service, '/v1/normalize', { mentions, ontology: 'mylist', topK: 1, ...options });
const metric = async (service: TestApplication, name: string): Promise<number> => {
  const line = (await send(service, '/metrics')).text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
};
/** Waits until so many mentions of the sample were looked after, and shows what came of it. */
async function after(service: TestApplication, mentions: number): Promise<Static<typeof Summary>> {
  const done = ({ compared, skipped, failed }: Static<typeof Summary>) => compared + skipped + failed;
  await until(async () => done(await get(service)) >= mentions, `${mentions} mentions are compared`);
  const summary = await get(service);
  t.equal(done(summary), mentions, 'and no more');
  return summary;
}

FormatRegistry.Set('date-time', (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));
/** How a value departs from the schema of the OpenAPI document. */
function misfits(value: unknown): readonly string[] {
  const strict = { ...Shadow, additionalProperties: false };
  const referred = [{ ...FirstAnswer, $id: 'FirstAnswer#' }];
  return [...Value.Errors(strict, referred, value)].map(({ path, message }) => `${path} ${message}`);
}

/** A service whose list has version 1, which answers, and 2 to 3, in which another concept is called insomnia. */
async function serveVersions(folder: string, env: Readonly<Record<string, string>> = {}) {
  const service = await serveApplication(folder, { ADE_MAX_MENTIONS: '4000', ...env });
  for (const [version, csv] of [
    ['1', 'id,name\nL1,Insomnia\nL2,Headache\nL3,Nausea\n'],
    ['2', 'id,name\nL9,Insomnia\nL2,Headache\nL3,Nausea\n'],
    ['3', 'id,name\nL1,Insomnia\nL2,Headache\nL4,Rash\n'],
  ] as const) {
    const fields = { version, expansion: 'none', activate: String(version === '1') };
    t.match(await finished(service, await upload(service, 'mylist', csv, fields)), { state: 'succeeded' });
  }
  return service;
}

const service = await serveVersions(t.testdir());
t.teardown(() => service.close());

t.test('a shadow that cannot be is refused at once, and says why', async (t) => {
  const refused = async (payload: object, wanted: object) => {
    t.match((await set(service, payload)).body, wanted);
  };
  await refused(
    { version: '1' },
    { status: 422, code: 'shadow_invalid', detail: /answers with version “1”/ },
  );
  await refused({ version: '2', keepText: true }, { code: 'shadow_invalid', detail: /ADE_SHADOW_TEXT=on/ });
  await refused({ version: '7' }, { status: 404, code: 'version_not_found', detail: /1, 2, 3/ });
  for (const body of [{}, { version: '2', share: 0 }, { version: '2', share: 1.1 }, { version: '2', x: 1 }])
    await refused(body, { status: 400, code: 'invalid_request' });
  t.match(
    (await send(service, { method: 'PUT', url: '/v1/ontologies/nosuch/shadow', payload: { version: '2' } }))
      .body,
    { status: 404, code: 'ontology_not_found' },
  );
  for (const method of ['GET', 'DELETE'] as const) {
    t.match((await send(service, { method, url })).body, { status: 404, code: 'shadow_not_set' });
    t.match((await send(service, { method, url: '/v1/ontologies/nosuch/shadow' })).body, {
      code: 'ontology_not_found',
    });
  }
  const idle = { expansion: 'none', version: '1' };
  await finished(service, await upload(service, 'idle', 'id,name\n1,Rash\n', idle));
  const sent = { method: 'PUT', url: '/v1/ontologies/idle/shadow', payload: { version: '1' } } as const;
  t.match((await send(service, sent)).body, { code: 'shadow_invalid', detail: /activate a version first/ });
});

t.test('batch and stream are compared, and only the active version answers', async (t) => {
  const job = await finished(service, await set(service, { version: '2', share: 1 }));
  t.match(job, {
    state: 'succeeded',
    result: { version: '2', against: '1', share: 1, keepText: false, setBy: 'anonymous' },
  });
  t.match(await get(service), { state: 'answering', compared: 0, agreement: null, examples: [] });

  const answer = await normalize(service, ['Insomnia', 'headache', '', 'insomnia!', 'nausea']);
  t.match(answer.body, { version: '1', results: [{ candidates: [{ conceptId: 'L1' }] }, {}, {}, {}, {}] });
  const first = await after(service, 4);
  t.match(first, {
    differences: { concept: 2, decision: 0, same: 2 },
    changes: [{ from: 'auto', to: 'auto', otherConcept: true, count: 2 }],
    agreement: 0.5,
  });
  t.match(first.examples, [
    {
      ...{ mention: digestOf('insomnia'), length: 9, text: null, times: 2, generation: 1 },
      active: { concept: { id: 'L1', name: 'Insomnia' }, decision: 'auto', pooled: Number },
      shadow: { concept: { id: 'L9', name: 'Insomnia' }, decision: 'auto', pooled: Number },
    },
  ]);
  t.equal(first.examples.length, 1, 'one for a mention');
  t.strictSame(misfits((await send(service, url)).body), [], 'the answer is what the document says');
  t.strictSame(misfits(documented), [], 'and so is its example');

  const stream = await send(service, {
    method: 'POST',
    url: '/v1/normalize/stream?ontology=mylist&topK=1',
    headers: { 'content-type': 'application/x-ndjson' },
    payload: '"insomnia"\nbroken\n"nausea"\n"headache"\n',
  });
  t.match(stream.text, /"conceptId":"L1"/);
  t.notMatch(stream.text, /L9/);
  t.match(await after(service, 7), { differences: { concept: 3, same: 4 }, examples: [{ times: 3 }] });

  await post(service, '/v1/normalize', { mentions: 'insomnia', ontology: 'starter' });
  t.match(await after(service, 7), {}, 'other ontologies are not looked at');
  t.equal(await metric(service, 'ade_shadow_compared_total{ontology="mylist",outcome="same"}'), 4);
  t.equal(await metric(service, 'ade_shadow_compared_total{ontology="mylist",outcome="concept"}'), 3);
});

t.test('what people settled is not compared', async (t) => {
  const entries = [
    { mention: 'insomnia', conceptId: 'L2' },
    { mention: 'nausea', conceptId: null },
  ];
  t.equal((await post(service, '/v1/ontologies/mylist/overrides', { set: entries })).status, 200);
  await normalize(service, ['insomnia', 'nausea', 'headache']);
  t.match(await after(service, 8), { differences: { concept: 3, same: 5 } });
  const remove = [digestOf('insomnia'), digestOf('nausea')];
  t.match((await post(service, '/v1/ontologies/mylist/overrides', { remove })).body, { removed: 2 });
});

t.test('more than can wait is counted, and the answer does not wait for it', async (t) => {
  t.match(await finished(service, await set(service, { version: '2', share: 1 })), { state: 'succeeded' });
  t.match(await get(service), { compared: 0, examples: [] }, 'a shadow begins anew');
  // Of one answer, so that they come at once however fast they are compared.
  const mentions = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? 'insomnia' : 'headache'));
  t.equal((await normalize(service, mentions)).status, 200);
  const summary = await after(service, 4000);
  t.ok(summary.skipped > 0, `${summary.skipped} were skipped`);
  t.ok(summary.compared >= 1024, `${summary.compared} were compared`);
  t.equal(summary.failed, 0);
  t.equal(
    await metric(service, 'ade_shadow_skipped_total{ontology="mylist",reason="backlog"}'),
    summary.skipped,
  );
});

t.test('half of the mentions is a sample of mentions, not of requests', async (t) => {
  await finished(service, await set(service, { version: '2', share: 0.5 }));
  const mentions = Array.from({ length: 200 }, (_, i) => `insomnia of kind ${i}`);
  await normalize(service, mentions);
  await until(async () => (await get(service)).compared > 50, 'some are compared');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { compared, skipped } = await get(service);
  t.ok(compared > 60 && compared < 140 && skipped === 0, `${compared} of 200`);
  await normalize(service, mentions);
  const again = await after(service, 2 * compared);
  t.ok(again.examples.length > 0 && again.examples.length <= 100, `${again.examples.length} are shown`);
  t.ok(
    again.examples.every(({ times }) => times === 2),
    'the same ones again',
  );
});

t.test('another active version begins the comparison anew', async (t) => {
  const { since } = await get(service);
  const switched = await post(service, '/v1/ontologies/mylist/activate', { version: '3' });
  t.match(await finished(service, switched), { state: 'succeeded' });
  const summary = await get(service);
  t.match(summary, { version: '2', against: '3', state: 'answering', compared: 0, examples: [] });
  t.not(summary.since, since);
  const mentions = Array.from({ length: 40 }, (_, i) => `rash of kind ${i}`);
  await normalize(service, mentions);
  await until(async () => (await get(service)).compared > 5, 'it goes on');
  await finished(service, await post(service, '/v1/ontologies/mylist/activate', { version: '1' }));
});

t.test('a shadow ends when it is asked to, and answers what it found', async (t) => {
  await finished(service, await set(service, { version: '2', share: 1 }));
  await normalize(service, ['insomnia']);
  await after(service, 1);
  const ended = await send(service, { method: 'DELETE', url });
  t.equal(ended.status, 200);
  t.match(ended.body, { version: '2', compared: 1, examples: [{ times: 1 }] });
  t.match((await send(service, url)).body, { code: 'shadow_not_set' });
  // The starter’s, that of version 1, and that of 3, which answered before.
  await until(() => service.core.indexes().length === 3, 'its index is closed');
  t.match((await send(service, '/v1/audit?limit=1')).body, {
    items: [{ action: 'shadow.end', actor: 'anonymous', subject: 'mylist', before: { version: '2' } }],
  });
});

t.test('a shadow ends when its version is activated or removed', async (t) => {
  await finished(service, await set(service, { version: '2', share: 1 }));
  await finished(service, await post(service, '/v1/ontologies/mylist/activate', { version: '2' }));
  await until(
    async () => (await service.core.audit.page({ limit: 1 }))[0]?.action === 'shadow.end',
    'by itself, without a question',
  );
  t.match((await send(service, url)).body, { code: 'shadow_not_set' });

  await finished(service, await set(service, { version: '3', share: 1 }));
  t.equal((await send(service, { method: 'DELETE', url: '/v1/ontologies/mylist/versions/3' })).status, 204);
  t.equal((await normalize(service, ['insomnia'])).status, 200);
  t.match((await send(service, url)).body, { code: 'shadow_not_set' });
  t.match((await send(service, '/v1/audit?limit=1')).body, {
    items: [{ action: 'shadow.end', actor: 'system', before: { version: '3' } }],
  });
});

t.test('a job that is cancelled sets nothing', async (t) => {
  const rows = Array.from({ length: 3000 }, (_, i) => `X${i},strange complaint number ${i}\n`);
  const busy = await upload(service, 'busy', `id,name\n${rows.join('')}`, { expansion: 'none' });
  const accepted = await set(service, { version: '1', share: 1 });
  for (const { headers } of [accepted, busy])
    await send(service, { method: 'DELETE', url: String(headers['location']) });
  t.match(await finished(service, accepted), { state: 'cancelled' });
  t.match((await send(service, url)).body, { code: 'shadow_not_set' });
});

t.test('a restart keeps the shadow and what it found; texts only as long as they may be kept', async (t) => {
  const folder = t.testdir();
  const first = await serveVersions(folder, { ADE_SHADOW_TEXT: 'on' });
  await finished(first, await set(first, { version: '2', share: 1, keepText: true }));
  await normalize(first, ['INSOMNIA :(', 'headache']);
  t.match(await after(first, 2), { keepText: true, examples: [{ text: 'INSOMNIA :(', length: 11 }] });
  await normalize(first, ['insomnia']);
  await first.close();

  const second = await serveApplication(folder, { ADE_SHADOW_TEXT: 'on' });
  await until(async () => (await get(second)).state === 'answering', 'it is opened again');
  t.match(await get(second), { version: '2', share: 1, examples: [{ text: /insomnia/i }] });
  const { compared } = await get(second);
  t.ok(compared === 2 || compared === 3, 'with all that was compared before the end');
  await normalize(second, ['headache']);
  t.match(await after(second, compared + 1), { examples: [{ mention: digestOf('insomnia') }] });
  await second.close();

  const third = await serveApplication(folder);
  t.teardown(() => third.close());
  await until(async () => (await get(third)).state === 'answering', 'it is opened again');
  t.match(await get(third), { keepText: false, examples: [{ text: null }] });
  await normalize(third, ['Insomnia, again']);
  await after(third, compared + 2);
  t.ok(
    (await get(third)).examples.every(({ text }) => text === null),
    'and no text is kept any more',
  );
});

t.test('only an admin sets, sees and ends a shadow', async (t) => {
  const [reader, admin] = [newKey('reader', 'read'), newKey('boss', 'admin')];
  const guarded = await serveApplication(t.testdir(), {
    ADE_AUTH: 'on',
    ADE_API_KEYS: `${reader.line}\n${admin.line}`,
  });
  t.teardown(() => guarded.close());
  for (const method of ['PUT', 'GET', 'DELETE'] as const) {
    const asked = { method, url, ...(method === 'PUT' && { payload: { version: '1' } }) };
    t.equal((await send(guarded, asked)).status, 401, method);
    t.equal((await send(guarded, { ...asked, headers: { 'x-api-key': reader.key } })).status, 403, method);
    t.equal((await send(guarded, { ...asked, headers: { 'x-api-key': admin.key } })).status, 404, method);
  }
});
