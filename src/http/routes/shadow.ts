import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { after, madeUp } from '../example-notes.js';
import { accept, acceptedJob } from '../job-answer.js';
import { Shadow, ShadowRequest } from '../schemas/shadow.js';
import { ref } from '../schemas/types.js';
import { nameParam } from './ontologies.js';

const tags = ['Ontologies'];

/** `/v1/ontologies/:name/shadow`: a version that answers along with the active one, to see what it would change. */
export function shadowRoutes(app: App, { shadows, jobs }: AppDependencies): void {
  app.put(
    '/v1/ontologies/:name/shadow',
    {
      config: {
        role: 'admin',
        problems: [
          ...(['invalid_json', 'unsupported_media_type', 'body_too_large'] as const),
          ...(['ontology_not_found', 'version_not_found', 'shadow_invalid'] as const),
        ],
        exampleNote: madeUp('`POST /v1/ontologies/{name}/versions`'),
      },
      schema: {
        operationId: 'setShadow',
        tags,
        summary: 'Let a version answer in the shadow of the active one',
        description:
          'Once the job has opened the version, a share of the mentions that the active version answers is answered ' +
          'by the shadow too, after the answer was sent. Only the active version’s answers are returned; what ' +
          'differs is kept. Mentions that people settled are left out. An earlier shadow of the ontology ends, with ' +
          'what it found. A shadow outlasts a restart; it ends when its version is activated or removed.',
        params: Type.Object({ name: nameParam }),
        body: ShadowRequest,
        response: acceptedJob,
      },
    },
    async (request, reply) => {
      const shadow = { ...request.body, ontology: request.params.name, actor: request.caller };
      // What is wrong already is said at once; the job looks again when its turn comes.
      await shadows.check(shadow);
      return accept(reply, await jobs.submit('ontology.shadow', (context) => shadows.set(shadow, context)));
    },
  );

  const config = {
    ...({ role: 'admin', problems: ['ontology_not_found', 'shadow_not_set'] } as const),
    exampleNote: after('PUT /v1/ontologies/{name}/shadow'),
  };

  app.get(
    '/v1/ontologies/:name/shadow',
    {
      config,
      schema: {
        operationId: 'getShadow',
        tags,
        summary: 'Show the shadow, and what it answers differently',
        params: Type.Object({ name: nameParam }),
        response: { 200: { ...ref(Shadow), description: 'The shadow, with what it found so far.' } },
      },
    },
    (request) => shadows.get(request.params.name),
  );

  app.delete(
    '/v1/ontologies/:name/shadow',
    {
      config,
      schema: {
        operationId: 'endShadow',
        tags,
        summary: 'End the shadow',
        description: 'What it found is answered once more, and then gone.',
        params: Type.Object({ name: nameParam }),
        response: { 200: { ...ref(Shadow), description: 'What the shadow found.' } },
      },
    },
    (request) => shadows.remove({ ontology: request.params.name, actor: request.caller }),
  );
}
