import { Type, type TSchema } from '@sinclair/typebox';
import type { ShadowSettings, ShadowSummary } from '../../shadow/index.js';
import { ontologyPath, type HttpClient } from './http-client.js';
import { runJob } from './job.js';
import { ProgressSchema } from './schemas.js';
import type { ShadowBackend } from './shadow-backend.js';

const nullable = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const settings = Type.Object({
  ontology: Type.String(),
  version: Type.String(),
  against: Type.String(),
  share: Type.Number(),
  keepText: Type.Boolean(),
  since: Type.String(),
  setBy: Type.String(),
});
const answer = Type.Object({
  concept: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  decision: Type.String(),
});
const SettingsSchema = Type.Unsafe<ShadowSettings>(settings);
const SummarySchema = Type.Unsafe<ShadowSummary>(
  Type.Composite([
    settings,
    Type.Object({
      state: Type.String(),
      problem: Type.Optional(Type.String()),
      compared: Type.Integer(),
      skipped: Type.Integer(),
      failed: Type.Integer(),
      agreement: nullable(Type.Number()),
      differences: Type.Object({
        concept: Type.Integer(),
        decision: Type.Integer(),
        same: Type.Integer(),
      }),
      changes: Type.Array(
        Type.Object({
          from: Type.String(),
          to: Type.String(),
          otherConcept: Type.Boolean(),
          count: Type.Integer(),
        }),
      ),
      examples: Type.Array(
        Type.Object({
          mention: Type.String(),
          text: nullable(Type.String()),
          times: Type.Integer(),
          active: answer,
          shadow: answer,
        }),
      ),
    }),
  ]),
);

const SET = { result: SettingsSchema, progress: ProgressSchema };

/** Lets a service do it. */
export function shadowsThere(client: HttpClient): ShadowBackend {
  const pathOf = (ontology: string): string => `${ontologyPath(ontology)}/shadow`;
  return {
    set: ({ ontology, ...json }, context) =>
      runJob(client, pathOf(ontology), { method: 'PUT', json }, SET, context),
    get: (ontology, signal) => client.json('GET', pathOf(ontology), SummarySchema, { signal }),
    end: (ontology, signal) => client.json('DELETE', pathOf(ontology), SummarySchema, { signal }),
  };
}
