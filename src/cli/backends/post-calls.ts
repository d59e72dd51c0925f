import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Core } from '../../core.js';
import { inOrder } from '../../in-order.js';
import type { AnnotatedPost, RefusedPost } from '../../posts/index.js';
import { batchesOf } from '../batches.js';
import { answersTo } from './answer-lines.js';
import type { HttpClient } from './http-client.js';
import type { PostBackend, PostOutcome } from './post-backend.js';

const BATCH = { size: 32, lingerMs: 20 };
/** While the words of one batch are normalized the next is read. */
const BATCHES_AT_ONCE = 2;

/** In this process. */
export function postsHere(core: Core, ready: () => Promise<void>): PostBackend {
  return {
    async *annotate(texts, options, signal) {
      await ready();
      const posts = core.posts(core.normalizer);
      const work = async (batch: readonly unknown[]): Promise<readonly PostOutcome[]> => {
        const given = batch.map((text, index) => ({ id: String(index), text }));
        const { generation, results } = await posts.annotate(given, options, { lane: 'bulk', signal });
        return results.map((result) => outcomeOf(generation, result));
      };
      for await (const outcomes of inOrder(batchesOf(texts, BATCH), BATCHES_AT_ONCE, work)) yield* outcomes;
    },
  };
}

function outcomeOf(generation: number, result: AnnotatedPost | RefusedPost): PostOutcome {
  if ('error' in result) return { error: result.error };
  const { text, classification, events } = result;
  return { generation, text, classification, events };
}

// Checked as far as the commands look at it: a later release may tell more.
const AnnotatedLineSchema = Type.Object({
  line: Type.Integer(),
  generation: Type.Integer(),
  text: Type.String(),
  classification: Type.Unsafe<AnnotatedPost['classification']>(
    Type.Object({
      adverseEvent: Type.Object({ label: Type.Boolean(), probability: Type.Number() }),
      labels: Type.Record(Type.String(), Type.Number()),
    }),
  ),
  events: Type.Unsafe<AnnotatedPost['events']>(
    Type.Array(
      Type.Object({
        start: Type.Integer(),
        end: Type.Integer(),
        codePoints: Type.Object({ start: Type.Integer(), end: Type.Integer() }),
        text: Type.String(),
        type: Type.String(),
        probability: Type.Number(),
        mark: Type.String(),
        decision: Type.String(),
        candidates: Type.Array(Type.Object({ conceptId: Type.String(), name: Type.String() })),
      }),
    ),
  ),
});

/** By a service. */
export function postsThere(client: HttpClient, warn: (warning: string) => void): PostBackend {
  return {
    annotate: (texts, { onlyAdverse, ...options }, signal) => {
      const query = { ...options, ...(onlyAdverse === true ? { onlyAdverse: 'true' } : {}) };
      const operation = { path: 'v1/annotate/stream', query, warn, read };
      return answersTo<PostOutcome>(client, texts, operation, signal);
    },
  };
}

function read(line: unknown): PostOutcome | undefined {
  if (!Value.Check(AnnotatedLineSchema, line)) return undefined;
  const { generation, text, classification, events } = line;
  return { generation, text, classification, events };
}
