import { openAsBlob } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const Job = Type.Object({
  id: Type.String(),
  progress: Type.Unknown(),
  state: Type.String(),
  result: Type.Unknown(),
  error: Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]),
  finishedAt: Type.Union([Type.Null(), Type.String()]),
});

/** Calls the service and reads its JSON. @throws Error for an answer that is no success */
export async function call<T extends TSchema>(
  url: string,
  schema: T,
  init: RequestInit = {},
): Promise<Static<T>> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return Value.Parse(schema, await response.json());
}

export interface Watching {
  readonly everyMs?: number;
  readonly onProgress?: (step: unknown) => void;
}

/** Starts long work and waits for its end. @returns its result */
export async function work(
  url: string,
  init: RequestInit,
  { everyMs = 20, onProgress }: Watching = {},
): Promise<unknown> {
  let job = await call(url, Job, { method: 'POST', ...init });
  const at = new URL(`/v1/jobs/${job.id}`, url).href;
  while (job.finishedAt === null) {
    await delay(everyMs);
    job = await call(at, Job);
    onProgress?.(job.progress);
  }
  if (job.state !== 'succeeded') throw new Error(`${url}: ${job.state}: ${job.error?.detail ?? ''}`);
  return job.result;
}

export function json(value: object): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Uploads a file as a version. */
export async function upload(
  url: string,
  file: string,
  fileName: string,
  fields: Readonly<Record<string, string>>,
  watching: Watching = { everyMs: 100 },
): Promise<unknown> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', await openAsBlob(file), fileName);
  return work(url, { body: form }, watching);
}
