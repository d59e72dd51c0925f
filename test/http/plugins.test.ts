import { setTimeout as delay } from 'node:timers/promises';
import Fastify from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { request } from 'undici';
import t, { type Test } from 'tap';
import { newKey, parseKeys } from '#src/keys.js';
import type { App } from '#src/http/dependencies.js';
import { useAuth } from '#src/http/plugins/auth.js';
import { useCancellation } from '#src/http/plugins/cancellation.js';
import { useJsonBody } from '#src/http/plugins/json-body.js';
import { useProblems } from '#src/http/plugins/problems.js';
import { useStopping } from '#src/http/plugins/stopping.js';

function bareApp(t: Test, timeoutMs = 1000): App {
  const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
  useJsonBody(app);
  useCancellation(app, timeoutMs);
  useProblems(app);
  useStopping(app, 1000);
  t.teardown(() => app.close());
  return app;
}

/** Waits until the request is given up, and tells why. */
function waitingRoute(app: App): Promise<unknown> {
  return new Promise((resolve) => {
    app.post('/wait', async ({ cancelSignal }) => {
      await delay(60_000, undefined, { signal: cancelSignal, ref: false }).catch(() => undefined);
      resolve(cancelSignal.reason);
      throw new Error('given up');
    });
  });
}

const json = { 'content-type': 'application/json' };

t.test('work that takes too long is ended and answered', async (t) => {
  const app = bareApp(t, 50);
  const reason = waitingRoute(app);
  app.post('/deaf', () => delay(200));
  const base = await app.listen({ port: 0 });
  const { statusCode, headers, body } = await request(`${base}/wait`, {
    method: 'POST',
    headers: json,
    body: '{}',
  });
  t.equal(statusCode, 503);
  t.equal(headers['retry-after'], '1');
  t.match(await body.json(), { code: 'request_timeout' });
  t.match(await reason, { code: 'request_timeout' });
  const deaf = await request(`${base}/deaf`, { method: 'POST', headers: json, body: '{}' });
  t.match(await deaf.body.json(), { code: 'request_timeout' }, 'even if the work does not listen');
});

t.test('work of a client that hung up is ended, and not before', async (t) => {
  const app = bareApp(t);
  const reason = waitingRoute(app);
  const base = await app.listen({ port: 0 });
  const started = performance.now();
  await t.rejects(
    request(`${base}/wait`, { method: 'POST', headers: json, body: '{}', signal: AbortSignal.timeout(100) }),
  );
  t.match(await reason, { code: 'client_closed' });
  t.ok(performance.now() - started >= 95, 'reading the whole body is no hang-up');
});

t.test('a service that stops turns new requests away and tells endless ones', async (t) => {
  const app = bareApp(t);
  app.get('/', () => 'here');
  t.equal((await app.inject('/')).statusCode, 200);
  t.notOk(app.stopSignal.aborted);
  await app.close();
  t.match(app.stopSignal.reason, { code: 'shutting_down' });
});

t.test('a wrong path is a 404, a wrong method a 405 with the right ones', async (t) => {
  const app = bareApp(t);
  app.get('/things/:id', () => 'thing');
  app.delete('/things/:id', () => 'gone');
  t.match((await app.inject('/other?q=x')).json(), { code: 'not_found' });
  const wrong = await app.inject({ method: 'POST', url: '/things/a%2Fb?x=1' });
  t.match(wrong.json(), { status: 405, code: 'method_not_allowed' });
  t.equal(wrong.headers.allow, 'DELETE, GET, HEAD');
});

t.test('bodies are JSON in UTF-8, or told apart', async (t) => {
  const app = bareApp(t);
  app.post('/', ({ body }) => ({ body: body ?? null }));
  const post = async (payload: string | Buffer, type = 'application/json') => {
    const answer = await app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': type } });
    return answer.json<unknown>();
  };
  t.match(await post('{"a":"é"}'), { body: { a: 'é' } });
  t.match(await post(''), { body: null });
  t.match(await post('{"a":'), { code: 'invalid_json' });
  t.match(await post(Buffer.from([0x22, 0xff, 0x22])), { code: 'invalid_json' });
  t.match(await post('a=b', 'application/x-www-form-urlencoded'), {
    code: 'unsupported_media_type',
    detail: /x-www-form-urlencoded; send content-type: application\/json/,
  });
});

t.test('every route names its role, and the key must have it', async (t) => {
  const app = bareApp(t);
  const reader = newKey('pipeline', 'read');
  const admin = newKey('boss', 'admin');
  const keys = parseKeys(`${reader.line}\n${admin.line}`, 'keys');
  useAuth(app, { required: true, thisMachineOnly: false, keys, corsOrigins: [] });
  t.throws(() => app.get('/nobody', () => 'x'), { message: /names no role/ });
  app.get('/open', { config: { role: 'open' } }, ({ caller }) => ({ caller }));
  app.get('/read', { config: { role: 'read' } }, ({ caller }) => ({ caller }));
  app.get('/admin', { config: { role: 'admin' } }, ({ caller }) => ({ caller }));
  const call = async (url: string, headers = {}) => (await app.inject({ url, headers })).json<unknown>();
  t.match(await call('/open'), { caller: 'anonymous' });
  t.match(await call('/read'), { code: 'unauthorized' });
  t.match(await call('/read', { 'x-api-key': 'guess' }), { code: 'unauthorized' });
  t.match(await call('/read', { authorization: `Basic ${reader.key}` }), { code: 'unauthorized' });
  t.match(await call('/read', { authorization: `Bearer ${reader.key}` }), { caller: 'pipeline' });
  t.match(await call('/admin', { 'x-api-key': reader.key }), { code: 'forbidden' });
  t.match(await call('/admin', { 'x-api-key': admin.key }), { caller: 'boss' });
  t.match(await call('/read', { 'x-api-key': admin.key }), { caller: 'boss' });
  t.equal((await app.inject('/read')).headers['www-authenticate'], 'Bearer');
});

t.test('without keys, pages of other sites change nothing', async (t) => {
  const app = bareApp(t);
  useAuth(app, { required: false, thisMachineOnly: true, keys: [], corsOrigins: ['https://friend.example'] });
  app.post('/change', { config: { role: 'admin' } }, () => ({ done: true }));
  const from = async (origin?: string) => {
    const headers = { host: 'localhost:8080', ...(origin === undefined ? {} : { origin }) };
    return (await app.inject({ method: 'POST', url: '/change', headers })).json<unknown>();
  };
  t.match(await from(), { done: true }, 'no browser');
  t.match(await from('http://localhost:8080'), { done: true }, 'our own pages');
  t.match(await from('https://friend.example'), { done: true });
  t.match(await from('https://evil.example'), { code: 'forbidden' });
  t.match(await from('null'), { code: 'forbidden' });
});
