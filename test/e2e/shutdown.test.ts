import { request } from 'undici';
import t from 'tap';
import { openStream } from '../support/http-stream.js';
import { startProcess, stopProcess } from '../support/http-process.js';
import { until } from '../support/http.js';

t.setTimeout(120_000);

const folder = t.testdir();
const json = { 'content-type': 'application/json' };
const heavy = (name: string): string =>
  JSON.stringify({
    topK: 1,
    mentions: Array.from({ length: 400 }, (_, i) => `${name} ${i} ${'my legs hurt all night '.repeat(5)}`),
  });

t.test('told to stop, the service finishes what runs, takes nothing new, and ends with 0', async (t) => {
  const service = await startProcess(folder, { ADE_SHUTDOWN_TIMEOUT_MS: '30000' });
  t.teardown(() => stopProcess(service));
  const base = await service.ready();
  const stream = openStream(base, '?topK=1');
  await stream.write('"headache"\n');
  t.match(await stream.next(), { line: 1 });
  const running = request(`${base}/v1/normalize`, { method: 'POST', headers: json, body: heavy('running') });
  await until(async () => {
    const { body } = await request(`${base}/readyz`);
    return /"queued":[1-9]/.test(await body.text());
  }, 'the request is under way');

  const told = performance.now();
  service.child.kill('SIGTERM');
  await service.logged(/SIGTERM: finishing what runs/);
  await stream.write('"nausea"\n');
  stream.request.end();
  t.match(await stream.rest(), [
    { line: 2, candidates: [{ name: 'Nausea' }] },
    { summary: { lines: 2, ok: 2 } },
  ]);
  const { statusCode, body } = await running;
  t.equal(statusCode, 200);
  t.match(await body.json(), { results: { length: 400 } });
  await t.rejects(request(`${base}/healthz`, { reset: true }), { code: 'ECONNREFUSED' });
  t.strictSame(await service.ended(), { code: 0, signal: null });
  t.ok(performance.now() - told < 15_000, 'as soon as all was done, not when the time was over');
  t.notMatch(service.log(), /"level":"(?:error|fatal)"/);
});

t.test('a stream that does not end is told at half of the time, and the service ends in time', async (t) => {
  const service = await startProcess(folder, { ADE_SHUTDOWN_TIMEOUT_MS: '3000' });
  t.teardown(() => stopProcess(service));
  const stream = openStream(await service.ready(), '?topK=1');
  await stream.write('"headache"\n');
  t.match(await stream.next(), { line: 1 });
  const told = performance.now();
  service.child.kill('SIGTERM');
  t.match(await stream.rest(), [
    { error: { code: 'shutting_down' } },
    { summary: { lines: 1, ok: 1, aborted: 'shutting_down' } },
  ]);
  t.strictSame(await service.ended(), { code: 0, signal: null });
  const taken = performance.now() - told;
  t.ok(taken > 1400 && taken < 3500, `${Math.round(taken)} ms`);
});

t.test('told to stop while it begins, the service ends with 0', async (t) => {
  const service = await startProcess(t.testdir());
  t.teardown(() => stopProcess(service));
  await service.logged(/listening at/);
  service.child.kill('SIGTERM');
  t.strictSame(await service.ended(), { code: 0, signal: null });
});
