import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { EmbeddedJobQueue, type DurableWork } from '#src/jobs/index.js';
import { jobStore, openDatabase } from '#src/store/index.js';

const log = { error: () => undefined };

t.test('a durable job that the service did not end is begun again, once, under its id', async (t) => {
  const folder = t.testdir();
  const begun: unknown[] = [];
  const stuck: DurableWork = async (_id, input, { signal }) => {
    begun.push(input);
    await delay(60_000, undefined, { signal });
  };
  const before = await openDatabase(folder);
  const first = await EmbeddedJobQueue.open(jobStore(before), log, { long: stuck });
  const running = await first.submitDurable('long', { rows: 3 });
  const waiting = await first.submitDurable('long', { rows: 4 });
  const lost = await first.submit('other', () => Promise.resolve('never'));
  while (begun.length === 0) await delay(5);
  await first.close();
  await before.destroy();
  t.strictSame(begun, [{ rows: 3 }], 'the second one did not begin while the service stopped');

  const after = await openDatabase(folder);
  t.teardown(() => after.destroy());
  const made: unknown[] = [];
  const quick: DurableWork = (id, input) => {
    made.push([id, input]);
    return Promise.resolve({ id });
  };
  const second = await EmbeddedJobQueue.open(jobStore(after), log, { long: quick });
  t.match(await second.get(running.id), { kind: 'long', finishedAt: null });
  await second.resume();
  await second.resume();
  for (const { id } of [running, waiting]) {
    for await (const job of second.watch(id, new AbortController().signal))
      if (job.finishedAt !== null) t.match(job, { state: 'succeeded', result: { id } });
  }
  t.strictSame(made, [
    [running.id, { rows: 3 }],
    [waiting.id, { rows: 4 }],
  ]);
  t.match(await second.get(lost.id), { state: 'cancelled' });
  await second.close();
  const third = await EmbeddedJobQueue.open(jobStore(after), log, { long: quick });
  await third.resume();
  await third.close();
  t.equal(made.length, 2, 'what has ended is not begun again');
});

t.test('a durable job is cancelled like any other, and stays so', async (t) => {
  const db = await openDatabase(t.testdir());
  t.teardown(() => db.destroy());
  const work: DurableWork = async (_id, _input, { signal }) => {
    await delay(60_000, undefined, { signal });
  };
  const queue = await EmbeddedJobQueue.open(jobStore(db), log, { long: work });
  const { id } = await queue.submitDurable('long', {});
  await delay(20);
  await queue.cancel(id);
  for await (const job of queue.watch(id, new AbortController().signal))
    if (job.finishedAt !== null) t.equal(job.state, 'cancelled');
  await queue.close();
  const again = await EmbeddedJobQueue.open(jobStore(db), log, { long: work });
  await again.resume();
  t.match(await again.get(id), { state: 'cancelled' });
  await again.close();
  await t.rejects(again.submitDurable('unknown', {}), /can be begun again/);
});
