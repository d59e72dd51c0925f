import { Type } from '@sinclair/typebox';
import { JOB_STATES } from '../../jobs/index.js';
import { ONTOLOGY_STATES } from '../../service-state.js';
import { info, job, readiness } from './examples.js';
import { listOf, nullable, oneOf } from './types.js';

export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong with this request, and what to do.' }),
    code: Type.String({ description: 'Stable; docs/errors.md lists them all.' }),
    requestId: Type.String({ description: 'Also in `x-request-id`, and in the log.' }),
    errors: Type.Optional(
      listOf(
        Type.Object({
          in: Type.String({ description: 'body, query, path or headers' }),
          path: Type.String({ description: 'JSON pointer' }),
          message: Type.String(),
        }),
      ),
    ),
  },
  { $id: 'Problem', description: 'A failure, as RFC 9457 has it.' },
);

export const Job = Type.Object(
  {
    id: Type.String(),
    kind: Type.String(),
    state: oneOf(JOB_STATES),
    progress: Type.Unknown({ description: 'The latest that the work told of itself.' }),
    result: Type.Unknown({ description: 'What it made, once it succeeded.' }),
    error: nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    createdAt: Type.String({ format: 'date-time' }),
    finishedAt: nullable(Type.String({ format: 'date-time' })),
  },
  { $id: 'Job', description: 'A piece of long work.', examples: [job] },
);

export const Readiness = Type.Object(
  {
    ready: Type.Boolean(),
    missing: listOf(Type.String()),
    encoder: Type.Object({
      workers: Type.Object({ alive: Type.Integer(), wanted: Type.Integer() }),
      queued: Type.Integer({ description: 'Texts that wait for a worker.' }),
    }),
    ontologies: listOf(
      Type.Object({
        name: Type.String(),
        state: oneOf(ONTOLOGY_STATES),
        version: nullable(Type.String()),
        generation: nullable(Type.Integer()),
        preparing: Type.Optional(
          Type.Unsafe<object>(
            Type.Object(
              { phase: Type.String() },
              {
                description:
                  'How far a version is that is being prepared. Its `phase` is `read` (the source), `embed` (names), ' +
                  '`hubness` (concepts are compared with everyday mentions), `index` or `activate`.',
              },
            ),
          ),
        ),
      }),
    ),
    notes: listOf(Type.String()),
  },
  {
    $id: 'Readiness',
    description: 'Whether the service can do its work, and what is missing.',
    examples: [readiness],
  },
);

export const Info = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    node: Type.String(),
    encoder: nullable(
      Type.Object({
        id: Type.String(),
        hash: Type.String(),
        dimension: Type.Integer(),
        languages: listOf(Type.String()),
      }),
      { description: 'Null until it has loaded.' },
    ),
    defaultOntology: Type.String(),
    normalFormVersion: Type.Integer(),
    auth: oneOf(['on', 'off']),
    limits: Type.Record(Type.String(), Type.Integer(), { description: 'Setting -> the value in effect.' }),
  },
  { $id: 'Info', description: 'What runs here.', examples: [info] },
);
