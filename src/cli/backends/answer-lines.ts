import { ReadableStream } from 'node:stream/web';
import { Value } from '@sinclair/typebox/value';
import { batchesOf } from '../batches.js';
import { CommandError } from '../errors.js';
import { linesOf } from '../lines.js';
import type { HttpClient, Query } from './http-client.js';
import { BrokenStreamSchema, FailedLineSchema, StreamSummarySchema } from './schemas.js';

const BATCH = { size: 256, lingerMs: 20 };

/** An operation of the service that takes texts and gives answers, a line each. */
export interface LineOperation<O> {
  readonly path: string;
  readonly query: Query;
  /** Gets what is to be known of how the answers came about, at their end. */
  readonly warn: (warning: string) => void;
  /** What a line answers; undefined for one that is no answer. */
  readonly read: (line: unknown) => O | undefined;
}

type Answer<O> = O | { readonly error: { readonly code: string; readonly detail: string } };

/**
 * Sends texts and reads what they came to at the same time, a line each.
 * @throws what the texts failed with; CommandError with the service's code, or `unreachable`
 */
export async function* answersTo<O>(
  client: HttpClient,
  texts: AsyncIterable<unknown>,
  operation: LineOperation<O>,
  signal: AbortSignal,
): AsyncGenerator<Answer<O>, void, undefined> {
  const failures: unknown[] = [];
  async function* watched(): AsyncGenerator<unknown, void, undefined> {
    try {
      yield* texts;
    } catch (error) {
      failures.push(error);
      throw error;
    }
  }
  try {
    yield* exchange(client, watched(), operation, signal);
  } catch (error) {
    signal.throwIfAborted();
    // To the connection, texts that fail look like a service that cannot be reached.
    throw failures.length > 0 ? failures[0] : error;
  }
}

async function* exchange<O>(
  client: HttpClient,
  texts: AsyncIterable<unknown>,
  { path, query, warn, read }: LineOperation<O>,
  signal: AbortSignal,
): AsyncGenerator<Answer<O>, void, undefined> {
  const response = await client.open('POST', path, {
    query,
    contentType: 'application/x-ndjson',
    body: ReadableStream.from(linesFor(texts)),
    signal,
  });
  let failure: CommandError | undefined;
  for await (const line of linesOf(response.body ?? [])) {
    const value = parse(line);
    const answer = read(value);
    if (answer !== undefined) {
      yield answer;
    } else if (Value.Check(FailedLineSchema, value)) {
      yield { error: value.error };
    } else if (Value.Check(BrokenStreamSchema, value)) {
      failure = new CommandError(value.error.code, value.error.detail);
    } else {
      const { summary } = client.check(StreamSummarySchema, value);
      for (const warning of summary.warnings ?? []) warn(warning);
      if (summary.aborted === undefined) return;
      throw failure ?? new CommandError(summary.aborted, 'The service broke off.');
    }
  }
  throw failure ?? new CommandError('unreachable', 'The connection to the service broke off.');
}

async function* linesFor(texts: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  for await (const batch of batchesOf(texts, BATCH)) {
    yield encoder.encode(batch.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
