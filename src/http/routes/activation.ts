import { Type } from '@sinclair/typebox';
import { AppError } from '../../errors.js';
import { requireVersion } from '../../ontology/index.js';
import type { App, AppDependencies } from '../dependencies.js';
import { accept, acceptedJob } from '../job-answer.js';
import { nameParam } from './ontologies.js';

const tags = ['Ontologies'];

/** `POST /v1/ontologies/:name/activate` and `.../rollback`: which version answers. */
export function activationRoutes(app: App, { impacts, ontologies, jobs }: AppDependencies): void {
  app.post(
    '/v1/ontologies/:name/activate',
    {
      config: {
        role: 'admin',
        problems: ['invalid_json', 'ontology_not_found', 'version_not_found', 'generation_conflict'],
      },
      schema: {
        operationId: 'activateVersion',
        tags,
        summary: 'Let a version answer',
        description:
          'New requests use the version as soon as it is ready; running ones finish on what they began with. With ' +
          '`expectedGeneration`, nothing is switched if somebody else switched before. With `dryRun`, nothing is ' +
          'switched at all: the job’s result is an `ActivationPreview`.',
        params: Type.Object({ name: nameParam }),
        body: Type.Object(
          {
            version: Type.String({ minLength: 1, description: 'A registered version.' }),
            expectedGeneration: Type.Optional(
              Type.Integer({
                minimum: 0,
                description: 'The generation that answers now, as far as you know.',
              }),
            ),
            dryRun: Type.Optional(
              Type.Boolean({
                description: 'Build the version and count what it would change, but do not switch.',
              }),
            ),
          },
          { additionalProperties: false, examples: [{ version: '1' }] },
        ),
        response: acceptedJob,
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { version, expectedGeneration, dryRun = false } = request.body;
      const found = await ontologies.get(name);
      const { active } = found;
      // What is wrong already is said at once; the job looks again when its turn comes.
      requireVersion(found, version);
      if (expectedGeneration !== undefined && expectedGeneration !== (active?.generation ?? 0)) {
        throw new AppError(
          'generation_conflict',
          `Generation ${active?.generation ?? 0} of ${name} answers now, not ${expectedGeneration}; look again before you switch.`,
        );
      }
      if (dryRun) {
        const preview = { ontology: name, version };
        return accept(
          reply,
          await jobs.submit('ontology.activate', (context) => impacts.preview(preview, context)),
        );
      }
      const activation = {
        ontology: name,
        version,
        actor: request.caller,
        ...(expectedGeneration === undefined ? {} : { expectedGeneration }),
      };
      return accept(
        reply,
        await jobs.submit('ontology.activate', (context) => ontologies.activate(activation, context)),
      );
    },
  );

  app.post(
    '/v1/ontologies/:name/rollback',
    {
      config: {
        role: 'admin',
        problems: ['ontology_not_found', 'no_previous_version'],
        exampleNote:
          'it takes an ontology of which two versions have answered; else the job fails with `no_previous_version`.',
      },
      schema: {
        operationId: 'rollbackVersion',
        tags,
        summary: 'Return to the version that answered before',
        params: Type.Object({ name: nameParam }),
        response: acceptedJob,
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { active } = await ontologies.get(name);
      if (!active) throw new AppError('no_previous_version', `No version of ${name} has answered yet.`);
      const rollback = { ontology: name, actor: request.caller };
      return accept(
        reply,
        await jobs.submit('ontology.rollback', (context) => ontologies.rollback(rollback, context)),
      );
    },
  );
}
