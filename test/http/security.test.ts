import t from 'tap';
import { newKey } from '#src/keys.js';
import { serveApplication, startApplication, type TestApplication } from '../support/application.js';
import { operations } from '../support/http-document.js';
import { post, send } from '../support/http.js';

t.setTimeout(120_000);

const reader = newKey('pipeline', 'read');
const admin = newKey('boss', 'admin');
const keys = { ADE_API_KEYS: `# who may come in\n${reader.line}\n${admin.line}\n` };
const service = await serveApplication(t.testdir(), { ...keys, ADE_RATE_LIMIT: '200' });
t.teardown(() => service.close());

const ask = (headers: Record<string, string>, url = '/v1/info') => send(service, { url, headers });

t.test('a key opens the service, in either header', async (t) => {
  for (const headers of [
    { authorization: `Bearer ${reader.key}` },
    { authorization: `bearer ${reader.key}` },
    { 'x-api-key': reader.key },
    { 'x-api-key': admin.key },
  ])
    t.equal((await ask(headers)).status, 200);
});

t.test('no key and a wrong key are refused alike', async (t) => {
  for (const headers of [
    {},
    { 'x-api-key': '' },
    { 'x-api-key': 'guess' },
    { 'x-api-key': reader.key.slice(0, -1) },
    { 'x-api-key': reader.line },
    { authorization: reader.key },
    { authorization: `Basic ${reader.key}` },
    { authorization: 'Bearer ' },
  ]) {
    const answer = await ask(headers);
    t.match(answer.body, { status: 401, code: 'unauthorized' });
    t.equal(answer.headers['www-authenticate'], 'Bearer');
    t.notMatch(answer.text, /ade_[A-Za-z0-9]/, 'no key is repeated');
  }
  const query = await ask({}, `/v1/info?api_key=${reader.key}`);
  t.equal(query.status, 401, 'a key in a query is none');
});

t.test('every operation asks for the role that the document gives it', async (t) => {
  for (const { id, method, exampleUrl: url, role, body } of operations) {
    const as = async (key?: string) => {
      const headers = { ...(body && { 'content-type': body.type }), ...(key && { 'x-api-key': key }) };
      // Nothing is changed on the way: what comes through is refused for what it asks.
      const target = method === 'POST' ? url.replace(/starter|mylist/, 'nosuch') : url;
      return (await send(service, { method, url: target, headers, ...(body && { payload: '' }) })).status;
    };
    const [nobody, asReader, asAdmin] = [await as(), await as(reader.key), await as(admin.key)];
    t.equal(nobody === 401, role !== 'open', `${id}: ${nobody} without a key`);
    t.equal(asReader === 403, role === 'admin', `${id}: ${asReader} with a key to read`);
    t.notOk([401, 403, 429].includes(asAdmin), `${id}: ${asAdmin} with a key to change`);
  }
});

t.test('probes and pages are open', async (t) => {
  for (const url of ['/healthz', '/readyz', '/docs', '/docs/json', '/docs/static/swagger-ui.css'])
    t.equal((await ask({}, url)).status, 200, url);
  t.equal((await ask({}, '/metrics')).status, 401);
});

t.test('a body is not read before the key is known', async (t) => {
  const answer = await send(service, {
    method: 'POST',
    url: '/v1/normalize',
    payload: '{"mentions": broken',
    headers: { 'content-type': 'application/json' },
  });
  t.match(answer.body, { code: 'unauthorized' });
});

t.test('answers carry headers that keep browsers from doing more than they should', async (t) => {
  const problem = await ask({});
  for (const { headers } of [problem, await ask({}, '/docs'), await ask({ 'x-api-key': reader.key })]) {
    t.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
    t.equal(headers['x-content-type-options'], 'nosniff');
    t.equal(headers['x-frame-options'], 'DENY');
    t.equal(headers['referrer-policy'], 'no-referrer');
    t.notOk(headers['x-powered-by'] ?? headers['server']);
    t.notOk(headers['access-control-allow-origin'], 'no other site may read it');
  }
});

t.test('who asks too often is told when to come back; others are not held up', async (t) => {
  const statuses: number[] = [];
  let last = await ask({ 'x-api-key': reader.key });
  for (let i = 0; i < 200; i += 1) {
    last = await ask({ 'x-api-key': reader.key });
    statuses.push(last.status);
  }
  t.ok(statuses.includes(200) && statuses.includes(429));
  t.equal(statuses.lastIndexOf(200) + 1, statuses.indexOf(429), 'first the allowed ones, then none');
  t.match(last.body, { code: 'rate_limited', detail: /200 requests a minute/ });
  const wait = Number(last.headers['retry-after']);
  t.ok(wait >= 1 && wait <= 60, `${wait} seconds`);
  t.equal((await ask({ 'x-api-key': admin.key })).status, 200, 'another key');
  t.equal((await ask({}, '/readyz')).status, 200, 'a probe');
});

const withoutKeys = async (
  env: Readonly<Record<string, string>>,
  test: (service: TestApplication) => Promise<void>,
) => {
  const bare = await startApplication(t.testdir(), env);
  try {
    await test(bare);
  } finally {
    await bare.close();
  }
};
const page = { host: 'localhost:8080', origin: 'https://friend.example' };
const preflight = (application: TestApplication, origin: string) =>
  send(application, {
    method: 'OPTIONS',
    url: '/v1/normalize',
    headers: { origin, 'access-control-request-method': 'POST' },
  });

t.test('without keys, no other site’s page may send or read anything', (t) =>
  withoutKeys({}, async (bare) => {
    t.match((await post(bare, '/v1/normalize', { mentions: [] }, page)).body, { code: 'forbidden' });
    const rollback = { method: 'POST', url: '/v1/ontologies/starter/rollback', headers: page } as const;
    t.match((await send(bare, rollback)).body, { status: 403, code: 'forbidden' });
    const own = { host: 'localhost:8080', origin: 'http://localhost:8080' };
    t.not((await post(bare, '/v1/normalize', { mentions: [] }, own)).status, 403, 'its own pages may');
    const asked = await preflight(bare, 'https://friend.example');
    t.not(asked.status, 204);
    t.notOk(asked.headers['access-control-allow-origin']);
    t.match((await send(bare, '/v1/info')).body, { auth: 'off', limits: { ADE_RATE_LIMIT: 0 } });
  }),
);

t.test('a site that is allowed may send and read; others still may not', (t) =>
  withoutKeys({ ADE_CORS_ORIGINS: 'https://friend.example' }, async (bare) => {
    const asked = await preflight(bare, 'https://friend.example');
    t.equal(asked.status, 204);
    t.equal(asked.headers['access-control-allow-origin'], 'https://friend.example');
    const answer = await send(bare, { url: '/v1/info', headers: page });
    t.equal(answer.headers['access-control-allow-origin'], 'https://friend.example');
    t.match(answer.headers['access-control-expose-headers'], /x-request-id/);
    t.not((await post(bare, '/v1/normalize', { mentions: [] }, page)).status, 403);
    t.match((await post(bare, '/v1/nothing', {}, page)).body, { code: 'not_found' });
    const evil = { ...page, origin: 'https://evil.example' };
    t.equal((await post(bare, '/v1/normalize', { mentions: [] }, evil)).status, 403);
    t.not((await preflight(bare, evil.origin)).headers['access-control-allow-origin'], evil.origin);
  }),
);
