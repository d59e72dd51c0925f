import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { KindGuard } from '@sinclair/typebox';
import type { FastifySchema, RouteOptions } from 'fastify';
import { ERROR_CODES, type ErrorCode } from '../../errors.js';
import type { App } from '../dependencies.js';
import { ActiveLearner, Learner } from '../schemas/learners.js';
import { ProposedThresholds, ThresholdSetting } from '../schemas/thresholds.js';
import { AuditEntry, AuditPage, Override, OverridePage, OverrideResult } from '../schemas/changes.js';
import {
  Concept,
  ConceptName,
  ConceptPage,
  ConceptRef,
  Ontology,
  VersionDetail,
  VersionReport,
} from '../schemas/ontology.js';
import { EVALUATION_SCHEMAS } from '../schemas/evaluation.js';
import { FIGURE_SCHEMAS } from '../schemas/figures.js';
import { POST_FIGURE_SCHEMAS } from '../schemas/post-figures.js';
import { FEEDBACK_SCHEMAS } from '../schemas/feedback.js';
import { GOLD_SET_SCHEMAS } from '../schemas/gold-set.js';
import { Candidate, Mention, MentionResult, NormalizeAnswer } from '../schemas/normalize.js';
import { POST_SCHEMAS } from '../schemas/posts.js';
import { IMPACT_SCHEMAS } from '../schemas/impact.js';
import { Info, Job, Problem, Readiness } from '../schemas/service.js';
import { FirstAnswer, Shadow } from '../schemas/shadow.js';
import { ref } from '../schemas/types.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The failures that are the route's own; those that any route can have are added to the document. */
    problems?: readonly ErrorCode[];
    /** What it takes to execute the example, where it cannot be executed as it stands: see `example-notes.ts`. */
    exampleNote?: string;
  }
}

const SHARED = [
  Override,
  OverridePage,
  ProposedThresholds,
  ThresholdSetting,
  Learner,
  ActiveLearner,
  OverrideResult,
  AuditEntry,
  AuditPage,
  Mention,
  Candidate,
  MentionResult,
  NormalizeAnswer,
  ...POST_SCHEMAS,
  ConceptRef,
  ConceptName,
  Concept,
  ConceptPage,
  VersionReport,
  VersionDetail,
  Ontology,
  FirstAnswer,
  Shadow,
  ...IMPACT_SCHEMAS,
  ...GOLD_SET_SCHEMAS,
  ...FIGURE_SCHEMAS,
  ...POST_FIGURE_SCHEMAS,
  ...EVALUATION_SCHEMAS,
  ...FEEDBACK_SCHEMAS,
  Job,
  Readiness,
  Info,
  Problem,
];

const DESCRIPTION = [
  'Turns what people write about a medicine into adverse-event concepts of the ontology that you work with.',
  'Failures are problem documents (RFC 9457) with a stable `code`. What takes long answers 202 with a job. ' +
    'Where the service asks for keys, press **Authorize** and give one.',
].join('\n\n');

/** The OpenAPI document, made from the routes, where tools look for it, and Swagger UI at /docs. */
export async function useOpenApi(app: App, version: string): Promise<void> {
  for (const schema of SHARED) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'ade-normalizer',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'Normalize', description: 'Mentions in, concepts out.' },
        { name: 'Posts', description: 'Whole posts in, coded adverse events out.' },
        { name: 'Ontologies', description: 'Browse vocabularies, and bring new versions live.' },
        {
          name: 'Learners',
          description: 'Learn from coded mentions, and let what was learned take part in answers.',
        },
        { name: 'Evaluations', description: 'Measure versions on gold sets, and compare the runs.' },
        {
          name: 'Feedback',
          description: 'Tell what became of proposals; make coded sets and overrides of what was approved.',
        },
        { name: 'Jobs', description: 'Follow long work.' },
        { name: 'Service', description: 'Health, metrics and limits.' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key.' },
          apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key.' },
        },
      },
    },
    convertConstToEnum: false,
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, index) =>
        typeof $id === 'string' ? $id : `def-${index}`,
    },
    transform: ({ schema, url, route }) => ({ schema: describe(schema, route), url }),
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'list', tryItOutEnabled: true, displayRequestDuration: true },
  });
  const config = { role: 'open' } as const;
  const schema = { hide: true };
  app.get('/openapi.json', { config, schema }, (_request, reply) => {
    void reply.send(app.swagger());
  });
  app.get('/openapi.yaml', { config, schema }, (_request, reply) => {
    void reply.type('application/yaml; charset=utf-8').send(app.swagger({ yaml: true }));
  });
}

function describe(schema: FastifySchema | undefined, route: RouteOptions): FastifySchema {
  if (!schema || schema.hide === true) return { ...schema, hide: true };
  const role = route.config?.role ?? 'open';
  const note = route.config?.exampleNote;
  const response = typeof schema.response === 'object' ? schema.response : {};
  return {
    ...schema,
    description: [
      ...(schema.description === undefined ? [] : [schema.description]),
      ...(note === undefined ? [] : [`**Example:** ${note}`]),
      role === 'open' ? 'Open to all.' : `Role: ${role}.`,
    ].join('\n\n'),
    security: role === 'open' ? [] : [{ bearer: [] }, { apiKey: [] }],
    ...(schema.body ? { body: withoutFilledIn(schema.body) } : {}),
    ...(schema.querystring ? { querystring: withoutFilledIn(schema.querystring) } : {}),
    response: { ...problemResponses(codesOf(schema, route)), ...response },
  };
}

/** What has a default need not be sent, though handlers can rely on it. */
function withoutFilledIn(schema: unknown): unknown {
  if (!KindGuard.IsObject(schema) || !schema.required) return schema;
  const required = schema.required.filter((key) => schema.properties[key]?.default === undefined);
  return { ...schema, required };
}

function codesOf(schema: FastifySchema, { config, method }: RouteOptions): readonly ErrorCode[] {
  const isChecked = Boolean(schema.body ?? schema.querystring ?? schema.params);
  return [
    ...(isChecked ? (['invalid_request'] as const) : []),
    ...(method === 'POST' && schema.body ? (['unsupported_media_type', 'body_too_large'] as const) : []),
    ...(config?.role === 'open' ? [] : (['unauthorized', 'forbidden', 'rate_limited'] as const)),
    ...(config?.problems ?? []),
    ...(config?.unlimitedTime === true ? [] : (['request_timeout'] as const)),
    'shutting_down',
    'internal',
  ];
}

function problemResponses(codes: readonly ErrorCode[]): Record<string, object> {
  const byStatus = new Map<number, Set<ErrorCode>>();
  for (const code of codes) {
    const [status] = ERROR_CODES[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      {
        description: [...ofStatus].map((code) => `\`${code}\`: ${ERROR_CODES[code][1]}`).join('\n\n'),
        content: {
          'application/problem+json': { schema: ref(Problem), examples: examplesOf(ofStatus, status) },
        },
      },
    ]),
  );
}

function examplesOf(codes: ReadonlySet<ErrorCode>, status: number): Record<string, object> {
  return Object.fromEntries(
    [...codes].map((code) => [
      code,
      {
        value: {
          type: `urn:ade-normalizer:error:${code}`,
          title: ERROR_CODES[code][1],
          status,
          detail: ERROR_CODES[code][1],
          code,
          requestId: '5b1f6c9e-7f5c-4c3a-9c1b-0d8f3a3f6a52',
        },
      },
    ]),
  );
}
