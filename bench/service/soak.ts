import { setTimeout as delay } from 'node:timers/promises';
import { withService, type CommonOptions } from './setup.js';
import { fixed, printTable, say } from './table.js';

const SAMPLE_SECONDS = 30;
const SETTLED_AFTER_MINUTES = 2;

/**
 * Loads the service for some minutes with single mentions, batches and streams by turns, and compares its
 * memory at the end with what it was after two minutes.
 */
export async function soak(options: CommonOptions, minutes: number): Promise<void> {
  await withService(options, async (server, load) => {
    const { url } = server;
    const started = performance.now();
    const minute = (): number => (performance.now() - started) / 60_000;
    const samples: { minute: number; resident: number }[] = [];
    const sampling = new AbortController();
    const sample = (): void => {
      const { resident } = server.memory();
      samples.push({ minute: minute(), resident });
      say(`${fixed(minute(), 1)} min: ${fixed(resident, 0)} MB`);
    };
    const sampled = (async () => {
      while (!sampling.signal.aborted) {
        sample();
        await delay(SAMPLE_SECONDS * 1000, undefined, { signal: sampling.signal }).catch(() => undefined);
      }
    })();
    let mentions = 0;
    try {
      while (minute() < minutes) {
        for (const request of [
          { kind: 'single', url, clients: 10, seconds: 10 },
          { kind: 'batch', url, size: 1000, seconds: 10 },
          { kind: 'stream', url, size: 10_000 },
        ] as const) {
          const result = await load.run(request);
          if (result.failures > 0) throw new Error(`${result.failures} mentions failed`);
          mentions += result.mentions;
        }
      }
    } finally {
      sampling.abort();
      await sampled;
    }
    sample();
    const settled = samples.find((one) => one.minute >= SETTLED_AFTER_MINUTES) ?? samples[0];
    const end = samples.at(-1);
    printTable(
      ['minute', 'resident MB'],
      samples.map((one) => [fixed(one.minute, 1), fixed(one.resident, 0)]),
    );
    if (!settled || !end) return;
    const growth = end.resident / settled.resident - 1;
    console.log(
      `\n${mentions.toLocaleString('en')} mentions; from minute ${fixed(settled.minute, 1)} to ${fixed(end.minute, 1)}: ` +
        `${fixed(settled.resident, 0)} to ${fixed(end.resident, 0)} MB, ${growth < 0 ? '' : '+'}${fixed(100 * growth, 1)}%.`,
    );
  });
}
