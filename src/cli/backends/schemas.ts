import { Type, type TSchema } from '@sinclair/typebox';
import type { Candidate, Decision } from '../../normalize/index.js';
import type {
  Activation,
  AddVersionResult,
  BuildProgress,
  ConceptDetail,
  ConceptHit,
  OntologySummary,
  Override,
  OverrideResult,
} from '../../ontology/index.js';
import type { AuditView } from '../../audit.js';
import type { Page } from '../../paging.js';
import type { AuditVerdict } from '../../store/index.js';
import type { JobState } from '../../jobs/index.js';
import type { BackendInfo } from './backend.js';

// What a service answers, checked as far as the commands look at it: a later release may tell more.

const nullable = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const counts = Type.Record(Type.String(), Type.Integer());

const ref = Type.Object({ id: Type.String(), name: Type.String(), level: nullable(Type.String()) });

const report = Type.Object({
  read: Type.Object({
    file: Type.String(),
    format: Type.String(),
    encoding: Type.String(),
    columns: Type.Record(Type.String(), Type.String()),
    rows: Type.Integer(),
    concepts: Type.Integer(),
    names: counts,
    skipped: counts,
    examples: Type.Array(Type.Object({ reason: Type.String(), line: Type.Integer(), text: Type.String() })),
    orphans: Type.Integer(),
    sharedNames: Type.Integer(),
  }),
  expansion: nullable(
    Type.Object({
      attachedByName: Type.Integer(),
      attachedBySynonym: Type.Integer(),
      attachedByForm: Type.Integer(),
      ambiguous: Type.Integer(),
      unmatched: Type.Integer(),
      synonymsAdded: Type.Integer(),
      layAdded: Type.Integer(),
    }),
  ),
  cycles: Type.Integer(),
  warnings: Type.Array(Type.String()),
});

export const SummarySchema = Type.Unsafe<OntologySummary>(
  Type.Object({
    name: Type.String(),
    active: nullable(
      Type.Object({
        version: Type.String(),
        generation: Type.Integer(),
        index: Type.String(),
        concepts: Type.Integer(),
        names: Type.Integer(),
        namesEmbedded: Type.Integer(),
        activatedAt: Type.String(),
      }),
    ),
    versions: Type.Array(
      Type.Object({
        version: Type.String(),
        format: Type.String(),
        expansion: Type.String(),
        choice: Type.Record(Type.String(), Type.Unknown()),
        registeredAt: Type.String(),
        registeredBy: Type.String(),
        report,
      }),
    ),
  }),
);

export const SummariesSchema = Type.Object({ ontologies: Type.Array(SummarySchema) });

export const AddResultSchema = Type.Unsafe<AddVersionResult>(
  Type.Object({
    ontology: Type.String(),
    version: Type.String(),
    unchanged: Type.Boolean(),
    generation: nullable(Type.Integer()),
    report,
    expansion: Type.Optional(Type.String()),
    lent: Type.Optional(nullable(Type.Object({ concepts: Type.Integer(), names: Type.Integer() }))),
  }),
);

export const ActivationSchema = Type.Unsafe<Activation>(
  Type.Object({
    ontology: Type.String(),
    version: Type.String(),
    generation: Type.Integer(),
    previousVersion: nullable(Type.String()),
    lostOverrides: Type.Integer(),
  }),
);

export const PageSchema = Type.Unsafe<Page<ConceptHit>>(
  Type.Object({
    items: Type.Array(
      Type.Composite([ref, Type.Object({ status: Type.String(), matchedName: Type.String() })]),
    ),
    nextCursor: nullable(Type.String()),
  }),
);

export const ConceptSchema = Type.Unsafe<ConceptDetail>(
  Type.Composite([
    ref,
    Type.Object({
      definition: nullable(Type.String()),
      status: Type.String(),
      names: Type.Array(Type.Object({ text: Type.String(), kind: Type.String(), origin: Type.String() })),
      children: Type.Array(ref),
      paths: Type.Array(Type.Array(ref)),
    }),
  ]),
);

export const InfoSchema = Type.Unsafe<BackendInfo>(
  Type.Object({
    version: Type.String(),
    node: Type.String(),
    encoder: nullable(Type.Object({ id: Type.String(), hash: Type.String(), dimension: Type.Integer() })),
    defaultOntology: Type.String(),
    auth: Type.String(),
    limits: counts,
  }),
);

export const JobSchema = Type.Object({
  id: Type.String(),
  state: Type.Unsafe<JobState>(Type.String()),
  progress: Type.Unknown(),
  result: Type.Unknown(),
  error: Type.Union([Type.Object({ code: Type.String(), detail: Type.String() }), Type.Null()]),
  finishedAt: Type.Union([Type.String(), Type.Null()]),
});

export const ProgressSchema = Type.Unsafe<BuildProgress>(
  Type.Union([
    Type.Object({ phase: Type.Literal('read'), rows: Type.Integer() }),
    Type.Object({
      phase: Type.Literal('embed'),
      done: Type.Integer(),
      total: Type.Integer(),
      perSecond: Type.Number(),
      secondsLeft: nullable(Type.Number()),
    }),
    Type.Object({ phase: Type.Literal('lend'), fraction: Type.Number() }),
    Type.Object({ phase: Type.Literal('hubness'), fraction: Type.Number() }),
    Type.Object({ phase: Type.Literal('index'), fraction: Type.Number() }),
    Type.Object({ phase: Type.Literal('activate') }),
  ]),
);

const failure = Type.Object({ code: Type.String(), detail: Type.String() });

export const CodedLineSchema = Type.Object({
  line: Type.Integer(),
  generation: Type.Integer(),
  text: Type.String(),
  cleaned: Type.String(),
  decision: Type.Unsafe<Decision>(Type.String()),
  candidates: Type.Unsafe<readonly Candidate[]>(
    Type.Array(
      Type.Object({
        conceptId: Type.String(),
        name: Type.String(),
        matchedName: Type.String(),
        scores: Type.Object({ dense: Type.Union([Type.Number(), Type.Null()]) }),
      }),
    ),
  ),
});
export const FailedLineSchema = Type.Object({ line: Type.Integer(), error: failure });
export const BrokenStreamSchema = Type.Object({ error: failure });
export const StreamSummarySchema = Type.Object({
  summary: Type.Object({
    aborted: Type.Optional(Type.String()),
    warnings: Type.Optional(Type.Array(Type.String())),
  }),
});

export const OverridePageSchema = Type.Unsafe<Page<Override>>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        mention: Type.String(),
        conceptId: nullable(Type.String()),
        conceptName: nullable(Type.String()),
        note: Type.String(),
        changedAt: Type.String(),
        changedBy: Type.String(),
        problem: nullable(Type.String()),
      }),
    ),
    nextCursor: nullable(Type.String()),
  }),
);

export const OverrideResultSchema = Type.Unsafe<OverrideResult>(
  Type.Object({
    ontology: Type.String(),
    generation: nullable(Type.Integer()),
    added: Type.Integer(),
    changed: Type.Integer(),
    removed: Type.Integer(),
  }),
);

export const AuditPageSchema = Type.Unsafe<Page<AuditView>>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.Integer(),
        at: Type.String(),
        actor: Type.String(),
        action: Type.String(),
        subject: Type.String(),
        hash: Type.String(),
      }),
    ),
    nextCursor: nullable(Type.String()),
  }),
);

export const AuditVerdictSchema = Type.Unsafe<AuditVerdict>(
  Type.Union([
    Type.Object({ whole: Type.Literal(true), rows: Type.Integer(), head: Type.String() }),
    Type.Object({ whole: Type.Literal(false), id: Type.Integer(), reason: Type.String() }),
  ]),
);
