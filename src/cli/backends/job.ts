import { setTimeout as pause } from 'node:timers/promises';
import type { Static, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { CommandError } from '../errors.js';
import type { Call, HttpClient } from './http-client.js';
import { JobSchema } from './schemas.js';

type Job = Static<typeof JobSchema>;

const LOOK_EVERY_MS = 300;
/** How long a cancelled job may take to end before nobody waits any more. */
const CANCEL_WITHIN_MS = 30_000;

interface JobWatch<P extends TSchema> {
  readonly signal: AbortSignal;
  readonly onProgress: (step: Static<P>) => void;
}

/** What starts the work; POST where no method is named. */
type Start = Omit<Call, 'signal'> & { readonly method?: 'POST' | 'PUT' };

/**
 * Starts long work and follows it to its end; steps that `progress` does not know are passed over. Whoever aborts
 * the signal cancels it.
 * @throws CommandError what the job failed with, or `job_cancelled`
 */
export async function runJob<S extends TSchema, P extends TSchema>(
  client: HttpClient,
  path: string,
  { method = 'POST', ...call }: Start,
  { result, progress }: { readonly result: S; readonly progress: P },
  { signal, onProgress }: JobWatch<P>,
): Promise<Static<S>> {
  const started = await client.json(method, path, JobSchema, { ...call, signal });
  const job = await follow(client, started, { signal, onProgress }, progress).catch(
    async (error: unknown) => {
      if (!signal.aborted) throw error;
      const patience = AbortSignal.timeout(CANCEL_WITHIN_MS);
      await cancel(client, started, patience);
      return follow(client, started, { signal: patience, onProgress }, progress);
    },
  );
  if (job.state === 'succeeded') return client.check(result, job.result);
  throw new CommandError(
    job.error?.code ?? 'job_cancelled',
    job.error?.detail ?? 'The work was cancelled; nothing was changed.',
  );
}

async function follow<P extends TSchema>(
  client: HttpClient,
  started: Job,
  { signal, onProgress }: JobWatch<P>,
  progress: P,
): Promise<Job> {
  let job = started;
  while (job.finishedAt === null) {
    if (Value.Check(progress, job.progress)) onProgress(job.progress);
    await pause(LOOK_EVERY_MS, undefined, { signal });
    job = await client.json('GET', pathOf(job), JobSchema, { signal });
  }
  return job;
}

async function cancel(client: HttpClient, job: Job, signal: AbortSignal): Promise<void> {
  await client.json('DELETE', pathOf(job), JobSchema, { signal }).catch((error: unknown) => {
    // It ended by itself meanwhile.
    if (!(error instanceof CommandError) || error.code !== 'job_finished') throw error;
  });
}

function pathOf({ id }: Job): string {
  return `v1/jobs/${encodeURIComponent(id)}`;
}
