import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readEncoderFolder } from '#src/encoder/index.js';
import { padBatch } from '#src/inference/index.js';
import { OnnxWorker, type RunOutcome } from '#src/inference/worker-handle.js';
import { workerFile } from '#src/worker-file.js';
import { ENCODER_DIR, startEncoder } from '../support/encoder.js';

const live = { lane: 'live' } as const;

const { manifest, modelPath } = await readEncoderFolder(ENCODER_DIR);
const file = {
  ...{ path: modelPath, inputs: manifest.inputs, output: manifest.output, size: manifest.dimension },
  ...{ perToken: false, unit: 'dimensions' },
};

t.test('a worker told to stop right behind a batch answers the batch first', async (t) => {
  const worker = new OnnxWorker(() => undefined);
  t.match(await worker.load(0, file), { type: 'loaded' });
  const outcome = new Promise<RunOutcome>((resolve) => {
    worker.run(0, padBatch([{ ids: Int32Array.of(101, 2000, 102) }], 0), resolve);
  });
  await worker.stop();
  t.match(await outcome, { type: 'done' });
});

t.test('a worker told to stop while it loads a model ends, and the load is answered', async (t) => {
  const worker = new OnnxWorker(() => undefined);
  const load = worker.load(0, file);
  await worker.stop();
  t.match(await load, { type: 'loaded' });
});

t.test('closing finishes what was let in, though it is still being tokenized', async (t) => {
  for (const lane of ['live', 'bulk', 'background'] as const) {
    const encoder = await startEncoder();
    const texts = Array.from({ length: 300 }, (_, i) => `pain ${i}`);
    const waiting = encoder.embed(texts, { lane, fixed: lane === 'background' });
    const closing = encoder.close();
    await t.rejects(encoder.embed(['late'], live), { code: 'shutting_down' });
    t.equal((await waiting).length, 300 * encoder.dimension, lane);
    await closing;
  }
});

t.test('a worker that dies while the pool closes leaves no caller waiting', async (t) => {
  const deaths = join(t.testdir(), 'deaths');
  process.env['ADE_TEST_DEATHS'] = deaths;
  writeFileSync(deaths, '0');
  const script = workerFile(import.meta.url, '../support/dying-worker');
  const encoder = await startEncoder({ workerScript: script });
  writeFileSync(deaths, '1');
  const waiting = Promise.allSettled([
    encoder.embed(['burning feet'], live),
    encoder.embed(
      Array.from({ length: 100 }, (_, i) => `pain ${i}`),
      { lane: 'bulk' },
    ),
  ]);
  await encoder.close();
  for (const outcome of await waiting) {
    t.match(outcome, { status: 'rejected', reason: { code: 'shutting_down', message: /send it again/i } });
  }
  t.equal(encoder.status().queued, 0);
});
