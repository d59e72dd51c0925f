// The process that sends mentions: keep-alive connections to 127.0.0.1, an event loop of its own.
import { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { Pool } from 'undici';
import type { LoadReply, LoadRequest, LoadResult } from './load-protocol.js';
import { MentionSource, readPhrases } from './mentions.js';

const [starterFile, seed] = process.argv.slice(2);
if (starterFile === undefined || seed === undefined) throw new Error('usage: load-process <starter> <seed>');
const source = new MentionSource(readPhrases(starterFile), Number(seed));

const Answer = Type.Object({ results: Type.Array(Type.Object({ error: Type.Optional(Type.Unknown()) })) });
const Summary = Type.Object({ summary: Type.Object({ lines: Type.Integer(), failed: Type.Integer() }) });
/** Of the answers to single mentions, every so many is read in full; parsing all would take the server's CPU. */
const READ_EVERY = 50;
const HEADERS = { 'content-type': 'application/json' };

class Tally {
  readonly latencies: number[] = [];
  mentions = 0;
  failures = 0;
  readonly #started = performance.now();
  readonly #cpu = process.cpuUsage();

  result(): LoadResult {
    const { user, system } = process.cpuUsage(this.#cpu);
    const sorted = this.latencies.sort((a, b) => a - b);
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      mentions: this.mentions,
      requests: sorted.length,
      failures: this.failures,
      seconds: (performance.now() - this.#started) / 1000,
      p50: at(0.5),
      p99: at(0.99),
      cpuSeconds: (user + system) / 1e6,
    };
  }
}

/** Sends requests of `size` mentions one after another on one connection until the deadline. */
async function client(pool: Pool, size: number, deadline: number, tally: Tally): Promise<void> {
  do {
    const body = JSON.stringify({ mentions: source.take(size) });
    const started = performance.now();
    const answer = await pool.request({ method: 'POST', path: '/v1/normalize', headers: HEADERS, body });
    const bytes = await answer.body.arrayBuffer();
    tally.latencies.push(performance.now() - started);
    tally.mentions += size;
    if (answer.statusCode !== 200) tally.failures += size;
    else if (tally.latencies.length % READ_EVERY === 1) tally.failures += failuresIn(bytes, size);
  } while (performance.now() < deadline);
}

function failuresIn(bytes: ArrayBuffer, size: number): number {
  const { results } = Value.Parse(Answer, JSON.parse(Buffer.from(bytes).toString()));
  return size - results.filter((result) => result.error === undefined).length;
}

async function requests(url: string, clients: number, size: number, seconds: number): Promise<LoadResult> {
  const pool = new Pool(url, { connections: clients, pipelining: 1 });
  const tally = new Tally();
  const deadline = performance.now() + seconds * 1000;
  await Promise.all(Array.from({ length: clients }, () => client(pool, size, deadline, tally)));
  const result = tally.result();
  await pool.close();
  return result;
}

async function stream(url: string, size: number): Promise<LoadResult> {
  const lines = source.take(size).map((mention) => `${JSON.stringify(mention)}\n`);
  const chunks = Array.from({ length: Math.ceil(size / 64) }, (_, i) =>
    lines.slice(i * 64, i * 64 + 64).join(''),
  );
  const pool = new Pool(url, { connections: 1, bodyTimeout: 0, headersTimeout: 0 });
  const tally = new Tally();
  const started = performance.now();
  const answer = await pool.request({
    method: 'POST',
    path: '/v1/normalize/stream',
    headers: { 'content-type': 'application/x-ndjson' },
    body: Readable.from(chunks),
  });
  let end = '';
  for await (const chunk of answer.body) end = (end + String(chunk)).slice(-2000);
  tally.latencies.push(performance.now() - started);
  const last = end.trim().split('\n').at(-1) ?? '';
  const { summary } = Value.Parse(Summary, JSON.parse(last));
  tally.mentions = summary.lines;
  tally.failures = summary.failed + (size - summary.lines);
  const result = tally.result();
  await pool.close();
  return result;
}

function run(request: LoadRequest): Promise<LoadResult> {
  switch (request.kind) {
    case 'single':
      return requests(request.url, request.clients, 1, request.seconds);
    case 'batch':
      return requests(request.url, 1, request.size, request.seconds);
    case 'stream':
      return stream(request.url, request.size);
  }
}

const reply = (message: LoadReply): void => {
  process.send?.(message);
};
process.on('message', (request: LoadRequest) => {
  run(request).then(
    (result) => {
      reply({ type: 'done', result });
    },
    (error: unknown) => {
      reply({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
    },
  );
});
