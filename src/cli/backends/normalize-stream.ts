import { ReadableStream } from 'node:stream/web';
import { Value } from '@sinclair/typebox/value';
import type { NormalizeOptions } from '../../normalize/index.js';
import { batchesOf } from '../batches.js';
import { CommandError } from '../errors.js';
import { linesOf } from '../lines.js';
import type { Outcome } from './backend.js';
import type { HttpClient } from './http-client.js';
import { BrokenStreamSchema, CodedLineSchema, FailedLineSchema, StreamSummarySchema } from './schemas.js';

const BATCH = { size: 256, lingerMs: 20 };

/** Sends texts and reads their outcomes at the same time, a line each. */
export async function* normalizeStream(
  client: HttpClient,
  texts: AsyncIterable<unknown>,
  { ontology, version, topK, minSimilarity, include }: NormalizeOptions,
  signal: AbortSignal,
): AsyncGenerator<Outcome, void, undefined> {
  const response = await client.open('POST', 'v1/normalize/stream', {
    query: { ontology, version, topK, minSimilarity, include },
    contentType: 'application/x-ndjson',
    body: ReadableStream.from(linesFor(texts)),
    signal,
  });
  let failure: CommandError | undefined;
  for await (const line of linesOf(response.body ?? [])) {
    const value = parse(line);
    if (Value.Check(CodedLineSchema, value)) {
      const { generation, text, cleaned, decision, candidates } = value;
      yield { generation, text, cleaned, decision, candidates };
    } else if (Value.Check(FailedLineSchema, value)) {
      yield { error: value.error };
    } else if (Value.Check(BrokenStreamSchema, value)) {
      failure = new CommandError(value.error.code, value.error.detail);
    } else {
      const { summary } = client.check(StreamSummarySchema, value);
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
