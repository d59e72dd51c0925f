export const JOB_STATES = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A piece of long work, as its owner sees it. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  /** The latest progress that the work reported. */
  readonly progress: unknown;
  /** What it made, once it succeeded. */
  readonly result: unknown;
  readonly error: { readonly code: string; readonly detail: string } | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

/** Work of one kind that can be begun again: what it makes is named by the job's id, so that it is not made twice. */
export type DurableWork = (id: string, input: unknown, context: JobContext) => Promise<unknown>;

export interface JobContext {
  readonly onProgress: (progress: object) => void;
  readonly signal: AbortSignal;
}

/** Runs long work one at a time, and keeps what became of it. */
export interface JobQueue {
  /** Queues work and answers at once; `cleanUp` runs however the job ends. */
  submit(
    kind: string,
    work: (context: JobContext) => Promise<unknown>,
    cleanUp?: () => Promise<void>,
  ): Promise<Job>;
  /**
   * Queues work that the queue knows by its kind, and that is begun again, from its input, where the service stops
   * before its end.
   */
  submitDurable(kind: string, input: object): Promise<Job>;
  /** @throws AppError `job_not_found` */
  get(id: string): Promise<Job>;
  /** Asks a job to stop. @throws AppError `job_not_found`, `job_finished` */
  cancel(id: string): Promise<Job>;
  /** Each change of the job until it has ended, beginning with how it stands. @throws AppError `job_not_found` */
  watch(id: string, signal: AbortSignal): AsyncIterable<Job>;
  /** Cancels what runs and waits for it. */
  close(): Promise<void>;
}
