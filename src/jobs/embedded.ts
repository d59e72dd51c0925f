import { EventEmitter, on } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf } from '../errors.js';
import { JOB_STATES, type Job, type JobContext, type JobQueue, type JobState } from './queue.js';
import type { JobRow, JobStore } from '../store/index.js';

const StoredError = Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]);

interface Task {
  readonly work: (context: JobContext) => Promise<unknown>;
  readonly cleanUp: () => Promise<void>;
  readonly abort: AbortController;
}

/**
 * Runs jobs in this process, one after another, and keeps them in the database. A job that a crash cut off is
 * found `failed` after the restart: what it was to change is then unchanged.
 */
export class EmbeddedJobQueue implements JobQueue {
  readonly #tasks = new Map<string, Task>();
  readonly #jobs = new Map<string, Job>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #tail: Promise<void> = Promise.resolve();

  private constructor(private readonly store: JobStore) {}

  /** Opens the queue; jobs that were under way when the process ended are marked as failed. */
  static async open(store: JobStore): Promise<EmbeddedJobQueue> {
    await store.failUnfinished({
      code: 'job_interrupted',
      detail: 'The service stopped while the job was under way; nothing was changed. Start it again.',
    });
    return new EmbeddedJobQueue(store);
  }

  async submit(
    kind: string,
    work: (context: JobContext) => Promise<unknown>,
    cleanUp: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Job> {
    const job: Job = {
      id: randomUUID(),
      kind,
      state: 'waiting',
      progress: null,
      result: null,
      error: null,
      createdAt: new Date().toISOString(),
      finishedAt: null,
    };
    await this.store.save(rowOf(job));
    const task = { work, cleanUp, abort: new AbortController() };
    this.#jobs.set(job.id, job);
    this.#tasks.set(job.id, task);
    this.#tail = this.#tail.then(() => this.#run(job.id, task));
    return job;
  }

  async get(id: string): Promise<Job> {
    const running = this.#jobs.get(id);
    if (running) return running;
    const row = await this.store.find(id);
    if (!row) throw new AppError('job_not_found', `No job has the id "${id}".`);
    return jobOf(row);
  }

  async cancel(id: string): Promise<Job> {
    const job = await this.get(id);
    const task = this.#tasks.get(id);
    if (!task) throw new AppError('job_finished', `The job has ended already: it ${job.state}.`);
    task.abort.abort();
    return job.state === 'waiting' ? this.#finish(job, { state: 'cancelled' }) : job;
  }

  async *watch(id: string, signal: AbortSignal): AsyncIterable<Job> {
    // Listening begins before the first look, so that no change falls between the two.
    const changes = on(this.#changes, id, { signal });
    try {
      let job = await this.get(id);
      yield job;
      while (job.finishedAt === null) {
        await changes.next();
        job = await this.get(id);
        yield job;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async close(): Promise<void> {
    for (const task of this.#tasks.values()) task.abort.abort();
    await this.#tail;
  }

  async #run(id: string, task: Task): Promise<void> {
    try {
      const waiting = await this.get(id);
      if (waiting.state !== 'waiting') return;
      if (task.abort.signal.aborted) {
        await this.#finish(waiting, { state: 'cancelled' });
        return;
      }
      await this.#change({ ...waiting, state: 'running' });
      const result = await task.work({
        signal: task.abort.signal,
        onProgress: (progress) => {
          this.#show(id, progress);
        },
      });
      await this.#finish(await this.get(id), { state: 'succeeded', result });
    } catch (error) {
      const failed = await this.get(id);
      if (task.abort.signal.aborted) await this.#finish(failed, { state: 'cancelled' });
      else {
        const code = error instanceof AppError ? error.code : 'internal';
        await this.#finish(failed, { state: 'failed', error: { code, detail: messageOf(error) } });
      }
    } finally {
      await task.cleanUp();
      this.#tasks.delete(id);
    }
  }

  /** Progress is news, not a record: it stays in memory until the state changes. */
  #show(id: string, progress: object): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    this.#jobs.set(id, { ...job, progress });
    this.#changes.emit(id);
  }

  async #finish(job: Job, end: Pick<Job, 'state'> & Partial<Pick<Job, 'result' | 'error'>>): Promise<Job> {
    const finished = await this.#change({ ...job, ...end, finishedAt: new Date().toISOString() });
    this.#jobs.delete(job.id);
    return finished;
  }

  async #change(job: Job): Promise<Job> {
    await this.store.save(rowOf(job));
    this.#jobs.set(job.id, job);
    // Whoever watches asks for the job anew, and finds it in memory or in the store.
    setImmediate(() => this.#changes.emit(job.id));
    return job;
  }
}

function rowOf(job: Job): JobRow {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    progress: JSON.stringify(job.progress),
    result: JSON.stringify(job.result ?? null),
    error: JSON.stringify(job.error),
    created_at: job.createdAt,
    finished_at: job.finishedAt,
  };
}

function jobOf(row: JobRow): Job {
  const state: JobState = JOB_STATES.find((known) => known === row.state) ?? 'failed';
  const progress: unknown = JSON.parse(row.progress);
  const result: unknown = JSON.parse(row.result);
  return {
    id: row.id,
    kind: row.kind,
    state,
    progress,
    result,
    error: Value.Parse(StoredError, JSON.parse(row.error)),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
