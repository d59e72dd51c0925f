import { Type, type TSchema } from '@sinclair/typebox';
import {
  ManifestSchema,
  type Evaluation,
  type EvaluationProgress,
  type EvaluationFigures,
  type GoldSet,
  type RunComparison,
} from '../../evaluation/index.js';
import type { GoldSetSummary } from './evaluation-backend.js';
import { ProgressSchema } from './schemas.js';

// What a service answers, checked as far as the commands look at it: a later release may tell more.

const nullable = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const counts = Type.Record(Type.String(), Type.Integer());
const estimate = Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() });
const place = Type.Object({
  file: Type.Optional(Type.String()),
  line: Type.Integer(),
  text: Type.String(),
});

const summary = Type.Object({
  id: Type.String(),
  name: Type.String(),
  sha256: Type.String(),
  rows: Type.Integer(),
  splits: counts,
  createdAt: Type.String(),
  createdBy: Type.String(),
});
const report = Type.Object({
  fileName: Type.String(),
  format: Type.String(),
  encoding: Type.String(),
  columns: Type.Record(Type.String(), Type.String()),
  rows: Type.Integer(),
  skipped: counts,
  examples: Type.Array(
    Type.Composite([place, Type.Object({ reason: Type.String(), detail: Type.String() })]),
  ),
  duplicates: Type.Integer(),
  differing: Type.Object({
    mentions: Type.Integer(),
    examples: Type.Array(Type.Composite([place, Type.Object({ earlier: Type.Integer() })])),
  }),
  withoutAnswer: Type.Integer(),
  astray: Type.Object({ mentions: Type.Integer(), examples: Type.Array(place) }),
  documents: nullable(
    Type.Object({
      texts: Type.Integer(),
      withMentions: Type.Integer(),
      differing: Type.Object({ texts: Type.Integer(), examples: Type.Array(place) }),
    }),
  ),
});

export const GoldSetSchema = Type.Unsafe<GoldSet>(Type.Composite([summary, Type.Object({ report })]));
export const GoldSetsSchema = Type.Object({
  goldSets: Type.Array(Type.Unsafe<GoldSetSummary>(summary)),
});

const rates = {
  ...{ precision: nullable(estimate), recall: nullable(estimate), f1: nullable(estimate) },
};
const spanFigures = Type.Object({ predicted: Type.Integer(), gold: Type.Integer(), ...rates });
const ways = Type.Object({ anyMatch: spanFigures, oneToOne: spanFigures });
const matchedSpans = Type.Object({ strict: ways, relaxed: ways });

const postFigures = Type.Object({
  ...{ task: Type.Literal('posts'), extraction: matchedSpans, endToEnd: matchedSpans },
  classification: Type.Object({
    ...{ gold: Type.Integer(), predicted: Type.Integer(), matched: Type.Integer(), ...rates },
  }),
});

export const FiguresSchema = Type.Unsafe<EvaluationFigures>(
  Type.Union([
    Type.Object({
      // Runs of before there was a task were of mentions.
      task: Type.Literal('mentions', { default: 'mentions' }),
      overall: Type.Object({
        mentions: Type.Integer(),
        accuracy: Type.Array(Type.Object({ k: Type.Integer(), micro: estimate, macro: Type.Number() })),
        mrr: estimate,
        found: Type.Integer(),
        floor: Type.Number(),
      }),
      decisions: Type.Array(
        Type.Object({
          decision: Type.String(),
          mentions: Type.Integer(),
          right: nullable(Type.Number()),
        }),
      ),
    }),
    postFigures,
  ]),
);

export const EvaluationSchema = Type.Unsafe<Evaluation>(
  Type.Object({ manifest: ManifestSchema, figures: FiguresSchema }),
);
export const ManifestsSchema = Type.Object({ evaluations: Type.Array(ManifestSchema) });
export const EvaluationResultSchema = Type.Object({ id: Type.String() });

const part = {
  mentions: Type.Integer(),
  accuracy: Type.Array(
    Type.Object({
      k: Type.Integer(),
      first: Type.Number(),
      second: Type.Number(),
      difference: estimate,
      p: Type.Number(),
      won: Type.Integer(),
      lost: Type.Integer(),
      mcnemar: Type.Number(),
    }),
  ),
};

export const ComparisonSchema = Type.Unsafe<RunComparison>(
  Type.Object({
    ...part,
    leftOut: Type.Object({ first: Type.Integer(), second: Type.Integer() }),
    won: Type.Array(Type.Integer()),
    lost: Type.Array(Type.Integer()),
    groups: Type.Array(Type.Object({ ...part, group: nullable(Type.String()) })),
  }),
);

export const EvaluationProgressSchema = Type.Unsafe<EvaluationProgress>(
  Type.Union([
    ProgressSchema,
    Type.Object({
      phase: Type.Union([Type.Literal('normalize'), Type.Literal('annotate')]),
      done: Type.Integer(),
      total: Type.Integer(),
      perSecond: Type.Number(),
      secondsLeft: nullable(Type.Number()),
    }),
    Type.Object({
      phase: Type.Literal('learn'),
      number: Type.Integer(),
      folds: Type.Integer(),
      words: Type.String(),
    }),
    Type.Object({ phase: Type.Literal('figures') }),
  ]),
);
