import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Type } from '@sinclair/typebox';
import { silentObserver } from '#src/encoder/index.js';
import { ModelPool } from '#src/inference/index.js';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));
export const CLASSIFY_DIR = join(MODELS, 'ade-classify');
export const EXTRACT_DIR = join(MODELS, 'ade-extract');

/** Worker threads for the models that a test loads. */
export function openPool(workers = 1, maxRows = 32): ModelPool {
  return new ModelPool({
    workers,
    batch: { maxTokens: 1024, maxRows },
    maxQueue: 1000,
    observer: silentObserver,
    onWorkerLost: () => undefined,
  });
}

/** Settings of a service that works on posts. */
export const POST_SETTINGS = { ADE_CLASSIFY_DIR: CLASSIFY_DIR, ADE_EXTRACT_DIR: EXTRACT_DIR } as const;

const refusal = Type.Object({
  id: Type.String(),
  error: Type.Object({ code: Type.String(), detail: Type.String() }),
});

const offsets = { start: Type.Integer(), end: Type.Integer() };
const event = {
  ...offsets,
  codePoints: Type.Object(offsets),
  text: Type.String(),
  type: Type.String(),
  probability: Type.Number(),
  mark: Type.String(),
};
const classification = {
  adverseEvent: Type.Object({ label: Type.Boolean(), probability: Type.Number() }),
  labels: Type.Record(Type.String(), Type.Number()),
};

export const ClassifyAnswer = Type.Object({
  model: Type.String(),
  threshold: Type.Number(),
  results: Type.Array(
    Type.Union([
      Type.Object({
        id: Type.String(),
        ...classification,
        preprocessed: Type.Optional(Type.String()),
      }),
      refusal,
    ]),
  ),
});

export const ExtractAnswer = Type.Object({
  model: Type.String(),
  results: Type.Array(
    Type.Union([Type.Object({ id: Type.String(), events: Type.Array(Type.Object(event)) }), refusal]),
  ),
});

export const AnnotatedPost = Type.Object({
  id: Type.String(),
  text: Type.String(),
  classification: Type.Object(classification),
  events: Type.Array(
    Type.Object({
      ...event,
      decision: Type.String(),
      candidates: Type.Array(Type.Object({ conceptId: Type.String(), name: Type.String() })),
    }),
  ),
});

export const AnnotateAnswer = Type.Object({
  generation: Type.Integer(),
  ontology: Type.String(),
  version: Type.String(),
  results: Type.Array(Type.Union([AnnotatedPost, refusal])),
});
