import { Type, type Static } from '@sinclair/typebox';
import type { EventType, Mark } from '../posts/index.js';
import { GOLD_KINDS } from './document-outcome.js';
import { DecisionSchema, Nullable } from './prediction.js';

const place = { start: Type.Integer({ minimum: 0 }), end: Type.Integer({ minimum: 0 }) };

/**
 * What was found in one document of a gold set, and what stands in it: a line of a run's predictions. Places are UTF-16
 * code units of the document's text.
 */
export const PostPredictionSchema = Type.Object({
  /** Place of the document in the gold set, from 0. */
  row: Type.Integer({ minimum: 0 }),
  document: Type.String(),
  split: Nullable(Type.String()),
  /** The text could not be used, such as one that is too long; nothing was found in it then. */
  error: Nullable(Type.String()),
  /** Whether it was classified as reporting an adverse event; null where the text could not be used. */
  adverseEvent: Nullable(Type.Object({ label: Type.Boolean(), probability: Type.Number() })),
  /** Mentions that stand in it, of which no place in its text is known: they only say that there is one. */
  unplaced: Type.Integer({ minimum: 0 }),
  golds: Type.Array(
    Type.Object({
      ...place,
      text: Type.String(),
      group: Nullable(Type.String()),
      kind: Type.Union(GOLD_KINDS.map((kind) => Type.Literal(kind))),
      /** The right concepts that the ontology has. */
      concepts: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
      /** What the gold set calls right and the ontology does not have. */
      missing: Type.Array(Type.String()),
    }),
  ),
  events: Type.Array(
    Type.Object({
      ...place,
      text: Type.String(),
      // Named by type alone: the thread that measures is not to load the models' code.
      type: Type.Unsafe<EventType>(Type.String()),
      probability: Type.Number(),
      mark: Type.Unsafe<Mark>(Type.String()),
      /** Whether it counts as predicted. */
      counts: Type.Boolean(),
      decision: DecisionSchema,
      /** The first candidate; null where there is none. */
      concept: Nullable(Type.Object({ id: Type.String(), name: Type.String() })),
      matchedName: Nullable(Type.String()),
      confidence: Nullable(Type.Number()),
    }),
  ),
});
export type PostPrediction = Static<typeof PostPredictionSchema>;
export type PredictedEvent = PostPrediction['events'][number];
export type PlacedGold = PostPrediction['golds'][number];
