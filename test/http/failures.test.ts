import { gzipSync } from 'node:zlib';
import t from 'tap';
import { ERROR_CODES } from '#src/errors.js';
import { serveApplication, startApplication } from '../support/application.js';
import { misfits, operation } from '../support/http-document.js';
import { post, send, until, type Answer } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), {
  ADE_MAX_BODY_BYTES: '2048',
  ADE_MAX_UPLOAD_BYTES: '4096',
});
t.teardown(() => service.close());

const json = { 'content-type': 'application/json' };
const raw = (payload: string | Buffer, headers: Record<string, string> = json, url = '/v1/normalize') =>
  send(service, { method: 'POST', url, payload, headers });

const cases: readonly (readonly [
  what: string,
  code: keyof typeof ERROR_CODES,
  ask: () => Promise<Answer>,
])[] = [
  ['JSON that breaks off', 'invalid_json', () => raw('{"mentions": ["heada')],
  ['JSON with more behind it', 'invalid_json', () => raw('{"mentions":"x"} {}')],
  ['a body in another encoding', 'invalid_json', () => raw(Buffer.from('{"mentions":"é"}', 'latin1'))],
  ['a body in UTF-16', 'invalid_json', () => raw(Buffer.from('\ufeff{"mentions":"x"}', 'utf16le'))],
  [
    'a compressed body',
    'unsupported_media_type',
    () => raw(gzipSync('{"mentions":"x"}'), { ...json, 'content-encoding': 'gzip' }),
  ],
  ['no body at all', 'invalid_request', () => raw('')],
  ['plain text', 'unsupported_media_type', () => raw('headache', { 'content-type': 'text/plain' })],
  [
    'a form',
    'unsupported_media_type',
    () => raw('mentions=x', { 'content-type': 'application/x-www-form-urlencoded' }),
  ],
  ['a body of no type', 'unsupported_media_type', () => raw('{"mentions":"x"}', {})],
  ['a stream sent as JSON', 'unsupported_media_type', () => raw('"x"\n', json, '/v1/normalize/stream')],
  ['a body that is too large', 'body_too_large', () => raw(JSON.stringify({ mentions: 'x'.repeat(2048) }))],
  ['an import without a path', 'invalid_request', () => raw('{}', json, '/v1/ontologies/mylist/versions')],
  [
    'an upload as text',
    'unsupported_media_type',
    () => raw('id,name', { 'content-type': 'text/csv' }, '/v1/ontologies/mylist/versions'),
  ],
  ['a path that nothing serves', 'not_found', () => send(service, '/v2/normalize?q=headache')],
  ['a method that the path has not', 'method_not_allowed', () => send(service, '/v1/normalize')],
  ['a path that is no UTF-8', 'invalid_request', () => send(service, '/v1/ontologies/%ff')],
  ['a parameter without end', 'invalid_request', () => send(service, `/v1/ontologies/${'x'.repeat(5000)}`)],
  ['an unknown job', 'job_not_found', () => send(service, '/v1/jobs/nosuch')],
  ['events of an unknown job', 'job_not_found', () => send(service, '/v1/jobs/nosuch/events')],
  ['an unknown query', 'invalid_request', () => send(service, '/v1/ontologies/starter/concepts?query=x')],
];

for (const [what, code, ask] of cases) {
  t.test(`${what} is a problem document with the code ${code}`, async (t) => {
    const { status, headers, body } = await ask();
    const [declared, title] = ERROR_CODES[code];
    t.match(body, { code, status: declared, title, type: `urn:ade-normalizer:error:${code}` });
    t.equal(status, declared);
    t.equal(headers['content-type'], 'application/problem+json; charset=utf-8');
    t.match(body, { requestId: headers['x-request-id'] });
    const problem = operation('normalize').answer(400);
    t.strictSame(problem && misfits(problem.schema, body), [], 'with the members that are documented');
  });
}

t.test('a wrong method is told the right ones', async (t) => {
  t.equal((await send(service, '/v1/normalize')).headers['allow'], 'POST');
  const { headers } = await send(service, { method: 'POST', url: '/v1/jobs/x' });
  t.equal(headers['allow'], 'DELETE, GET, HEAD');
});

t.test('a request keeps the id it brings; others get one', async (t) => {
  const id = 'pipeline-7_a.B';
  const good = await post(service, '/v1/normalize', { mentions: [] }, { 'x-request-id': id });
  t.equal(good.headers['x-request-id'], id);
  const bad = await post(service, '/v1/normalize', {}, { 'x-request-id': id });
  t.equal(bad.headers['x-request-id'], id);
  t.match(bad.body, { requestId: id });
  const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  for (const headers of [{}, { 'x-request-id': 'two words' }, { 'x-request-id': 'x'.repeat(200) }])
    t.match((await post(service, '/v1/normalize', {}, headers)).headers['x-request-id'], uuid);
  const ids = await Promise.all(
    [1, 2, 3].map(async () => (await send(service, '/healthz')).headers['x-request-id']),
  );
  t.equal(new Set(ids).size, 3);
});

t.test(
  'before the ontologies are ready, requests are told so and the probe says what is missing',
  async (t) => {
    const starting = await startApplication(t.testdir());
    t.equal((await send(starting, '/healthz')).status, 200, 'alive');
    const probe = await send(starting, '/readyz');
    t.equal(probe.status, 503);
    t.match(probe.body, { ready: false, missing: [/starter/] });
    const serving = starting.serveOntologies(() => undefined);
    await until(() => starting.core.states.all.size > 0, 'the start');
    const early = await post(starting, '/v1/normalize', { mentions: 'headache' });
    t.match(early.body, { status: 503, code: 'not_ready' });
    t.match(early.headers['retry-after'], /^[1-9]\d*$/);
    await serving;
    t.equal((await post(starting, '/v1/normalize', { mentions: 'headache' })).status, 200);
    t.equal((await send(starting, '/readyz')).status, 200);
    await starting.close();
  },
);
