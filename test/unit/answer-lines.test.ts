import { once } from 'node:events';
import { createServer } from 'node:http';
import t from 'tap';
import { answersTo } from '#src/cli/backends/answer-lines.js';
import { HttpClient } from '#src/cli/backends/http-client.js';
import { UsageError } from '#src/cli/errors.js';

/** Answers each chunk of lines with a line, as the service does while more come. */
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  request.on('data', () => response.write('"answer"\n'));
  request.on('error', () => response.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
t.teardown(() => server.close());
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;

const failure = new UsageError('posts.csv has no column “foo”.');
const warned: string[] = [];
const operation = {
  path: 'v1/lines',
  query: {},
  warn: (warning: string) => void warned.push(warning),
  read: (line: unknown) => (line === 'answer' ? line : undefined),
};

async function answers(url: string, texts: AsyncIterable<unknown>, signal = new AbortController().signal) {
  const client = new HttpClient(url, undefined);
  const found: unknown[] = [];
  for await (const answer of answersTo(client, texts, operation, signal)) found.push(answer);
  return found;
}

/** So many texts, and then whatever the end brings. */
async function* texts(count: number, end: () => Promise<void>): AsyncGenerator<string, void, undefined> {
  for (let i = 0; i < count; i += 1) yield `text ${i}`;
  await end();
}

t.test('what the texts fail with is told, not that the connection broke off', async (t) => {
  const url = `http://127.0.0.1:${port}`;
  const fail = (): Promise<never> => Promise.reject(failure);
  await t.rejects(answers(url, texts(0, fail)), failure, 'at the first');
  await t.rejects(answers(url, texts(600, fail)), failure, 'in the middle');
});

t.test('what the service warns of is passed on', async (t) => {
  const summary = { lines: 0, warnings: ['Lay names are still being prepared.'] };
  const warning = createServer((request, response) => {
    request.resume().on('end', () => response.end(`"answer"\n${JSON.stringify({ summary })}\n`));
  }).listen(0, '127.0.0.1');
  t.teardown(() => warning.close());
  await once(warning, 'listening');
  const at = warning.address();
  const found = await answers(
    `http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`,
    texts(1, () => Promise.resolve()),
  );
  t.strictSame(found, ['answer']);
  t.strictSame(warned, summary.warnings);
});

t.test('a service that is not there is unreachable', async (t) => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const free = nobody.address();
  nobody.close();
  await once(nobody, 'close');
  const url = `http://127.0.0.1:${typeof free === 'object' ? free?.port : ''}`;
  await t.rejects(
    answers(
      url,
      texts(1, () => Promise.resolve()),
    ),
    { code: 'unreachable' },
  );
});

t.test('who stops it is told that it was stopped', async (t) => {
  const stop = new AbortController();
  const stopped = new Error('stopped');
  const reading = answers(
    `http://127.0.0.1:${port}`,
    texts(600, () => {
      stop.abort(stopped);
      return Promise.reject(failure);
    }),
    stop.signal,
  );
  await t.rejects(reading, stopped);
});
