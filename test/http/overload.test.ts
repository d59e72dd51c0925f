import { request } from 'undici';
import t from 'tap';
import { Type } from '@sinclair/typebox';
import { serveApplication } from '../support/application.js';
import { NormalizeAnswer, post, read, send, until } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), {
  ADE_MAX_QUEUE: '50',
  ADE_REQUEST_TIMEOUT_MS: '4000',
});
t.teardown(() => service.close());
const base = await service.app.listen({ host: '127.0.0.1', port: 0 });

const Readiness = Type.Object({ encoder: Type.Object({ queued: Type.Integer() }) });
const queued = async (): Promise<number> =>
  read(Readiness, (await send(service, '/readyz')).body).encoder.queued;
const encoded = async (): Promise<number> =>
  Number(/^ade_encoder_batch_texts_sum (\d+)$/m.exec((await send(service, '/metrics')).text)?.[1] ?? 0);

/** More than one worker can do within the time that a test waits. */
const heavyLoad = (name: string): string =>
  JSON.stringify({
    mentions: Array.from(
      { length: 1000 },
      (_, i) => `${name} ${i} ${'could not sleep and my legs hurt '.repeat(20)}`,
    ),
  });

t.test('what does not fit into the queue is refused at once; the rest is answered rightly', async (t) => {
  const words = ['headache', 'insomnia', 'nausea', 'dry mouth'];
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, request) =>
      post(service, '/v1/normalize', {
        topK: 1,
        mentions: Array.from({ length: 20 }, (_, i) => ({
          id: `${request}/${i}`,
          text: i % 5 === 4 ? (words[request % 4] ?? '') : `pain number ${request * 20 + i}`,
        })),
      }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 503);
  t.ok(refused.length > 0, `${refused.length} are refused`);
  for (const { headers, body } of refused) {
    t.match(body, { code: 'overloaded', status: 503 });
    t.match(headers['retry-after'], /^[1-9]\d*$/);
  }
  const served = answers.flatMap((answer, request) => (answer.status === 200 ? [{ answer, request }] : []));
  t.ok(served.length > 0, `${served.length} are answered`);
  t.equal(served.length + refused.length, answers.length, 'there is no third kind');
  for (const { answer, request } of served) {
    const { results } = read(NormalizeAnswer, answer.body);
    t.strictSame(
      results.map(({ id }) => id),
      Array.from({ length: 20 }, (_, i) => `${request}/${i}`),
    );
    const known = results.filter((_, i) => i % 5 === 4).map(({ candidates: [best] }) => best?.name);
    t.same(new Set(known.map((name) => name?.toLowerCase())), new Set([words[request % 4]]));
  }
  t.equal(await queued(), 0, 'and nothing is left behind');
});

t.test('who hangs up gives back the places in the queue', async (t) => {
  const before = await encoded();
  const hangUp = new AbortController();
  const asked = request(`${base}/v1/normalize`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: heavyLoad('left'),
    signal: hangUp.signal,
  });
  await until(async () => (await queued()) > 200, 'the queue fills');
  hangUp.abort();
  await t.rejects(asked, { name: 'AbortError' });
  await until(async () => (await queued()) === 0, 'the queue is let go of', 2000);
  t.equal((await post(service, '/v1/normalize', { mentions: 'and I am still here' })).status, 200);
  t.ok((await encoded()) - before < 900, 'most of it was never worked on');
});

t.test('an answer that takes too long is given up, with its places in the queue', async (t) => {
  await until(async () => (await queued()) === 0, 'the queue is empty');
  const started = performance.now();
  const answer = await request(`${base}/v1/normalize`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: heavyLoad('late'),
  });
  t.equal(answer.statusCode, 503);
  t.match(answer.headers['retry-after'], /^[1-9]\d*$/);
  t.match(await answer.body.json(), { code: 'request_timeout', detail: /4000 ms/ });
  t.ok(performance.now() - started >= 3900, 'not before its time');
  t.equal(await queued(), 0);
  t.equal((await post(service, '/v1/normalize', { mentions: 'headache' })).status, 200);
});
