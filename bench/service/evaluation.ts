import { setTimeout as delay } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { call, json, work } from './api.js';
import { MentionSource, readPhrases } from './mentions.js';
import { quantile } from './quantile.js';
import { SEEDS, starterFile, withService, type CommonOptions } from './setup.js';
import { fixed, printTable, say } from './table.js';

/** Seconds before and after the run, in which the client is alone. */
const QUIET = { full: 30, quick: 3 };
const QUICK_MENTIONS = 200;
/** Often enough to tell when the run ends, seldom enough to be no load. */
const WATCHED_EVERY_MS = 200;

const GoldSet = Type.Object({ id: Type.String() });
const Answer = Type.Object({ results: Type.Array(Type.Object({ decision: Type.String() })) });
const Run = Type.Object({ manifest: Type.Object({ seconds: Type.Number() }) });
const Result = Type.Object({ id: Type.String() });

/**
 * What an evaluation run on the starter vocabulary costs those who ask meanwhile: milliseconds of single mentions by
 * one client before, during and after it, all in one process, and the seconds that the run takes. The mentions of both
 * are all different.
 */
export async function evaluation(options: CommonOptions, count: number): Promise<void> {
  const mentions = options.quick ? Math.min(count, QUICK_MENTIONS) : count;
  const seconds = options.quick ? QUIET.quick : QUIET.full;
  await withService(options, async ({ url }) => {
    const source = new MentionSource(readPhrases(starterFile), SEEDS.load);
    const goldSet = await bring(url, source.take(mentions));
    const client = new Client(url, source);
    const quiet = (): Promise<readonly number[]> => client.during(delay(seconds * 1000));
    say('The first requests are not counted.');
    await quiet();
    say(`${seconds} s before, a run of ${mentions.toLocaleString('en')} mentions, ${seconds} s after.`);
    const before = await quiet();
    const started = performance.now();
    const run = work(`${url}/v1/evaluations`, json({ goldSet, ontology: 'starter' }), {
      everyMs: WATCHED_EVERY_MS,
    });
    const during = await client.during(run);
    const took = (performance.now() - started) / 1000;
    const after = await quiet();
    const at = `${url}/v1/evaluations/${readId(await run)}`;
    const { manifest } = await call(at, Run);
    printTable(
      ['one client', 'requests', 'p50 ms', 'ratio', 'p99 ms', 'ratio'],
      Object.entries({ before, 'during the run': during, after }).map(([when, each]) => [
        ...[when, each.length.toLocaleString('en')],
        ...[0.5, 0.99].flatMap((share) => {
          const value = quantile(each, share);
          return [fixed(value, 1), fixed(value / quantile(before, share), 2)];
        }),
      ]),
    );
    printTable(
      ['run', 'seconds', 'of them normalizing', 'mentions/s'],
      [
        [
          ...[`${mentions.toLocaleString('en')} mentions`, fixed(took, 1), fixed(manifest.seconds, 1)],
          fixed(mentions / took, 0),
        ],
      ],
    );
    for (const one of [at, `${url}/v1/gold-sets/${goldSet}`]) await fetch(one, { method: 'DELETE' });
  });
}

/** Brings the mentions as a gold set. What is right of them matters to no clock. @returns its id */
async function bring(url: string, mentions: readonly string[]): Promise<string> {
  const form = new FormData();
  const rows = mentions.map((mention) => `"${mention}",Insomnia\n`);
  form.set('file', new Blob(['mention,gold_name\n', ...rows]), 'mentions.csv');
  const { id } = await call(`${url}/v1/gold-sets`, GoldSet, { method: 'POST', body: form });
  return id;
}

function readId(result: unknown): string {
  return Value.Parse(Result, result).id;
}

/** Asks one mention after another. */
class Client {
  constructor(
    private readonly url: string,
    private readonly source: MentionSource,
  ) {}

  /** @returns milliseconds of each request until something comes to its end */
  async during(until: Promise<unknown>): Promise<readonly number[]> {
    const times: number[] = [];
    let goesOn = true;
    const end = until.finally(() => {
      goesOn = false;
    });
    const ask = async (): Promise<void> => {
      while (goesOn) {
        const began = performance.now();
        const body = json({ mentions: this.source.next() });
        await call(`${this.url}/v1/normalize`, Answer, { method: 'POST', ...body });
        times.push(performance.now() - began);
      }
    };
    await Promise.all([end, ask()]);
    return times;
  }
}
