import { Type, type TSchema } from '@sinclair/typebox';
import type { ActivationPreview, ImpactProgress, ImpactReport, KeptImpact } from '../../impact/index.js';
import { ProgressSchema } from './schemas.js';

// What a service answers, checked as far as the commands look at it: a later release may tell more.

const nullable = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const counts = Type.Record(Type.String(), Type.Integer());
const ref = Type.Object({ id: Type.String(), name: Type.String() });
const compared = Type.Object({
  version: Type.String(),
  concepts: Type.Integer(),
  generation: nullable(Type.Integer()),
});

export const ImpactResultSchema = Type.Object({ id: Type.String() });

const concepts = Type.Object({
  total: Type.Integer(),
  counts,
  branches: Type.Array(Type.Object({ branch: nullable(ref), total: Type.Integer() })),
  branchCount: Type.Integer(),
});

export const ActivationPreviewSchema = Type.Unsafe<ActivationPreview>(
  Type.Object({
    ontology: Type.String(),
    version: Type.String(),
    activeVersion: nullable(Type.String()),
    generation: nullable(Type.Integer()),
    nextGeneration: Type.Integer(),
    lostOverrides: Type.Integer(),
    concepts: nullable(concepts),
  }),
);

export const ImpactReportSchema = Type.Unsafe<ImpactReport>(
  Type.Object({
    id: Type.String(),
    ontology: Type.String(),
    from: compared,
    to: compared,
    concepts,
    coded: nullable(
      Type.Object({
        file: Type.String(),
        entries: Type.Integer(),
        affected: Type.Integer(),
        counts,
      }),
    ),
    changes: Type.Array(
      Type.Object({
        kind: Type.String(),
        concept: ref,
        before: nullable(Type.String()),
        after: nullable(Type.String()),
        from: Type.Array(ref),
        to: Type.Array(ref),
      }),
    ),
    entries: Type.Array(
      Type.Object({
        mention: Type.String(),
        conceptId: nullable(Type.String()),
        status: Type.String(),
        now: Type.Array(ref),
        detail: Type.String(),
        proposals: Type.Array(Type.Object({ conceptId: Type.String(), name: Type.String() })),
      }),
    ),
  }),
);

export const KeptImpactsSchema = Type.Object({
  impacts: Type.Array(
    Type.Unsafe<KeptImpact>(
      Type.Object({
        id: Type.String(),
        ontology: Type.String(),
        from: Type.Object({ version: Type.String() }),
        to: Type.Object({ version: Type.String() }),
        createdAt: Type.String(),
        createdBy: Type.String(),
        coded: nullable(Type.Object({ file: Type.String(), entries: Type.Integer() })),
      }),
    ),
  ),
});

const amount = { done: Type.Integer(), total: Type.Integer() };

export const ImpactProgressSchema = Type.Unsafe<ImpactProgress>(
  Type.Union([
    ProgressSchema,
    Type.Object({ phase: Type.Literal('compare'), ...amount }),
    Type.Object({ phase: Type.Literal('remap'), ...amount }),
  ]),
);
