import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from './load.js';
import { withService, type CommonOptions } from './setup.js';
import { fixed, printTable, say } from './table.js';

const SAMPLE_SECONDS = 30;
const SETTLED_AFTER_MINUTES = 2;
/** Memory goes up and down with the load of the moment, so the medians of so many minutes are compared. */
const COMPARED_MINUTES = 2;

interface Sample {
  readonly minute: number;
  readonly resident: number;
  /** Of it, what JavaScript holds on the main thread. */
  readonly javaScript: number;
}

/**
 * Loads the service for some minutes with single mentions, batches and streams by turns, and compares its
 * memory at the end with what it was after two minutes.
 */
export async function soak(options: CommonOptions, minutes: number): Promise<void> {
  await withService(options, async (server, load) => {
    const started = performance.now();
    const minute = (): number => (performance.now() - started) / 60_000;
    const samples: Sample[] = [];
    const sampling = new AbortController();
    const sampled = (async () => {
      while (!sampling.signal.aborted) {
        const { resident } = server.memory();
        const javaScript = (await server.phases()).javaScriptMegabytes();
        samples.push({ minute: minute(), resident, javaScript });
        say(`${fixed(minute(), 1)} min: ${fixed(resident, 0)} MB`);
        await delay(SAMPLE_SECONDS * 1000, undefined, { signal: sampling.signal }).catch(() => undefined);
      }
    })();
    let mentions = 0;
    try {
      while (minute() < minutes) mentions += await oneTurn(load, server.url);
    } finally {
      sampling.abort();
      await sampled;
    }
    printTable(
      ['minute', 'resident MB', 'of it JavaScript, main thread'],
      samples.map((one) => [fixed(one.minute, 1), fixed(one.resident, 0), fixed(one.javaScript, 0)]),
    );
    console.log(`\n${mentions.toLocaleString('en')} mentions.`);
    printGrowth(samples);
  });
}

/** Some of each kind of load. @returns how many mentions */
async function oneTurn(load: Load, url: string): Promise<number> {
  let mentions = 0;
  for (const request of [
    { kind: 'single', url, clients: 10, seconds: 10 },
    { kind: 'batch', url, size: 1000, seconds: 10 },
    { kind: 'stream', url, size: 10_000 },
  ] as const) {
    const result = await load.run(request);
    if (result.failures > 0) throw new Error(`${result.failures} mentions failed`);
    mentions += result.mentions;
  }
  return mentions;
}

function printGrowth(samples: readonly Sample[]): void {
  const end = samples.at(-1)?.minute ?? 0;
  const first = between(samples, SETTLED_AFTER_MINUTES, SETTLED_AFTER_MINUTES + COMPARED_MINUTES);
  const last = between(samples, end - COMPARED_MINUTES, end);
  if (end < SETTLED_AFTER_MINUTES + 2 * COMPARED_MINUTES) {
    console.log('Too short to compare: give it six minutes or more.');
    return;
  }
  for (const [what, of] of [
    ['resident', (one: Sample) => one.resident],
    ['JavaScript', (one: Sample) => one.javaScript],
  ] as const) {
    const [before, after] = [median(first.map(of)), median(last.map(of))];
    console.log(
      `${what}, median of minutes 2 to 4 and of the last two: ${fixed(before, 0)} and ${fixed(after, 0)} MB ` +
        `(${after < before ? '' : '+'}${fixed(100 * (after / before - 1), 1)}%)`,
    );
  }
}

function between(samples: readonly Sample[], from: number, to: number): readonly Sample[] {
  return samples.filter(({ minute }) => minute >= from && minute <= to);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
