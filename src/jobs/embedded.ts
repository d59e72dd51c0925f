import { EventEmitter, on } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError } from '../errors.js';
import {
  JOB_STATES,
  type DurableWork,
  type Job,
  type JobContext,
  type JobQueue,
  type JobState,
} from './queue.js';
import { diskFull, type JobRow, type JobStore } from '../store/index.js';

const StoredError = Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]);

export interface JobLog {
  error(fields: object, message: string): void;
}

type Ending = Pick<Job, 'state'> & Partial<Pick<Job, 'result' | 'error'>>;

interface Task {
  readonly work: (context: JobContext) => Promise<unknown>;
  readonly cleanUp: () => Promise<void>;
  readonly abort: AbortController;
  /** What it can be begun again with, as it is stored; null where it cannot. */
  readonly input: string | null;
}

/**
 * Runs jobs in this process, one after another, and keeps them in the database. A job that a crash cut off is
 * found `failed` after the restart, and what it was to change is then unchanged; a durable one is begun again.
 */
export class EmbeddedJobQueue implements JobQueue {
  readonly #tasks = new Map<string, Task>();
  readonly #jobs = new Map<string, Job>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #tail: Promise<void> = Promise.resolve();
  #closing = false;

  private constructor(
    private readonly store: JobStore,
    private readonly log: JobLog,
    private readonly durable: Readonly<Record<string, DurableWork>>,
  ) {}

  /**
   * Opens the queue; jobs that were under way when the process ended are marked as failed, but for durable ones,
   * which wait for `resume`.
   * @param durable the work of each kind that can be begun again
   */
  static async open(
    store: JobStore,
    log: JobLog,
    durable: Readonly<Record<string, DurableWork>> = {},
  ): Promise<EmbeddedJobQueue> {
    await store.failUnfinished({
      code: 'job_interrupted',
      detail:
        'The service stopped while the job was under way. GET /v1/ontologies shows what is active; start the job again if it is missing there.',
    });
    return new EmbeddedJobQueue(store, log, durable);
  }

  /** Begins the durable jobs again that an earlier process did not end. */
  async resume(): Promise<void> {
    for (const row of await this.store.unfinished()) {
      if (row.input === null || this.#tasks.has(row.id)) continue;
      this.#enqueue(
        { ...jobOf(row), state: 'waiting', progress: null },
        this.#durableTask(row.id, row.kind, row.input),
      );
    }
  }

  async submit(
    kind: string,
    work: (context: JobContext) => Promise<unknown>,
    cleanUp: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Job> {
    const job = newJob(kind);
    const task = { work, cleanUp, abort: new AbortController(), input: null };
    await this.store.save(rowOf(job, null));
    this.#enqueue(job, task);
    return job;
  }

  async submitDurable(kind: string, input: object): Promise<Job> {
    const job = newJob(kind);
    const task = this.#durableTask(job.id, kind, JSON.stringify(input));
    await this.store.save(rowOf(job, task.input));
    this.#enqueue(job, task);
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
    if (!task || job.finishedAt !== null)
      throw new AppError('job_finished', `The job has ended already: it ${job.state}.`);
    task.abort.abort();
    return job.state === 'waiting' ? ((await this.#finish(id, { state: 'cancelled' })) ?? job) : job;
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
    this.#closing = true;
    for (const task of this.#tasks.values()) task.abort.abort();
    await this.#tail;
  }

  #enqueue(job: Job, task: Task): void {
    this.#jobs.set(job.id, job);
    this.#tasks.set(job.id, task);
    this.#tail = this.#tail.then(() => this.#run(job, task));
  }

  #durableTask(id: string, kind: string, input: string): Task {
    const known = this.durable[kind];
    if (!known) throw new Error(`No work of the kind ${kind} can be begun again.`);
    const value: unknown = JSON.parse(input);
    return {
      work: (context) => known(id, value, context),
      cleanUp: () => Promise.resolve(),
      abort: new AbortController(),
      input,
    };
  }

  /** Never rejects: the jobs behind this one depend on it. */
  async #run(job: Job, task: Task): Promise<void> {
    if ((this.#jobs.get(job.id) ?? job).state === 'waiting' && this.#tasks.has(job.id)) {
      const ending = this.#closing ? this.#cutOff(task) : await this.#outcome(job, task);
      if (ending !== 'to be resumed') await this.#finish(job.id, ending);
    }
    await task.cleanUp().catch((error: unknown) => {
      this.log.error({ job: job.id, err: error }, 'what a job left behind could not be removed');
    });
    this.#tasks.delete(job.id);
  }

  async #outcome(job: Job, task: Task): Promise<Ending | 'to be resumed'> {
    const { signal } = task.abort;
    try {
      await this.#change({ ...job, state: 'running' });
      const result = await task.work({
        signal,
        onProgress: (progress) => {
          this.#show(job.id, progress);
        },
      });
      return { state: 'succeeded', result };
    } catch (error) {
      if (signal.aborted)
        return this.#closing && task.input !== null ? 'to be resumed' : { state: 'cancelled' };
      const known = error instanceof AppError ? error : diskFull(error);
      if (known === null || known.status >= 500)
        this.log.error({ job: job.id, kind: job.kind, err: error }, 'a job failed');
      const unexpected = 'Something unexpected went wrong; the log has it under this job’s id.';
      return {
        state: 'failed',
        error: { code: known?.code ?? 'internal', detail: known?.message ?? unexpected },
      };
    }
  }

  /** What becomes of a job while the service stops: what can be begun again stays as it is stored. */
  #cutOff({ input }: Task): Ending | 'to be resumed' {
    return input === null ? { state: 'cancelled' } : 'to be resumed';
  }

  /** Progress is news, not a record: it stays in memory until the state changes. */
  #show(id: string, progress: object): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    this.#jobs.set(id, { ...job, progress });
    this.#changes.emit(id);
  }

  async #finish(id: string, ending: Ending): Promise<Job | undefined> {
    const job = this.#jobs.get(id);
    if (!job || job.finishedAt !== null) return job;
    const finished = { ...job, ...ending, finishedAt: new Date().toISOString() };
    try {
      await this.#change(finished);
      this.#jobs.delete(id);
    } catch (error) {
      // It stays in memory: whoever asks for it learns how it ended, until a restart finds it interrupted.
      this.log.error({ job: id, err: error }, 'how a job ended could not be stored');
    }
    return finished;
  }

  /** Shows the change at once, and stores it; whoever watches finds the job in memory or in the store. */
  async #change(job: Job): Promise<void> {
    this.#jobs.set(job.id, job);
    try {
      await this.store.save(rowOf(job, this.#tasks.get(job.id)?.input ?? null));
    } finally {
      setImmediate(() => this.#changes.emit(job.id));
    }
  }
}

function newJob(kind: string): Job {
  return {
    ...{ id: randomUUID(), kind, state: 'waiting', progress: null, result: null, error: null },
    ...{ createdAt: new Date().toISOString(), finishedAt: null },
  };
}

function rowOf(job: Job, input: string | null): JobRow {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    progress: JSON.stringify(job.progress),
    result: JSON.stringify(job.result ?? null),
    error: JSON.stringify(job.error),
    input,
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
