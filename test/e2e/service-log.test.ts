import { request } from 'undici';
import t from 'tap';
import { openStream } from '../support/http-stream.js';
import { startProcess, stopProcess } from '../support/http-process.js';

t.setTimeout(120_000);

const folder = t.testdir();
const SECRET = 'gribblefrotz';

/** Sends the phrase by every way in, right and wrong. */
async function sendEverywhere(base: string): Promise<number> {
  const text = `my ${SECRET} has been itching`;
  const words = encodeURIComponent(text);
  const post = (body: string, type = 'application/json', path = '/v1/normalize') =>
    request(`${base}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
  const get = (path: string) => request(`${base}${path}`);
  const answers = await Promise.all([
    post(JSON.stringify({ mentions: text })),
    post(JSON.stringify({ mentions: [{ id: SECRET, text: 7 }], topK: 1 })),
    post(JSON.stringify({ mentions: text, ontology: SECRET })),
    post(JSON.stringify({ mentions: text, [SECRET]: 1 })),
    post(`{"mentions": "${text}`),
    post(`{"mentions": ${SECRET}}`),
    post(text, 'text/plain'),
    post(text, `text/${SECRET}`),
    post(`"${text}"\n${SECRET}\n`, 'application/x-ndjson', '/v1/normalize/stream'),
    post('{}', 'application/json', `/v1/ontologies/${SECRET}/activate`),
    get(`/v1/ontologies/starter/concepts?q=${words}`),
    get(`/v1/ontologies/starter/concepts?limit=0&q=${words}`),
    get(`/v1/ontologies/starter/concepts/${words}`),
    get(`/v1/jobs/${SECRET}`),
    get(`/${SECRET}?text=${words}`),
    get(`/v1/normalize?text=${words}`),
    get(`/v1/ontologies/%ff${SECRET}`),
  ]);
  await Promise.all(answers.map(({ body }) => body.dump()));
  const left = openStream(base);
  await left.write(`"${text}"\n"${SECRET}`);
  await left.next();
  left.request.destroy();
  return answers.length;
}

const isRequest = (line: string): boolean => line.includes('"msg":"request"');

t.test('what patients wrote is not in the log, whatever happens to it', async (t) => {
  const service = await startProcess(folder);
  t.teardown(() => stopProcess(service));
  const base = await service.ready();
  const sent = await sendEverywhere(base);
  await request(`${base}/healthz`, { headers: { 'x-request-id': 'the-last-one' } });
  await service.logged(/the-last-one.*\n/);
  await service.logged(/"status":499.*\n/);
  t.notMatch(service.log(), SECRET);
  const lines = service.log().trim().split('\n');
  for (const line of lines) t.ok(JSON.parse(line), 'each line is JSON');
  const requests = lines.filter(isRequest);
  t.ok(requests.length >= sent, `${requests.length} requests of ${sent} and two are there`);
  t.match(JSON.parse(requests[0] ?? ''), {
    level: 'info',
    requestId: /^[0-9a-f-]{36}$/,
    method: 'POST',
    route: /^\//,
    key: 'anonymous',
  });
});

t.test('it is there when that is asked for', async (t) => {
  const service = await startProcess(folder, { ADE_LOG_MENTIONS: 'true' });
  t.teardown(() => stopProcess(service));
  const base = await service.ready();
  const body = JSON.stringify({ mentions: `my ${SECRET} itches` });
  await request(`${base}/v1/normalize`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await request(`${base}/v1/ontologies/starter/concepts?q=${SECRET}2`);
  await service.logged(new RegExp(`"mentions":"my ${SECRET} itches"`));
  await service.logged(new RegExp(`q=${SECRET}2`));
});
