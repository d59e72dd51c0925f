import t from 'tap';
import { Type } from '@sinclair/typebox';
import { serveApplication } from '../support/application.js';
import { finished, post, read, send, upload } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

const url = '/v1/ontologies/mylist/thresholds';
const put = (body: object) => send(service, { method: 'PUT', url, payload: body });
const Answer = Type.Object({
  generation: Type.Integer(),
  results: Type.Array(
    Type.Object({
      decision: Type.String(),
      candidates: Type.Array(Type.Object({ confidence: Type.Union([Type.Number(), Type.Null()]) })),
    }),
  ),
});
const ask = async () =>
  read(
    Answer,
    (await post(service, '/v1/normalize', { mentions: 'could not sleep at all', ontology: 'mylist' })).body,
  );

await finished(
  service,
  await upload(service, 'mylist', 'id,name\nL1,Insomnia\nL2,Headache\nL3,Nausea\nL4,Rash\n', {
    ...{ version: 'a', activate: 'true' },
  }),
);

t.test('the defaults hold until somebody chooses', async (t) => {
  t.match((await send(service, url)).body, {
    ontology: 'mylist',
    thresholds: { auto: 0.95, suggest: 0.5, review: 0.15 },
    chosen: null,
  });
});

t.test('the next generation decides by what was chosen, and by the defaults again', async (t) => {
  const before = await ask();
  const confidence = before.results[0]?.candidates[0]?.confidence ?? 0;
  t.ok(confidence > 0.02 && confidence < 0.999, `confidence ${confidence}`);
  const low = { auto: confidence / 2, suggest: confidence / 3, review: 0 };
  t.match((await put({ ...low, note: 'for the test' })).body, {
    thresholds: low,
    chosen: { by: 'anonymous', note: 'for the test' },
    generation: before.generation + 1,
  });
  t.match(await ask(), { generation: before.generation + 1, results: [{ decision: 'auto' }] });
  t.match((await put({ ...low, note: 'again' })).body, { generation: null });
  const high = { auto: 1, suggest: 1, review: (1 + confidence) / 2 };
  t.match((await put(high)).body, { generation: before.generation + 2 });
  t.match(await ask(), { results: [{ decision: 'none' }] });
  t.match((await send(service, { method: 'DELETE', url })).body, {
    chosen: null,
    generation: before.generation + 3,
  });
  t.match(await ask(), { results: [{ decision: before.results[0]?.decision }] });
  t.match((await send(service, { method: 'DELETE', url })).body, { generation: null });
});

t.test('they outlast a change of version, and are audited', async (t) => {
  await put({ auto: 0.9, suggest: 0.4, review: 0.1 });
  await finished(
    service,
    await upload(service, 'mylist', 'id,name\nL1,Insomnia\nL2,Headache\n', {
      version: 'b',
      activate: 'true',
    }),
  );
  t.match((await send(service, url)).body, { thresholds: { auto: 0.9, suggest: 0.4, review: 0.1 } });
  t.match((await send(service, '/v1/audit?limit=10')).body, {
    items: [
      { action: 'ontology.activate' },
      {},
      { action: 'thresholds.change', after: { thresholds: { auto: 0.9, suggest: 0.4, review: 0.1 } } },
    ],
  });
});

t.test('what cannot be is refused, and changes nothing', async (t) => {
  const before = (await send(service, url)).body;
  t.match(await put({ auto: 0.5, suggest: 0.6, review: 0.1 }), {
    status: 422,
    body: { code: 'thresholds_invalid' },
  });
  for (const auto of [1.1, -0.1, '0.9', null])
    t.match(await put({ auto, suggest: 0.1, review: 0 }), { status: 400 });
  t.match(await put({ auto: 0.9, suggest: 0.2, review: 0.1, expectedGeneration: 1 }), {
    status: 409,
    body: { code: 'generation_conflict' },
  });
  t.match(await send(service, '/v1/ontologies/nosuch/thresholds'), { status: 404 });
  t.strictSame((await send(service, url)).body, before);
});
