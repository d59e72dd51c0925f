import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { InjectOptions } from 'fastify';
import type { TestApplication } from './application.js';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly text: string;
  /** The text as JSON where the content type says so, else null. */
  readonly body: unknown;
}

/** Sends a request without a socket. */
export async function send({ app }: TestApplication, options: InjectOptions | string): Promise<Answer> {
  const { statusCode, headers, body } = await app.inject(options);
  const isJson = /^application\/(?:problem\+)?json/.test(String(headers['content-type']));
  const parsed: unknown = isJson ? JSON.parse(body) : null;
  return { status: statusCode, headers, text: body, body: parsed };
}

/** Sends JSON. */
export function post(application: TestApplication, url: string, payload: object, headers = {}) {
  return send(application, { method: 'POST', url, payload, headers });
}

export const NormalizeAnswer = Type.Object({
  generation: Type.Integer(),
  version: Type.String(),
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      text: Type.Optional(Type.String()),
      decision: Type.Optional(Type.String()),
      candidates: Type.Array(
        Type.Object({
          rank: Type.Integer(),
          conceptId: Type.String(),
          name: Type.String(),
          scores: Type.Object({ dense: Type.Number() }),
        }),
        { default: [] },
      ),
      error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
    }),
  ),
});

export const JobAnswer = Type.Object({
  id: Type.String(),
  state: Type.String(),
  result: Type.Unknown(),
  error: Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]),
});

/** A value as a schema has it, with its defaults; fails where it does not fit. */
export function read<T extends TSchema>(schema: T, given: unknown): Static<T> {
  const value = Value.Default(schema, given);
  Value.Assert(schema, value);
  return value;
}

/** The lines of an NDJSON text. */
export function linesOf(text: string): readonly unknown[] {
  if (!text.endsWith('\n')) throw new Error(`The last line is not ended: ${text.slice(-200)}`);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

/** A multipart form, ready to be sent. */
export async function form(
  files: readonly (readonly [field: string, fileName: string, content: string | Uint8Array<ArrayBuffer>])[],
  fields: Readonly<Record<string, string>> = {},
): Promise<{ payload: Buffer; headers: { 'content-type': string } }> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const [field, fileName, content] of files) data.append(field, new Blob([content]), fileName);
  const response = new Response(data);
  const payload = Buffer.from(await response.arrayBuffer());
  return { payload, headers: { 'content-type': response.headers.get('content-type') ?? '' } };
}

/** Brings a version; the answer is that to the upload. */
export async function upload(
  application: TestApplication,
  ontology: string,
  content: string | Uint8Array<ArrayBuffer>,
  fields: Readonly<Record<string, string>> = {},
  fileName = 'terms.csv',
): Promise<Answer> {
  const sent = await form([['file', fileName, content]], fields);
  return send(application, { method: 'POST', url: `/v1/ontologies/${ontology}/versions`, ...sent });
}

/** The job that an answer tells of, once it has ended; fails where the answer is not a 202. */
export async function finished(
  application: TestApplication,
  answer: Answer,
): Promise<Static<typeof JobAnswer>> {
  if (answer.status !== 202) throw new Error(`No job was started: ${answer.status} ${answer.text}`);
  // The events end when the job has.
  const url = String(answer.headers['location']);
  await send(application, `${url}/events`);
  return read(JobAnswer, (await send(application, url)).body);
}

/** Waits until something holds; fails when it takes too long. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 20_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`This took too long: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
