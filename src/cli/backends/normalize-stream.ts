import { Value } from '@sinclair/typebox/value';
import type { NormalizeOptions } from '../../normalize/index.js';
import { answersTo } from './answer-lines.js';
import type { Outcome } from './backend.js';
import type { HttpClient } from './http-client.js';
import { CodedLineSchema } from './schemas.js';

/** Sends texts and reads their outcomes at the same time, a line each. */
export function normalizeStream(
  client: HttpClient,
  texts: AsyncIterable<unknown>,
  { ontology, version, topK, minSimilarity, include, strategy }: NormalizeOptions,
  signal: AbortSignal,
  warn: (warning: string) => void,
): AsyncIterable<Outcome> {
  const query = { ontology, version, topK, minSimilarity, include, strategy };
  return answersTo<Outcome>(client, texts, { path: 'v1/normalize/stream', query, warn, read }, signal);
}

function read(line: unknown): Outcome | undefined {
  if (!Value.Check(CodedLineSchema, line)) return undefined;
  const { generation, text, cleaned, decision, candidates } = line;
  return { generation, text, cleaned, decision, candidates };
}
