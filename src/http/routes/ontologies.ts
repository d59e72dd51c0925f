import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { ontology } from '../schemas/examples.js';
import { Concept, ConceptPage, Ontology } from '../schemas/ontology.js';
import { listOf, ref } from '../schemas/types.js';

const tags = ['Ontologies'];

export const nameParam = Type.String({ description: 'The ontology’s name.', examples: ['starter'] });

/** `GET /v1/ontologies...`: what there is to normalize to. */
export function ontologyRoutes(app: App, { ontologies }: AppDependencies): void {
  app.get(
    '/v1/ontologies',
    {
      config: { role: 'read' },
      schema: {
        operationId: 'listOntologies',
        tags,
        summary: 'List the ontologies',
        response: {
          200: Type.Object(
            { ontologies: listOf(ref(Ontology)) },
            { description: 'All ontologies.', examples: [{ ontologies: [ontology] }] },
          ),
        },
      },
    },
    async () => ({ ontologies: await ontologies.list() }),
  );

  app.get(
    '/v1/ontologies/:name',
    {
      config: { role: 'read', problems: ['ontology_not_found'] },
      schema: {
        operationId: 'getOntology',
        tags,
        summary: 'Show an ontology, its versions and what answers now',
        params: Type.Object({ name: nameParam }),
        response: { 200: { ...ref(Ontology), description: 'The ontology.' } },
      },
    },
    (request) => ontologies.get(request.params.name),
  );

  app.get(
    '/v1/ontologies/:name/concepts',
    {
      config: { role: 'read', problems: ['ontology_not_found', 'not_ready'] },
      schema: {
        operationId: 'searchConcepts',
        tags,
        summary: 'Search concepts by words',
        description:
          'Concepts of the active version that have all words of `q` in one name, best first; all concepts ' +
          'without `q`. For browsing: to find what a patient means, normalize.',
        params: Type.Object({ name: nameParam }),
        querystring: Type.Object(
          {
            q: Type.Optional(Type.String({ maxLength: 500, description: 'Words.', examples: ['insomnia'] })),
            cursor: Type.Optional(
              Type.String({ maxLength: 1000, description: '`nextCursor` of the page before.' }),
            ),
            limit: Type.Integer({ minimum: 1, maximum: 200, default: 20, description: 'Concepts a page.' }),
          },
          { additionalProperties: false },
        ),
        response: { 200: { ...ref(ConceptPage), description: 'A page of concepts.' } },
      },
    },
    (request, reply) => {
      void reply.send(ontologies.searchConcepts(request.params.name, request.query));
    },
  );

  app.get(
    '/v1/ontologies/:name/concepts/:id',
    {
      config: { role: 'read', problems: ['ontology_not_found', 'concept_not_found', 'not_ready'] },
      schema: {
        operationId: 'getConcept',
        tags,
        summary: 'Show a concept with its names, children and ways to the root',
        params: Type.Object({
          name: nameParam,
          id: Type.String({ description: 'The concept’s id, percent-encoded.', examples: ['ADE:0002647'] }),
        }),
        response: { 200: { ...ref(Concept), description: 'The concept.' } },
      },
    },
    (request, reply) => {
      void reply.send(ontologies.concept(request.params.name, request.params.id));
    },
  );
}
