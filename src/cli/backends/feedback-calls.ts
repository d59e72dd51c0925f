import { Readable } from 'node:stream';
import { Type, type TSchema } from '@sinclair/typebox';
import type { Core } from '../../core.js';
import type { Agreement, Feedback, ToOverridesResult } from '../../feedback/index.js';
import type { Page } from '../../paging.js';
import { GoldSetSchema } from './evaluation-schemas.js';
import type { FeedbackBackend } from './feedback-backend.js';
import type { HttpClient } from './http-client.js';

/** Does it in this process. */
export function feedbackHere({ feedback }: Core, ready: () => Promise<void>, actor: string): FeedbackBackend {
  return {
    add: async (request) => {
      await ready();
      return feedback.add({ ...request, actor });
    },
    list: async (filter, query) => {
      await ready();
      return feedback.list(filter, query);
    },
    export: async (filter, format) => {
      await ready();
      return Readable.from(feedback.export(filter, format));
    },
    review: (request) => feedback.review({ ...request, actor }),
    remove: (id) => feedback.remove(id, actor),
    agreement: async (request) => {
      await ready();
      return feedback.agreement(request);
    },
    toCodedSet: async (request, signal) => {
      await ready();
      return feedback.toCodedSet({ ...request, actor }, { signal });
    },
    toOverrides: async (request) => {
      await ready();
      return feedback.toOverrides({ ...request, actor });
    },
  };
}

const nullable = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const text = nullable(Type.String());

const TakenSchema = Type.Object({
  ontology: Type.String(),
  version: Type.String(),
  generation: Type.Integer(),
  ids: Type.Array(Type.Integer()),
});
const PageSchema = Type.Unsafe<Page<Feedback>>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        ...{ id: Type.Integer(), mention: Type.String(), verdict: Type.String(), state: Type.String() },
        ...{ proposed: text, conceptId: text, conceptName: text, coder: text },
        ...{ givenAt: Type.String(), givenBy: Type.String() },
      }),
    ),
    nextCursor: text,
  }),
);
const ReviewSchema = Type.Object({ changed: Type.Integer(), missing: Type.Integer() });
const figures = {
  ...{ entries: Type.Integer(), accepted: Type.Integer(), changed: Type.Integer(), rejected: Type.Integer() },
  share: nullable(Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() })),
};
const versions = Type.Array(Type.Object({ version: Type.String(), ...figures }));
const AgreementSchema = Type.Unsafe<Agreement>(
  Type.Object({
    ...{ ontology: Type.String(), by: Type.String(), ...figures, versions },
    periods: Type.Array(Type.Object({ from: Type.String(), until: Type.String(), ...figures, versions })),
  }),
);
const OverridesSchema = Type.Unsafe<ToOverridesResult>(
  Type.Object({
    ...{ ontology: Type.String(), dryRun: Type.Boolean(), generation: nullable(Type.Integer()) },
    counts: Type.Object({
      ...{ added: Type.Integer(), changed: Type.Integer(), unchanged: Type.Integer(), left: Type.Integer() },
    }),
    changes: Type.Array(
      Type.Object({
        ...{ mention: Type.String(), conceptId: text, conceptName: text, entries: Type.Integer() },
        before: nullable(Type.Object({ conceptId: text })),
      }),
    ),
    left: Type.Array(
      Type.Object({
        ...{ mention: Type.String(), reason: Type.String() },
        answers: Type.Array(Type.Object({ conceptId: text, entries: Type.Integer() })),
      }),
    ),
  }),
);

const FEEDBACK = 'v1/feedback';
const CREATED = 201;

/** Lets a service do it. */
export function feedbackThere(client: HttpClient): FeedbackBackend {
  return {
    add: (json, signal) => client.json('POST', FEEDBACK, TakenSchema, { json, signal }),
    list: (filter, query, signal) =>
      client.json('GET', FEEDBACK, PageSchema, { query: { ...filter, ...query }, signal }),
    export: async (filter, format, signal) => {
      const query = { ...filter, format };
      const { body } = await client.open('GET', `${FEEDBACK}/export`, { query, signal });
      return Readable.from(body ?? []);
    },
    review: ({ which, as }, signal) =>
      client.json('POST', `${FEEDBACK}/review`, ReviewSchema, {
        json: 'length' in which ? { ids: which, as } : { filter: which, as },
        signal,
      }),
    remove: async (id, signal) => {
      await client.open('DELETE', `${FEEDBACK}/${id}`, { signal });
    },
    agreement: (request, signal) =>
      client.json('GET', `${FEEDBACK}/agreement`, AgreementSchema, { query: { ...request }, signal }),
    toCodedSet: async ({ filter, ...rest }, signal) => {
      const json = { ...filter, ...rest };
      const response = await client.open('POST', `${FEEDBACK}/coded-set`, { json, signal });
      const value: unknown = await response.json().catch(() => undefined);
      return { goldSet: client.check(GoldSetSchema, value), isNew: response.status === CREATED };
    },
    toOverrides: (json, signal) =>
      client.json('POST', `${FEEDBACK}/overrides`, OverridesSchema, { json, signal }),
  };
}
