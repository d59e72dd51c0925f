import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { Job } from '#src/jobs/index.js';
import { jobEvents } from '#src/http/job-events.js';

const job: Job = {
  id: 'j1',
  kind: 'test',
  state: 'running',
  progress: null,
  result: null,
  error: null,
  createdAt: '2026-01-15T09:30:00.000Z',
  finishedAt: null,
};
const done: Job = { ...job, state: 'succeeded', finishedAt: '2026-01-15T09:31:00.000Z' };

async function* changes(...steps: readonly (Job | number)[]): AsyncGenerator<Job, void, undefined> {
  for (const step of steps) {
    if (typeof step === 'number') await delay(step);
    else yield step;
  }
}

async function all(events: AsyncIterable<string>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const event of events) texts.push(event);
  return texts;
}

t.test('changes are told, and the end ends the events', async (t) => {
  const { signal } = new AbortController();
  const texts = await all(
    jobEvents(changes(job, { ...job, progress: { phase: 'read' } }, done, job), signal),
  );
  t.strictSame(
    texts.map((text) => text.split('\n', 1)[0]),
    ['event: progress', 'event: progress', 'event: done'],
  );
  t.match(texts[1], /\ndata: \{"id":"j1".*"phase":"read".*\}\n\n$/);
});

t.test('a pause is filled with comments', async (t) => {
  const { signal } = new AbortController();
  const texts = await all(jobEvents(changes(job, 55, done), signal, 20));
  t.ok(texts.filter((text) => text === ': still here\n\n').length >= 1);
  t.match(texts.at(-1), /^event: done/);
});

t.test('who stops listening hears no error; a failure of the watch is one', async (t) => {
  const controller = new AbortController();
  async function* failing(): AsyncGenerator<Job, void, undefined> {
    yield job;
    await Promise.reject(new Error('gone'));
  }
  await t.rejects(all(jobEvents(failing(), controller.signal)), { message: 'gone' });
  controller.abort();
  t.equal((await all(jobEvents(failing(), controller.signal))).length, 1);
});
