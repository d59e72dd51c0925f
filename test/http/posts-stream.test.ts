import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import t from 'tap';
import { Type } from '@sinclair/typebox';
import { serveApplication } from '../support/application.js';
import { openStream } from '../support/http-stream.js';
import { post, read, send, until } from '../support/http.js';
import { AnnotateAnswer, POST_SETTINGS } from '../support/posts.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), {
  ...POST_SETTINGS,
  ADE_MAX_LINE_BYTES: '30000',
  ADE_MAX_QUEUE: '40',
});
t.teardown(() => service.close());
const base = await service.app.listen({ host: '127.0.0.1', port: 0 });

const REACTION = 'This stuff gave me a terrible headache';
const Readiness = Type.Object({ encoder: Type.Object({ queued: Type.Integer() }) });
const queued = async (): Promise<number> =>
  read(Readiness, (await send(service, '/readyz')).body).encoder.queued;

t.test('posts are annotated line by line, in their order, whatever is wrong with one', async (t) => {
  const stream = openStream(base, '?topK=1', {}, '/v1/annotate/stream');
  await stream.write(`"${REACTION}"\n\n{"id": "r17", "text": "picked up my refill"}\n`);
  t.match(await stream.next(), { line: 1, id: '1', generation: 1, events: [{}] }, 'while more may come');
  t.match(await stream.next(), { line: 3, id: 'r17', events: [] });
  await stream.write(
    `no JSON\n""\n5\n{"text": "x", "id": []}\n"${'x'.repeat(10_001)}"\n"${'x'.repeat(30_001)}"\n`,
  );
  stream.request.end(`"${REACTION}"`);
  const rest = await stream.rest();
  t.strictSame(
    rest.map(({ line, error, events }) => [line, error?.code ?? events?.[0]?.mark]),
    [
      [4, 'invalid_json'],
      [5, 'text_empty'],
      [6, 'text_invalid'],
      [7, 'text_invalid'],
      [8, 'text_too_long'],
      [9, 'line_too_long'],
      [10, 'reported'],
      [undefined, undefined],
    ],
  );
  t.match(rest.at(-1), { summary: { lines: 9, ok: 3, failed: 6, generations: [1] } });
});

t.test('hundreds of posts keep their order', async (t) => {
  const total = 300;
  const stream = openStream(base, '?topK=1&onlyAdverse=true', {}, '/v1/annotate/stream');
  const sending = (async () => {
    for (let i = 0; i < total; i += 1)
      await stream.write(
        `{"id":"p${i}","text":"day ${i}: this gave me ${i % 2 ? 'nausea' : 'a headache'}"}\n`,
      );
    stream.request.end();
  })();
  const lines = await stream.rest();
  await sending;
  t.strictSame(
    lines.slice(0, total).filter(({ line, id, events }, i) => {
      const text = events?.map((event) => event.text).join(' ') ?? '';
      return line !== i + 1 || id !== `p${i}` || !text.includes(i % 2 ? 'nausea' : 'headache');
    }),
    [],
  );
  t.match(lines.at(-1), { summary: { lines: total, ok: total, failed: 0 } });
});

t.test('wrong options are said before the stream begins', async (t) => {
  const answered = async (query: string) => {
    const stream = openStream(base, query, {}, '/v1/annotate/stream');
    stream.request.end('"headache"\n');
    const response = await stream.response;
    response.resume();
    return response.statusCode;
  };
  t.equal(await answered('?ontology=nowhere'), 404);
  t.equal(await answered('?version=99'), 404);
  t.equal(await answered('?threshold=2'), 400);
  t.equal(await answered('?onlyAdverse=perhaps'), 400);
});

t.test('what does not fit into the queue is refused at once; the rest is answered rightly', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      post(service, '/v1/annotate', {
        topK: 1,
        texts: Array.from({ length: 10 }, (_each, j) => ({
          id: `${i}/${j}`,
          text: `${i} times ${j}: this gave me ${i % 2 ? 'nausea' : 'a headache'}`,
        })),
      }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 503);
  t.ok(refused.length > 0, `${refused.length} are refused`);
  for (const { headers, body } of refused) {
    t.match(body, { code: 'overloaded' });
    t.match(headers['retry-after'], /^[1-9]\d*$/);
  }
  const served = answers.flatMap((answer, i) => (answer.status === 200 ? [{ answer, i }] : []));
  t.ok(served.length > 0, `${served.length} are answered`);
  t.equal(served.length + refused.length, answers.length, 'there is no third kind');
  for (const { answer, i } of served) {
    read(AnnotateAnswer, answer.body).results.forEach((result, j) => {
      t.equal(result.id, `${i}/${j}`);
      if ('error' in result) throw new Error(result.error.detail);
      const found = result.events.map(({ text }) => text).join(' ');
      t.ok(found.includes(i % 2 ? 'nausea' : 'headache'), found);
    });
  }
  t.equal(await queued(), 0, 'and nothing is left behind');
});

t.test('posts of more windows than the queue has places are answered all the same', async (t) => {
  const text = `${'I took it for two weeks. '.repeat(330)}Then it gave me a terrible headache and I threw up.`;
  const answer = await post(service, '/v1/annotate', { texts: Array(3).fill(text), topK: 1 });
  t.equal(answer.status, 200, 'an idle service never refuses what is within its limits');
  for (const result of read(AnnotateAnswer, answer.body).results) t.match(result, { events: [{}] });
});

t.test('who hangs up gives back the places in the queue', async (t) => {
  const hangUp = new AbortController();
  const asked = request(`${base}/v1/annotate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      texts: Array.from(
        { length: 250 },
        (_, i) => `${i} ${'my legs hurt and I could not sleep '.repeat(40)}`,
      ),
    }),
    signal: hangUp.signal,
  });
  await until(async () => (await queued()) > 100, 'the queue fills');
  hangUp.abort();
  await t.rejects(asked, { name: 'AbortError' });
  await until(async () => (await queued()) === 0, 'the queue is let go of', 2000);
  await delay(50);
  t.equal((await post(service, '/v1/annotate', { texts: REACTION })).status, 200);
});
