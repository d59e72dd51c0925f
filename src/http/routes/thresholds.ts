import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { madeUp } from '../example-notes.js';
import { ProposedThresholds, ThresholdSetting, thresholdValues } from '../schemas/thresholds.js';
import { oneOf, ref } from '../schemas/types.js';
import { nameParam } from './ontologies.js';

const params = Type.Object({ name: nameParam });
const absent = ['ontology_not_found', 'version_not_loaded', 'not_ready'] as const;
const expectedGeneration = Type.Optional(
  Type.Integer({ minimum: 0, description: 'Change nothing if another generation answers meanwhile.' }),
);
const response = { 200: { ...ref(ThresholdSetting), description: 'What holds now.' } };

/** `/v1/ontologies/:name/thresholds` and `/v1/evaluations/:id/thresholds`: from which confidence on what is decided. */
export function thresholdRoutes(app: App, { thresholds, evaluations }: AppDependencies): void {
  app.get(
    '/v1/ontologies/:name/thresholds',
    {
      config: { role: 'read', problems: [...absent] },
      schema: {
        operationId: 'getThresholds',
        tags: ['Ontologies'],
        summary: 'Show from which confidence on what is decided',
        params,
        response,
      },
    },
    (request) => thresholds.get(request.params.name),
  );

  app.put(
    '/v1/ontologies/:name/thresholds',
    {
      config: {
        role: 'admin',
        problems: [...absent, 'invalid_json', 'thresholds_invalid', 'generation_conflict'],
      },
      schema: {
        operationId: 'setThresholds',
        tags: ['Ontologies'],
        summary: 'Choose from which confidence on what is decided',
        description:
          'They hold for every version of the ontology, from its next generation on. An exact match is decided without ' +
          'them, and a mention that looks denied or carries two events is never coded automatically.',
        params,
        body: Type.Object(
          {
            ...thresholdValues,
            note: Type.String({
              maxLength: 1000,
              default: '',
              description: 'Why, for those who read it later.',
            }),
            expectedGeneration,
          },
          {
            additionalProperties: false,
            examples: [
              { auto: 0.97, suggest: 0.6, review: 0.2, note: 'validated on our gold set, 97% precision' },
            ],
          },
        ),
        response,
      },
    },
    ({ params: { name: ontology }, body, caller: actor }) => {
      const { auto, suggest, review, ...rest } = body;
      return thresholds.change({ ontology, thresholds: { auto, suggest, review }, ...rest, actor });
    },
  );

  app.delete(
    '/v1/ontologies/:name/thresholds',
    {
      config: { role: 'admin', problems: [...absent, 'generation_conflict'] },
      schema: {
        operationId: 'resetThresholds',
        tags: ['Ontologies'],
        summary: 'Let the default thresholds hold again',
        params,
        response,
      },
    },
    ({ params: { name: ontology }, caller: actor }) =>
      thresholds.change({ ontology, thresholds: null, note: '', actor }),
  );

  app.post(
    '/v1/evaluations/:id/thresholds',
    {
      config: {
        role: 'read',
        unlimitedTime: true,
        problems: ['invalid_json', 'evaluation_not_found', 'run_of_posts'],
        exampleNote: madeUp('`POST /v1/evaluations`'),
      },
      schema: {
        operationId: 'proposeThresholds',
        tags: ['Evaluations'],
        summary: 'Find the thresholds that hold a wanted precision',
        description:
          'For each decision the lowest threshold from which on the first candidate was right as often as wanted, with ' +
          'the share of mentions that it covers. Exact matches take no part, as they are decided without a threshold. ' +
          'Nothing is changed: `PUT /v1/ontologies/{name}/thresholds` takes them over.',
        params: Type.Object({
          id: Type.String({
            description: 'The run’s id: that of the job that `POST /v1/evaluations` started.',
            examples: ['0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11'],
          }),
        }),
        body: Type.Object(
          {
            auto: Type.Number({
              minimum: 0,
              maximum: 1,
              default: 0.97,
              description: 'Precision wanted of `auto`.',
            }),
            suggest: Type.Number({ minimum: 0, maximum: 1, default: 0.8, description: 'And of `suggest`.' }),
            review: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: 'And of `review`.' }),
            heldBy: oneOf(['lower bound', 'point estimate'], {
              default: 'lower bound',
              description:
                'What must hold it: the lower end of the precision’s interval (cautious), or its estimate.',
            }),
          },
          { additionalProperties: false, examples: [{ auto: 0.97 }] },
        ),
        response: {
          200: { ...ref(ProposedThresholds), description: 'Thresholds with what they would mean.' },
        },
      },
    },
    ({ params: { id }, body: { heldBy, ...wanted }, cancelSignal }) =>
      evaluations.propose(id, wanted, heldBy, cancelSignal),
  );
}
