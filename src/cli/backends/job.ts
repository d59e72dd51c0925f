import { setTimeout as pause } from 'node:timers/promises';
import type { Static, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { WorkContext } from '../../ontology/index.js';
import { CommandError } from '../errors.js';
import type { Call, HttpClient } from './http-client.js';
import { JobSchema, ProgressSchema } from './schemas.js';

type Job = Static<typeof JobSchema>;

const LOOK_EVERY_MS = 300;
/** How long a cancelled job may take to end before nobody waits any more. */
const CANCEL_WITHIN_MS = 30_000;

/**
 * Starts long work and follows it to its end; whoever aborts the signal cancels it.
 * @throws CommandError what the job failed with, or `job_cancelled`
 */
export async function runJob<S extends TSchema>(
  client: HttpClient,
  path: string,
  call: Omit<Call, 'signal'>,
  result: S,
  { signal, onProgress }: WorkContext,
): Promise<Static<S>> {
  const started = await client.json('POST', path, JobSchema, { ...call, signal });
  const job = await follow(client, started, signal, onProgress).catch(async (error: unknown) => {
    if (!signal.aborted) throw error;
    const patience = AbortSignal.timeout(CANCEL_WITHIN_MS);
    await cancel(client, started, patience);
    return follow(client, started, patience, onProgress);
  });
  if (job.state === 'succeeded') return client.check(result, job.result);
  throw new CommandError(
    job.error?.code ?? 'job_cancelled',
    job.error?.detail ?? 'The work was cancelled; nothing was changed.',
  );
}

async function follow(
  client: HttpClient,
  started: Job,
  signal: AbortSignal,
  onProgress: WorkContext['onProgress'],
): Promise<Job> {
  let job = started;
  while (job.finishedAt === null) {
    if (Value.Check(ProgressSchema, job.progress)) onProgress(job.progress);
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
