import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { call, json } from './api.js';
import { MentionSource, readPhrases } from './mentions.js';
import { quantile } from './quantile.js';
import type { BenchServer } from './server.js';
import { describeMachine, SEEDS, starterFile, withService, type CommonOptions } from './setup.js';
import { fixed, printTable } from './table.js';

/** Words of a post. */
const WORDS = 30;
const WITHOUT_EVENT = [
  'so',
  'the',
  'doctor',
  'said',
  'we',
  'wait',
  'and',
  'see',
  'how',
  'it',
  'goes',
  'next',
  'week',
];
const FULL = { single: 300, stream: 3000, rounds: 3 };
const QUICK = { single: 60, stream: 400, rounds: 1 };

const Events = Type.Object({ events: Type.Array(Type.Unknown()) });
const Answer = Type.Object({ results: Type.Array(Events) });
const Summary = Type.Object({ summary: Type.Object({ ok: Type.Integer(), failed: Type.Integer() }) });

/**
 * Posts of 30 words, all different, by `/v1/annotate` one after the other, and by its stream: milliseconds a post,
 * and posts a second. Each is classified, its events are found, and these are normalized.
 */
export async function annotate(options: CommonOptions): Promise<void> {
  const standard = options.quick ? QUICK : FULL;
  const rounds = options.rounds ?? standard.rounds;
  const mentions = new MentionSource(readPhrases(starterFile), SEEDS.load);
  await withService(options, async (server) => {
    console.log(`${describeMachine()}; ${await server.workers()} worker threads, posts of ${WORDS} words.`);
    const before = server.memory().resident;
    // The first one waits for the models.
    await oneByOne(server, posts(mentions, 20));
    const loaded = server.memory().resident;
    const rows: string[][] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const single = await oneByOne(server, posts(mentions, standard.single));
      const perSecond = await stream(server, posts(mentions, standard.stream));
      rows.push([
        String(round),
        ...[single.p50, single.p95].map((ms) => fixed(ms, 1)),
        fixed(single.events, 2),
        fixed(perSecond, 0),
      ]);
    }
    printTable(['round', 'p50 ms', 'p95 ms', 'events a post', 'posts a second (stream)'], rows);
    const { resident, most } = server.memory();
    printTable(
      ['resident memory', 'MB'],
      [
        ['ready, without the models of posts', fixed(before, 0)],
        ['with them, after 20 posts', fixed(loaded, 0)],
        ['after the loads', fixed(resident, 0)],
        ['the most there was', fixed(most, 0)],
      ],
    );
  });
}

function posts(mentions: MentionSource, count: number): string[] {
  return Array.from({ length: count }, () => {
    const words = mentions.next().split(' ');
    for (let i = 0; words.length < WORDS / 2; i += 1)
      words.push(WITHOUT_EVENT[i % WITHOUT_EVENT.length] ?? '');
    words.push(...mentions.next().split(' '));
    for (let i = 0; words.length < WORDS; i += 1) words.push(WITHOUT_EVENT[i % WITHOUT_EVENT.length] ?? '');
    return words.slice(0, WORDS).join(' ');
  });
}

async function oneByOne(server: BenchServer, texts: readonly string[]) {
  const times: number[] = [];
  let events = 0;
  for (const text of texts) {
    const started = performance.now();
    const body = json({ texts: text, topK: 1 });
    const { results }: Static<typeof Answer> = await call(`${server.url}/v1/annotate`, Answer, {
      method: 'POST',
      ...body,
    });
    times.push(performance.now() - started);
    events += results[0]?.events.length ?? 0;
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), events: events / texts.length };
}

/** @returns posts a second */
async function stream(server: BenchServer, texts: readonly string[]): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${server.url}/v1/annotate/stream?topK=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: texts.map((text) => `${JSON.stringify(text)}\n`).join(''),
  });
  const lines = (await response.text()).trimEnd().split('\n');
  const seconds = (performance.now() - started) / 1000;
  const { summary } = Value.Parse(Summary, JSON.parse(lines.at(-1) ?? 'null'));
  if (summary.ok !== texts.length) throw new Error(`${summary.failed} posts failed`);
  return texts.length / seconds;
}
