import { join } from 'node:path';
import { request } from 'undici';
import t from 'tap';
import { newKey } from '#src/keys.js';
import { startProcess, stopProcess } from '../support/http-process.js';

t.setTimeout(120_000);

const folder = t.testdir();
const json = { 'content-type': 'application/json' };

t.test('what cannot start says why in one line, and ends with 1', async (t) => {
  const { line } = newKey('boss', 'admin');
  const cases: readonly (readonly [env: Record<string, string>, message: RegExp])[] = [
    [{ ADE_HOST: '0.0.0.0' }, /ADE_HOST is 0\.0\.0\.0.*no API keys are given.*keys new.*ADE_AUTH=off/],
    [{ ADE_PORT: 'eighty', ADE_MAX_QUEUE: '0' }, /ADE_PORT is “eighty”.*ADE_MAX_QUEUE is “0”/],
    [{ ADE_API_KEYS: line.replace('admin', 'owner') }, /ADE_API_KEYS, line 1: the role/],
    [{ ADE_ENCODER_DIR: join(folder, 'nowhere') }, /manifest\.json cannot be read/],
    [{ ADE_DATA_DIR: '/dev/null/data' }, /ADE_DATA_DIR/],
  ];
  for (const [env, message] of cases) {
    const service = await startProcess(folder, env);
    t.match(await service.ended(), { code: 1 });
    const said = service.log().trim();
    t.match(said, message);
    t.match(said.split('\n').at(-1), /^ade-normalizer cannot start: /);
    t.notMatch(said, /\n\s+at /, 'without a stack');
    t.notOk(said.includes(line.split('sha256:')[1] ?? line), 'without the digest of a key');
  }
});

t.test('a second process in the same folder is told who works there; a crash loses nothing', async (t) => {
  const first = await startProcess(folder);
  t.teardown(() => stopProcess(first));
  const url = await first.ready();
  const second = await startProcess(folder);
  t.match(await second.ended(), { code: 1 });
  t.match(second.log(), new RegExp(`Another process works in .*data.*${url}`));

  const form = new FormData();
  form.append('activate', 'true');
  form.append('file', new Blob(['id,name\nL1,Insomnia\n']), 'terms.csv');
  const added = await fetch(`${url}/v1/ontologies/mylist/versions`, { method: 'POST', body: form });
  t.equal(added.status, 202);
  const events = await fetch(`${url}${added.headers.get('location') ?? ''}/events`);
  t.match(await events.text(), /"state":"succeeded"/);
  const ask = async (base: string): Promise<unknown> => {
    const body = JSON.stringify({ mentions: 'wide awake at 4am', ontology: 'mylist' });
    return (await request(`${base}/v1/normalize`, { method: 'POST', headers: json, body })).body.json();
  };
  const answer = await ask(url);
  t.match(answer, { generation: 1, results: [{ candidates: [{ conceptId: 'L1' }] }] });

  first.child.kill('SIGKILL');
  t.match(await first.ended(), { signal: 'SIGKILL' });
  const again = await startProcess(folder);
  t.teardown(() => stopProcess(again));
  t.strictSame(await ask(await again.ready()), answer, 'the same generation, artefact and answer');
});

t.test('a public address is served when something else is said to guard it', async (t) => {
  const service = await startProcess(folder, { ADE_HOST: '0.0.0.0', ADE_AUTH: 'off' });
  t.teardown(() => stopProcess(service));
  const port = await service.logged(/listening at http:\/\/\S+:(\d+);/);
  t.equal((await request(`http://127.0.0.1:${port}/healthz`)).statusCode, 200);
  // Ended within the test: the folder goes with it, and must not be written to meanwhile.
  await stopProcess(service);
});
