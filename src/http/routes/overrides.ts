import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { OverridePage, OverrideResult } from '../schemas/changes.js';
import { pageQuery, ref, nullable } from '../schemas/types.js';
import { nameParam } from './ontologies.js';

const tags = ['Ontologies'];

const Entry = Type.Object(
  {
    mention: Type.String({ minLength: 1, maxLength: 1000, description: 'What people write.' }),
    conceptId: nullable(Type.String({ minLength: 1 }), {
      description: 'What it means; null: nothing is to be proposed for it (stop list).',
    }),
    note: Type.Optional(Type.String({ maxLength: 1000, description: 'Why, for those who read it later.' })),
  },
  { additionalProperties: false },
);

const expectedGeneration = Type.Optional(
  Type.Integer({ minimum: 0, description: 'Change nothing if another generation answers meanwhile.' }),
);

/** `/v1/ontologies/:name/overrides`: mentions that people settled. */
export function overrideRoutes(app: App, { overrides }: AppDependencies): void {
  app.get(
    '/v1/ontologies/:name/overrides',
    {
      config: { role: 'read', problems: ['ontology_not_found', 'version_not_loaded', 'not_ready'] },
      schema: {
        operationId: 'listOverrides',
        tags,
        summary: 'List the mentions that people settled',
        description:
          'Overrides and stop entries of the ontology. They hold for each of its versions; `problem` says of one ' +
          'why the active version cannot follow it.',
        params: Type.Object({ name: nameParam }),
        querystring: pageQuery(200),
        response: { 200: { ...ref(OverridePage), description: 'A page of overrides.' } },
      },
    },
    (request) => overrides.list(request.params.name, request.query),
  );

  app.post(
    '/v1/ontologies/:name/overrides',
    {
      config: {
        role: 'admin',
        problems: [
          ...(['invalid_json', 'ontology_not_found', 'version_not_loaded', 'not_ready'] as const),
          ...(['override_invalid', 'generation_conflict'] as const),
        ],
      },
      schema: {
        operationId: 'changeOverrides',
        tags,
        summary: 'Settle mentions, or take that back',
        description:
          'A mention that equals one that is settled (by normal form: case, punctuation and spaces aside) gets that ' +
          'concept first and the decision `auto`, or nothing where it is on the stop list; this wins over everything ' +
          'else. All entries are taken or none; from the next generation on they count.',
        params: Type.Object({ name: nameParam }),
        body: Type.Object(
          {
            set: Type.Array(Entry, { default: [], maxItems: 10_000, description: 'Added, or changed.' }),
            remove: Type.Array(Type.String(), {
              default: [],
              maxItems: 10_000,
              description: 'Ids of overrides that go.',
            }),
            expectedGeneration,
          },
          {
            additionalProperties: false,
            examples: [{ set: [{ mention: 'wired', conceptId: 'ADE:0002647', note: 'coding meeting' }] }],
          },
        ),
        response: { 200: { ...ref(OverrideResult), description: 'What changed.' } },
      },
    },
    (request) => {
      const { name: ontology } = request.params;
      return overrides.change({ ...request.body, ontology, actor: request.caller });
    },
  );

  app.delete(
    '/v1/ontologies/:name/overrides/:id',
    {
      config: { role: 'admin', problems: ['ontology_not_found', 'version_not_loaded', 'not_ready'] },
      schema: {
        operationId: 'removeOverride',
        tags,
        summary: 'Take one settled mention back',
        params: Type.Object({
          name: nameParam,
          id: Type.String({
            description: 'The override’s id.',
            examples: ['0d9f2b7c5e4a38166c1d0e7f5a4b3928'],
          }),
        }),
        response: { 200: { ...ref(OverrideResult), description: '`removed` is 0 where it was not there.' } },
      },
    },
    (request) => {
      const { name: ontology, id } = request.params;
      return overrides.change({ ontology, set: [], remove: [id], actor: request.caller });
    },
  );
}
