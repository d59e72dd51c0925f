import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { serveApplication } from '../support/application.js';
import { openStream } from '../support/http-stream.js';
import { finished, linesOf, post, send, until, upload } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), { ADE_MAX_LINE_BYTES: '5000' });
t.teardown(() => service.close());
const base = await service.app.listen({ host: '127.0.0.1', port: 0 });

const inFlight = async (): Promise<number> =>
  Number(/^ade_http_requests_in_flight (\d+)$/m.exec((await send(service, '/metrics')).text)?.[1]);

t.test('lines are answered one by one, however they are cut and ended', async (t) => {
  const stream = openStream(base, '?topK=1');
  const input = Buffer.concat([
    Buffer.from('"wide awake at 4am"\r\n\n  \r\n'),
    Buffer.from('{"id": "r17", "text": "my mouth is bone dry 🤮 — très"}\n'),
    Buffer.from('headache without quotes\n'),
    Buffer.from(`"${'x'.repeat(5000)}"\n`),
    Buffer.from([0x22, 0xc3, 0x28, 0x22, 0x0a]),
    Buffer.from('""\n42\n{"id": 5}\n["headache"]\n{"text": "headache", "id": {}}\n'),
    Buffer.from(`"${'x'.repeat(1001)}"\n`),
    Buffer.from('"headache"'),
  ]);
  const emoji = input.indexOf('🤮');
  const cuts = [0, 7, 19, 20, emoji + 1, emoji + 3, emoji + 4, input.length];
  for (const [i, end] of cuts.slice(1).entries()) {
    await stream.write(input.subarray(cuts[i], end));
    await delay(15);
  }
  stream.request.end();
  const response = await stream.response;
  t.equal(response.statusCode, 200);
  t.equal(response.headers['content-type'], 'application/x-ndjson');
  const lines = await stream.rest();
  t.strictSame(
    lines.map(({ line, id, error, candidates }) => [line, id, error?.code ?? candidates?.[0]?.name]),
    [
      [1, '1', 'Insomnia'],
      [4, 'r17', 'Dry mouth'],
      [5, '5', 'invalid_json'],
      [6, '6', 'line_too_long'],
      [7, '7', 'invalid_json'],
      [8, '8', 'mention_empty'],
      [9, '9', 'mention_invalid'],
      [10, '5', 'mention_invalid'],
      [11, '11', 'mention_invalid'],
      [12, '12', 'mention_invalid'],
      [13, '13', 'mention_too_long'],
      [14, '14', 'Headache'],
      [undefined, undefined, undefined],
    ],
  );
  t.match(lines[0], { generation: 1 });
  t.match(lines.at(-1), { summary: { lines: 12, ok: 3, failed: 9, generations: [1] } });
  t.notOk(lines.at(-1)?.summary?.aborted);
});

t.test('nothing in is a summary out', async (t) => {
  for (const payload of ['', '\n', '\r\n \n\n']) {
    const answer = await send(service, {
      method: 'POST',
      url: '/v1/normalize/stream',
      headers: { 'content-type': 'application/x-ndjson' },
      payload,
    });
    t.match(linesOf(answer.text), [{ summary: { lines: 0, ok: 0, failed: 0, generations: [] } }]);
  }
});

t.test('thousands of lines keep their order', async (t) => {
  const total = 5000;
  const words = ['Headache', 'Insomnia', 'Nausea', 'Dry mouth', 'Fatigue', 'Rash', 'Dizziness', 'Vomiting'];
  const stream = openStream(base, '?topK=1');
  const sending = (async () => {
    for (let i = 0; i < total; i += 100) {
      const lines = Array.from(
        { length: 100 },
        (_, j) => `{"id":"m${i + j}","text":"${words[(i + j) % 8]}"}\n`,
      );
      await stream.write(lines.join(''));
    }
    stream.request.end();
  })();
  const lines = await stream.rest();
  await sending;
  t.equal(lines.length, total + 1);
  const wrong = lines
    .slice(0, total)
    .filter(
      ({ line, id, candidates }, i) =>
        line !== i + 1 || id !== `m${i}` || candidates?.[0]?.name !== words[i % 8],
    );
  t.strictSame(wrong, []);
  t.match(lines.at(-1), { summary: { lines: total, ok: total, failed: 0 } });
});

t.test('who does not read is made to wait with sending, and gets everything later', async (t) => {
  const total = 4000;
  const line = `${JSON.stringify({ text: 'headache', note: 'x'.repeat(4900) })}\n`;
  const stream = openStream(base, '?topK=10&include=names');
  const response = await Promise.all([stream.response, stream.write(line)]).then(([first]) => first);
  response.pause();
  let sent = 1;
  const sending = (async () => {
    for (; sent < total; sent += 1) await stream.write(line);
    stream.request.end();
  })();
  let before = 0;
  await until(async () => {
    const still = sent === before;
    before = sent;
    if (!still) await delay(700);
    return still;
  }, 'the service stops reading');
  t.ok(sent < total * 0.8, `${sent} of ${total} lines could be sent`);
  t.equal((await post(service, '/v1/normalize', { mentions: 'rash' })).status, 200, 'others are served');
  let answered = 0;
  let last = await stream.next();
  for (let next = last; next; next = await stream.next()) {
    if (next.line !== undefined) answered += 1;
    last = next;
  }
  await sending;
  t.equal(answered, total);
  t.match(last, { summary: { lines: total, ok: total } });
});

t.test('answers come while the input is still open, each from the version of its time', async (t) => {
  for (const version of ['a', 'b']) {
    const fields = { version, activate: String(version === 'a') };
    const added = await upload(service, 'mylist', `id,name\n${version}1,Insomnia\n`, fields);
    t.match(await finished(service, added), { state: 'succeeded' });
  }
  const stream = openStream(base, '?ontology=mylist&topK=1');
  await stream.write('"sleepless"\n');
  t.match(await stream.next(), { line: 1, generation: 1, candidates: [{ conceptId: 'a1' }] });
  const activated = await post(service, '/v1/ontologies/mylist/activate', { version: 'b' });
  t.match(await finished(service, activated), { state: 'succeeded' });
  await stream.write('"sleepless"\n');
  t.match(await stream.next(), { line: 2, generation: 2, candidates: [{ conceptId: 'b1' }] });
  stream.request.end();
  t.match(await stream.rest(), [{ summary: { lines: 2, ok: 2, generations: [1, 2], warnings: [] } }]);
});

t.test('a stream that asks for a version breaks off when that stops answering', async (t) => {
  const stream = openStream(base, '?ontology=mylist&topK=1&version=b');
  await stream.write('"sleepless"\n');
  t.match(await stream.next(), { line: 1, candidates: [{ conceptId: 'b1' }] });
  t.match(
    await finished(service, await send(service, { method: 'POST', url: '/v1/ontologies/mylist/rollback' })),
    { state: 'succeeded' },
  );
  await stream.write('"sleepless"\n');
  t.match(await stream.rest(), [
    { error: { code: 'version_not_loaded' } },
    { summary: { lines: 1, ok: 1, aborted: 'version_not_loaded' } },
  ]);
});

t.test('options that do not fit are refused before a line is read', async (t) => {
  for (const [query, status, code] of [
    ['?ontology=nosuch', 404, 'ontology_not_found'],
    ['?ontology=mylist&version=b', 409, 'version_not_loaded'],
    ['?version=nosuch', 404, 'version_not_found'],
    ['?topK=51', 400, 'invalid_request'],
    ['?topk=5', 400, 'invalid_request'],
    ['?include=parents', 400, 'invalid_request'],
  ] as const) {
    const stream = openStream(base, query);
    const response = await stream.response;
    t.equal(response.statusCode, status, query);
    t.match(JSON.parse((await response.toArray()).join('')), { code });
    stream.request.destroy();
  }
});

t.test('who hangs up leaves nothing behind', async (t) => {
  const stream = openStream(base, '?topK=1');
  for (let i = 0; i < 500; i += 1) await stream.write(`"my left foot number ${i} hurts a lot"\n`);
  await stream.next();
  t.equal(await inFlight(), 2, 'the stream, and the one that asks');
  stream.request.destroy();
  await until(async () => (await inFlight()) === 1, 'the stream is let go of');
  t.match((await send(service, '/readyz')).body, { ready: true, encoder: { queued: 0 } });
});
