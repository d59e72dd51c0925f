import { Type } from '@sinclair/typebox';
import { AppError } from '../../errors.js';
import { STRATEGIES } from '../../learners/index.js';
import { requireVersion } from '../../ontology/index.js';
import { TRAINING_JOB } from '../../training/index.js';
import type { App, AppDependencies } from '../dependencies.js';
import { after, madeUp } from '../example-notes.js';
import { accept, acceptedJob } from '../job-answer.js';
import { ActiveLearner, Learner, TrainRequest } from '../schemas/learners.js';
import { learner as example } from '../schemas/learner-examples.js';
import { listOf, oneOf, ref } from '../schemas/types.js';
import { nameParam } from './ontologies.js';

const tags = ['Learners'];
const exampleNote = madeUp('`POST /v1/ontologies/{name}/learners`');
const params = Type.Object({ name: nameParam });
const learnerParams = Type.Object({
  name: nameParam,
  id: Type.String({
    description: 'The learner’s id: that of the job that trained it.',
    examples: [example.id],
  }),
});
const absent = ['ontology_not_found', 'version_not_loaded', 'not_ready'] as const;
const response = { 200: { ...ref(ActiveLearner), description: 'What takes part now.' } };

/** `/v1/ontologies/:name/learners...`: what is learned from coded data, and what of it takes part in answers. */
export function learnerRoutes(app: App, dependencies: AppDependencies): void {
  trainRoute(app, dependencies);
  shelfRoutes(app, dependencies);
  activeRoutes(app, dependencies);
}

function trainRoute(app: App, { goldSets, ontologies, jobs }: AppDependencies): void {
  app.post(
    '/v1/ontologies/:name/learners',
    {
      config: {
        role: 'admin',
        problems: [
          ...(['invalid_json', 'gold_set_not_found', 'ontology_not_found'] as const),
          ...(['version_not_found', 'version_not_loaded'] as const),
        ],
        exampleNote: after('POST /v1/gold-sets'),
      },
      schema: {
        operationId: 'trainLearner',
        tags,
        summary: 'Learn from coded mentions',
        description:
          'Trains, on the vectors of the encoder that answers, a classifier over the coded concepts, a vote of the ' +
          'nearest coded mentions, a metric that moves mentions, and how to weigh all of them; and measures each on ' +
          'mentions that it holds back. The coded set is uploaded as a gold set. The encoder stays as it is, and nothing ' +
          'answers otherwise until the learner is activated. The job’s result is a `Learner`; it outlasts a restart. It ' +
          'fails with `learner_invalid` where there is too little to learn from.',
        params,
        body: TrainRequest,
        response: acceptedJob,
      },
    },
    async ({ params: { name }, body, caller: actor }, reply) => {
      const { codedSet, version: asked, split = null, fold, seed } = body;
      await goldSets.get(codedSet);
      const found = await ontologies.get(name);
      if (asked !== undefined) requireVersion(found, asked);
      // Settled now, so that a restart learns the same.
      const version = asked ?? found.active?.version;
      if (version === undefined)
        throw new AppError(
          'version_not_loaded',
          `No version of ${name} answers, so say in “version” for which one to learn.`,
        );
      const request = { ontology: name, version, codedSet, split, seed, actor, ...(fold && { fold }) };
      return accept(reply, await jobs.submitDurable(TRAINING_JOB, request));
    },
  );
}

function shelfRoutes(app: App, { learners }: AppDependencies): void {
  app.get(
    '/v1/ontologies/:name/learners',
    {
      config: { role: 'read', problems: ['ontology_not_found'] },
      schema: {
        operationId: 'listLearners',
        tags,
        summary: 'List what was learned for an ontology',
        params,
        response: {
          200: Type.Object(
            { learners: listOf(ref(Learner)) },
            { description: 'All learners, the newest first.', examples: [{ learners: [example] }] },
          ),
        },
      },
    },
    async (request) => ({ learners: await learners.list(request.params.name) }),
  );

  app.get(
    '/v1/ontologies/:name/learners/:id',
    {
      config: { role: 'read', problems: ['learner_not_found'], exampleNote },
      schema: {
        operationId: 'getLearner',
        tags,
        summary: 'Show what was learned, and how well it did',
        params: learnerParams,
        response: { 200: { ...ref(Learner), description: 'The learner.' } },
      },
    },
    ({ params: { name, id } }) => learners.get(name, id),
  );

  app.delete(
    '/v1/ontologies/:name/learners/:id',
    {
      config: { role: 'admin', problems: ['learner_not_found', 'learner_active'], exampleNote },
      schema: {
        operationId: 'removeLearner',
        tags,
        summary: 'Remove a learner',
        description: 'One that takes part in answers must be taken out first. The coded set stays.',
        params: learnerParams,
        response: { 204: Type.Null({ description: 'It is gone.' }) },
      },
    },
    async ({ params: { name: ontology, id }, caller: actor }, reply) => {
      await learners.remove({ ontology, id, actor });
      return reply.code(204).send(null);
    },
  );
}

function activeRoutes(app: App, { learners }: AppDependencies): void {
  app.get(
    '/v1/ontologies/:name/learner',
    {
      config: { role: 'read', problems: [...absent] },
      schema: {
        operationId: 'getActiveLearner',
        tags,
        summary: 'Show the learner that takes part in answers',
        params,
        response,
      },
    },
    (request) => learners.active(request.params.name),
  );

  app.put(
    '/v1/ontologies/:name/learner',
    {
      config: {
        role: 'admin',
        problems: [
          ...absent,
          ...(['invalid_json', 'learner_not_found', 'learner_invalid', 'generation_conflict'] as const),
        ],
        exampleNote,
      },
      schema: {
        operationId: 'activateLearner',
        tags,
        summary: 'Let a learner take part in answers',
        description:
          'From the ontology’s next generation on, for each of its versions with the concepts that they have. What ' +
          'people settled comes first whatever was learned, and so do names that equal the mention, unless ' +
          '`overrulesExact` says otherwise.',
        params,
        body: Type.Object(
          {
            id: Type.String({ description: 'The learner’s id: that of the job that trained it.' }),
            strategy: oneOf([...STRATEGIES, 'auto'], {
              default: 'auto',
              description: 'What requests get that name none; `auto`: what was best on held-back mentions.',
            }),
            overrulesExact: Type.Boolean({
              default: false,
              description: 'Whether what was learned may come before names that equal the mention.',
            }),
            expectedGeneration: Type.Optional(
              Type.Integer({
                minimum: 0,
                description: 'Change nothing if another generation answers meanwhile.',
              }),
            ),
          },
          { additionalProperties: false, examples: [{ id: example.id }] },
        ),
        response,
      },
    },
    ({ params: { name: ontology }, body, caller: actor }) => {
      const { id, strategy, overrulesExact, ...rest } = body;
      return learners.activate({ ontology, learner: { id, strategy, overrulesExact }, ...rest, actor });
    },
  );

  app.delete(
    '/v1/ontologies/:name/learner',
    {
      config: { role: 'admin', problems: [...absent, 'generation_conflict'] },
      schema: {
        operationId: 'deactivateLearner',
        tags,
        summary: 'Let answers be without what was learned',
        params,
        response,
      },
    },
    ({ params: { name: ontology }, caller: actor }) => learners.activate({ ontology, learner: null, actor }),
  );
}
