import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import t from 'tap';
import { request } from 'undici';
import { RELEASE } from '../fixtures/readers/meddra.js';
import { serveApplication } from '../support/application.js';
import { JobAnswer, finished, form, post, read, send, until, upload } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir(), { ADE_MAX_UPLOAD_BYTES: '300000' });
t.teardown(() => service.close());
const base = await service.app.listen({ host: '127.0.0.1', port: 0 });

const uploads = join(service.folder, 'data', 'uploads');
const best = async (text: string): Promise<unknown> =>
  (await post(service, '/v1/normalize', { mentions: text, ontology: 'mylist', topK: 1 })).body;
const act = async (action: string, body?: object) =>
  body
    ? post(service, `/v1/ontologies/mylist/${action}`, body)
    : send(service, { method: 'POST', url: `/v1/ontologies/mylist/${action}` });
/** Terms that take a while to embed: nothing like them was embedded before. */
const manyTerms = (name: string, length: number): string =>
  `id,name\n${Array.from({ length }, (_, i) => `${name}${i},${name} term number ${i} of many\n`).join('')}`;

t.test('a CSV becomes a version, with the starter’s names counted', async (t) => {
  const csv = 'code;term\nL1;Insomnia\nL2;Headache\nL3;Blue moon syndrome\n';
  const answer = await upload(service, 'mylist', csv, { version: 'a', activate: 'true' });
  t.equal(answer.status, 202);
  t.match(answer.body, { kind: 'ontology.add', state: /waiting|running/, finishedAt: null });
  t.equal(answer.headers['location'], `/v1/jobs/${read(JobAnswer, answer.body).id}`);
  t.match(await finished(service, answer), {
    state: 'succeeded',
    error: null,
    result: {
      ontology: 'mylist',
      version: 'a',
      generation: 1,
      unchanged: false,
      report: {
        read: { file: 'terms.csv', format: 'csv', rows: 3, concepts: 3 },
        expansion: { attachedByName: 2, unmatched: 1, ambiguous: 0 },
      },
    },
  });
  t.match(await best('wide awake at 4am'), {
    version: 'a',
    results: [{ decision: 'auto', candidates: [{ conceptId: 'L1', matchedOrigin: 'starter' }] }],
  });
});

t.test('a protected MedDRA archive becomes the version that its release says', async (t) => {
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false, password: 'the MSSO sent it' });
  for (const [name, text] of Object.entries(RELEASE)) await zip.add(`MedAscii/${name}`, new TextReader(text));
  const archive = new Uint8Array(await (await zip.close()).arrayBuffer());
  const bring = (fields: Record<string, string>) =>
    upload(service, 'meddra', archive, fields, 'MedDRA_27_1_English.zip');

  const closed = await finished(service, await bring({}));
  t.match(closed, {
    state: 'failed',
    error: { code: 'ontology_invalid', detail: /protected by a password/ },
  });
  const job = await finished(service, await bring({ password: 'the MSSO sent it', activate: 'true' }));
  t.match(job, {
    state: 'succeeded',
    result: { version: '27.1', report: { read: { format: 'meddra', release: { language: 'English' } } } },
  });
  t.notMatch(JSON.stringify(job), /MSSO/);
  const asked = { mentions: 'Cannot sleep', ontology: 'meddra', topK: 1, include: ['hierarchy'] };
  const { body } = await post(service, '/v1/normalize', asked);
  const levels = {
    hierarchy: [
      [{ level: 'HLT' }, { level: 'HLGT' }, { name: 'Psychiatric disorders' }],
      [{}, {}, {}],
    ],
  };
  t.match(body, { results: [{ candidates: [{ conceptId: '5001', ...levels }] }] });
});

t.test('JSONL in a query’s options becomes a version beside it', async (t) => {
  const jsonl = '{"id":"L1","name":"Insomnia","synonyms":["bad nights"]}\n{"id":"L2","name":"Nausea"}\n';
  const sent = await form([['file', 'terms.jsonl', jsonl]]);
  const url = '/v1/ontologies/mylist/versions?version=b&expansion=none&activate=false';
  const answer = await send(service, { method: 'POST', url, ...sent });
  t.match(await finished(service, answer), {
    state: 'succeeded',
    result: { version: 'b', generation: null, report: { read: { format: 'jsonl' }, expansion: null } },
  });
  t.match(await best('bad nights'), { version: 'a' }, 'which does not answer yet');
  t.match((await send(service, '/v1/ontologies/mylist')).body, {
    active: { version: 'a', generation: 1 },
    versions: [{ version: 'a' }, { version: 'b', expansion: 'none' }],
  });
});

t.test('versions are switched forth and back, on the generation that is expected', async (t) => {
  t.match(await finished(service, await act('activate', { version: 'b', expectedGeneration: 1 })), {
    state: 'succeeded',
    result: { version: 'b', generation: 2, previousVersion: 'a' },
  });
  t.match(await best('bad nights'), { version: 'b', results: [{ candidates: [{ conceptId: 'L1' }] }] });
  t.match((await act('activate', { version: 'a', expectedGeneration: 1 })).body, {
    status: 409,
    code: 'generation_conflict',
    detail: /Generation 2/,
  });
  t.match(await finished(service, await act('rollback')), {
    state: 'succeeded',
    result: { version: 'a', generation: 3 },
  });
  t.match(await best('bad nights'), { version: 'a', generation: 3 });
  t.match((await act('activate', { version: 'z' })).body, { code: 'version_not_found', detail: /a, b/ });
  t.match((await post(service, '/v1/ontologies/nosuch/activate', { version: 'a' })).body, {
    code: 'ontology_not_found',
  });
  for (const body of [{}, { version: '' }, { version: 'a', expectedGeneration: -1 }, { version: 'a', x: 1 }])
    t.match((await act('activate', body)).body, { status: 400, code: 'invalid_request' });
});

t.test('of two switches on the same generation one succeeds, and the other’s job says why not', async (t) => {
  const both = await Promise.all(
    ['a', 'b'].map((version) => act('activate', { version, expectedGeneration: 3 })),
  );
  const jobs = await Promise.all(both.map((answer) => finished(service, answer)));
  t.strictSame(jobs.map(({ state }) => state).sort(), ['failed', 'succeeded']);
  t.match(
    jobs.find(({ state }) => state === 'failed'),
    { error: { code: 'generation_conflict' } },
  );
});

t.test('there is no way back before the first switch', async (t) => {
  t.match(
    await finished(service, await upload(service, 'lonely', 'id,name\n1,Rash\n', { activate: 'true' })),
    {
      state: 'succeeded',
    },
  );
  const back = await send(service, { method: 'POST', url: '/v1/ontologies/lonely/rollback' });
  t.match(await finished(service, back), { state: 'failed', error: { code: 'no_previous_version' } });
});

t.test('the same content again changes nothing; other content under its name is refused', async (t) => {
  const csv = 'code;term\nL1;Insomnia\nL2;Headache\nL3;Blue moon syndrome\n';
  t.match(await finished(service, await upload(service, 'mylist', csv, { version: 'a' })), {
    state: 'succeeded',
    result: { version: 'a', unchanged: true },
  });
  t.match(await finished(service, await upload(service, 'mylist', `${csv}L4;Rash\n`, { version: 'a' })), {
    state: 'failed',
    error: { code: 'version_exists' },
  });
});

t.test('what another ontology has already is a version all the same', async (t) => {
  const csv = 'code;term\nL1;Insomnia\nL2;Headache\nL3;Blue moon syndrome\n';
  t.match(await finished(service, await upload(service, 'twin', csv, { version: 'a' })), {
    result: { ontology: 'twin', version: 'a', unchanged: false },
  });
});

t.test('a file that is no ontology fails its job, and says what is wrong', async (t) => {
  for (const [content, detail] of [
    ['id,name\n,\n,\n', /terms\.csv/],
    ['id,colour\n1,red\n', /name/i],
    ['', /empty|no /i],
    [new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe]), /terms\.csv/],
  ] as const) {
    const job = await finished(service, await upload(service, 'broken', content));
    t.match(job, { state: 'failed', result: null, error: { code: 'ontology_invalid', detail } });
    t.notMatch(job.error?.detail, service.folder, 'without paths of this machine');
  }
  t.match((await send(service, '/v1/ontologies/broken')).body, { code: 'ontology_not_found' });
});

t.test('a job’s events tell of each change, and end with the job', async (t) => {
  const accepted = await upload(service, 'followed', manyTerms('followed', 800), { expansion: 'none' });
  const { headers, body } = await request(`${base}${String(accepted.headers['location'])}/events`);
  t.match(headers['content-type'], /^text\/event-stream/);
  const events = (await body.text()).split('\n\n').slice(0, -1);
  const kinds = events.map((event) => /^event: (\w+)\ndata: /.exec(event)?.[1]);
  t.ok(kinds.length > 2, `${kinds.length} events`);
  t.strictSame(kinds, [...kinds.slice(1).map(() => 'progress'), 'done']);
  const jobs = events.map((event) => read(JobAnswer, JSON.parse(event.replace(/^event: \w+\ndata: /, ''))));
  t.equal(new Set(jobs.map(({ id }) => id)).size, 1);
  t.match(jobs.at(-1), { state: 'succeeded', progress: { phase: 'index', fraction: 1 } });
});

t.test('a job is cancelled while it runs and while it waits, and changes nothing', async (t) => {
  const running = await upload(service, 'cancelled', manyTerms('cancelled', 4000), { activate: 'true' });
  const waiting = await upload(service, 'cancelled', 'id,name\n1,Rash\n', { activate: 'true' });
  const url = (answer: typeof running): string => String(answer.headers['location']);
  await until(
    async () => /"embed"/.test((await send(service, url(running))).text),
    'the first job is under way',
  );
  for (const answer of [waiting, running]) {
    t.equal((await send(service, { method: 'DELETE', url: url(answer) })).status, 200);
    t.match(await finished(service, answer), { state: 'cancelled', result: null });
    t.match((await send(service, { method: 'DELETE', url: url(answer) })).body, {
      status: 409,
      code: 'job_finished',
    });
  }
  t.match((await send(service, '/readyz')).body, { ready: true });
  t.notMatch((await send(service, '/metrics')).text, /ontology="cancelled"/);
});

t.test('an upload that does not fit is refused at once', async (t) => {
  const refuse = async (sent: object, url = '/v1/ontologies/mylist/versions') =>
    (await send(service, { method: 'POST', url, ...sent })).body;
  const csv = 'id,name\n1,Rash\n';
  const file = ['file', 'terms.csv', csv] as const;
  t.match(await refuse(await form([['file', 'big.csv', `id,name\n${'1,Rash\n'.repeat(50_000)}`]])), {
    status: 413,
    code: 'body_too_large',
    detail: /ADE_MAX_UPLOAD_BYTES/,
  });
  t.match(await refuse(await form([], { version: 'x' })), {
    status: 400,
    code: 'invalid_request',
    errors: [{ path: '/file' }],
  });
  t.match(await refuse(await form([], { file: csv })), { status: 400, errors: [{ path: '/file' }] });
  t.match(await refuse(await form([file, file])), { status: 400, code: 'invalid_request' });
  for (const [name, value] of [
    ['version', '../etc'],
    ['format', 'docx'],
    ['expansion', 'perhaps'],
    ['activte', 'true'],
  ] as const) {
    t.match(await refuse(await form([file], { [name]: value })), {
      status: 400,
      errors: [{ path: `/${name}` }],
    });
  }
  for (const name of ['Upper', '..%2Fx', '-x', 'a b'])
    t.match(await refuse(await form([file]), `/v1/ontologies/${encodeURIComponent(name)}/versions`), {
      status: 400,
      errors: [{ in: 'path', path: '/name' }],
    });
  t.strictSame(readdirSync(uploads), [], 'and no file is kept');
});

t.test('a form that cannot be read is refused, wherever it breaks off', async (t) => {
  const url = '/v1/ontologies/mylist/versions';
  const whole = await form([['file', 'terms.csv', 'id,name\n1,Rash\n']]);
  const noBoundary = { payload: whole.payload, headers: { 'content-type': 'multipart/form-data' } };
  const fields = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`field${i}`, 'x']));
  const tooMany = await form([['file', 'terms.csv', 'id,name\n1,Rash\n']], fields);
  const pieces = [3, 20, 50, 60, 120, whole.payload.length].map((missing) => ({
    ...whole,
    payload: whole.payload.subarray(0, -missing),
  }));
  for (const sent of [noBoundary, tooMany, ...pieces]) {
    const { body } = await send(service, { method: 'POST', url, ...sent });
    t.match(body, { status: 400, code: 'invalid_request' }, `${sent.payload.length} bytes`);
  }
  t.strictSame(readdirSync(uploads), [], 'and no file is kept');
});

t.test('a client that hangs up during its upload leaves no file', async (t) => {
  const { payload, headers } = await form([['file', 'terms.csv', manyTerms('left', 4000)]]);
  async function* slowly() {
    yield payload.subarray(0, 50_000);
    await new Promise(() => undefined);
  }
  const hangUp = new AbortController();
  const sent = request(`${base}/v1/ontologies/left/versions`, {
    method: 'POST',
    headers,
    body: Readable.from(slowly()),
    signal: hangUp.signal,
  });
  await until(() => readdirSync(uploads).length === 1, 'the upload begins');
  hangUp.abort();
  await t.rejects(sent, { name: 'AbortError' });
  await until(() => readdirSync(uploads).length === 0, 'the file is gone');
});

t.test('once all jobs have ended, no upload is left', (t) => {
  t.strictSame(readdirSync(uploads), []);
  t.end();
});
