import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { AppError } from '#src/errors.js';
import { compareInThread, proposeInThread } from '#src/evaluation/figure-thread.js';
import { prediction } from '../support/evaluation.js';

t.test('work that nobody waits for any more stops, and says why', async (t) => {
  const path = join(t.testdir(), 'predictions.ndjson');
  const rows = Array.from({ length: 5000 }, (_, row) => prediction(row, 'A', row % 3 === 0 ? 'A B' : 'B A'));
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const options = { ks: [1], commonOnly: false, resampling: { seed: 1, resamples: 10_000 } };
  const asked = { first: path, second: path, options };
  const wanted = { auto: 0.9, suggest: 0.5, review: 0.1 };
  const starts: readonly ((signal: AbortSignal) => Promise<unknown>)[] = [
    (signal) => compareInThread(asked, signal),
    (signal) => proposeInThread({ path, wanted, heldBy: 'lower bound' }, signal),
  ];
  for (const start of starts) {
    const client = new AbortController();
    const work = start(client.signal);
    client.abort(new AppError('client_closed', 'The client hung up.'));
    await t.rejects(work, { code: 'client_closed' });
    await t.rejects(start(client.signal), { code: 'client_closed' }, 'nor is it begun');
  }
  const cancelled = new AbortController();
  const work = compareInThread(asked, cancelled.signal);
  cancelled.abort();
  await t.rejects(work, { code: 'job_cancelled' });
});
