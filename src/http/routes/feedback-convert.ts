import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { after } from '../example-notes.js';
import { approvedFilter, ToOverridesResult } from '../schemas/feedback.js';
import { GoldSet } from '../schemas/gold-set.js';
import { ref } from '../schemas/types.js';

const tags = ['Feedback'];
const absent = ['ontology_not_found', 'version_not_loaded', 'not_ready', 'feedback_empty'] as const;

const answer = (description: string) => ({
  ...ref(GoldSet),
  description,
  headers: { location: { type: 'string', description: '/v1/gold-sets/{id}' } },
});

/** `/v1/feedback/coded-set` and `/v1/feedback/overrides`: what approved feedback is turned into. */
export function convertRoutes(app: App, { feedback }: AppDependencies): void {
  app.post(
    '/v1/feedback/coded-set',
    {
      config: {
        role: 'admin',
        unlimitedTime: true,
        problems: ['invalid_json', ...absent, 'gold_set_invalid', 'disk_full'],
        exampleNote: after('POST /v1/feedback/review'),
      },
      schema: {
        operationId: 'makeCodedSet',
        tags,
        summary: 'Make a coded set of approved feedback',
        description:
          'A gold set with a row for each entry: the mention, and the concept that is right; none where nothing is to be ' +
          'coded. Learners train on it, and versions are measured on it. Its `report` says how many mentions are there ' +
          'several times, and for which coders gave different concepts. With `testShare` each mention (by normal form) ' +
          'is drawn to `test` or `train` by itself, so that it stays there when more feedback comes. It is a copy: ' +
          'removing feedback does not remove it.',
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 200, description: 'What the set is called.' }),
            ...approvedFilter,
            ontology: Type.Optional(Type.String({ description: 'The default one where absent.' })),
            testShare: Type.Optional(
              Type.Number({
                exclusiveMinimum: 0,
                exclusiveMaximum: 1,
                description: 'Share of the mentions that get the split `test`; no splits where absent.',
              }),
            ),
            seed: Type.Integer({ minimum: 0, default: 1, description: 'Of the draw.' }),
          },
          { additionalProperties: false, examples: [{ name: 'coders 2026', testShare: 0.2 }] },
        ),
        response: {
          201: answer('It is kept as a gold set.'),
          200: answer('The same rows were there already, and are answered as they are kept.'),
        },
      },
    },
    async ({ body, caller: actor, cancelSignal: signal }, reply) => {
      const { name, testShare, seed, ...filter } = body;
      const request = { name, seed, filter, actor, ...(testShare === undefined ? {} : { testShare }) };
      const { goldSet, isNew } = await feedback.toCodedSet(request, { signal });
      void reply.header('location', `/v1/gold-sets/${goldSet.id}`);
      return reply.code(isNew ? 201 : 200).send(goldSet);
    },
  );

  app.post(
    '/v1/feedback/overrides',
    {
      config: {
        role: 'admin',
        problems: ['invalid_json', ...absent, 'generation_conflict'],
        exampleNote: after('POST /v1/feedback/review'),
      },
      schema: {
        operationId: 'makeOverrides',
        tags,
        summary: 'Settle mentions over which approved feedback agrees',
        description:
          'All approved feedback of the ontology is looked at, by normal form of the mention: where all of it agrees, the ' +
          'mention is settled; where it disagrees, the mention is reported and left as it is. Overrides that people set ' +
          'otherwise are changed: look at `changes` with `dryRun` first. All are taken or none, from the next generation on.',
        body: Type.Object(
          {
            ontology: Type.Optional(Type.String({ description: 'The default one where absent.' })),
            stop: Type.Boolean({
              default: false,
              description: 'Let mentions for which nothing is to be coded become stop entries.',
            }),
            dryRun: Type.Boolean({ default: false, description: 'Only show what would change.' }),
            expectedGeneration: Type.Optional(
              Type.Integer({
                minimum: 0,
                description: 'Change nothing if another generation answers meanwhile.',
              }),
            ),
          },
          { additionalProperties: false, examples: [{ dryRun: true }] },
        ),
        response: { 200: { ...ref(ToOverridesResult), description: 'What changed, or would.' } },
      },
    },
    ({ body, caller: actor }) => feedback.toOverrides({ ...body, actor }),
  );
}
