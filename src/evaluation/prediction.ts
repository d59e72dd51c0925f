import { Type, type Static } from '@sinclair/typebox';

/** A member that may have no value. */
export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const DecisionSchema = Type.Union([
  Type.Literal('auto'),
  Type.Literal('suggest'),
  Type.Literal('review'),
  Type.Literal('none'),
]);

/** What was answered to one mention of a gold set, and what is right: a line of a run's predictions. */
export const PredictionSchema = Type.Object({
  /** Place of the mention in the gold set, from 0. */
  row: Type.Integer({ minimum: 0 }),
  /** Where it stands in the file that was uploaded. */
  line: Type.Integer(),
  mention: Type.String(),
  /** Its normal form. */
  form: Type.String(),
  weight: Type.Number(),
  split: Nullable(Type.String()),
  fold: Nullable(Type.String()),
  group: Nullable(Type.String()),
  /** The right concepts that the ontology has. */
  golds: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  /** What the gold set calls right and the ontology does not have. */
  missing: Type.Array(Type.String()),
  rank: Nullable(Type.Integer({ minimum: 1 })),
  floorRank: Nullable(Type.Integer({ minimum: 1 })),
  decision: DecisionSchema,
  confidence: Nullable(Type.Number()),
  /** The mention could not be used, such as one that is too long. */
  error: Nullable(Type.String()),
  candidates: Type.Array(
    Type.Object({
      conceptId: Type.String(),
      name: Type.String(),
      matchedName: Type.String(),
      matchedKind: Type.String(),
      matchedOrigin: Type.String(),
      source: Type.String(),
      /** Null where no name is near. */
      dense: Nullable(Type.Number()),
      pooled: Nullable(Type.Number()),
      confidence: Nullable(Type.Number()),
    }),
  ),
});
export type Prediction = Static<typeof PredictionSchema>;
