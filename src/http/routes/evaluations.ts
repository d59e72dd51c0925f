import type { Readable } from 'node:stream';
import { Type, type Static } from '@sinclair/typebox';
import { AppError } from '../../errors.js';
import {
  EVALUATION_JOB,
  type EvaluationRequest as ResolvedRequest,
  type EvaluationSettings,
} from '../../evaluation/index.js';
import { requireVersion } from '../../ontology/index.js';
import type { App, AppDependencies } from '../dependencies.js';
import { after, madeUp } from '../example-notes.js';
import { accept, acceptedJob } from '../job-answer.js';
import { CompareRequest, Evaluation, EvaluationRequest, RunManifest } from '../schemas/evaluation.js';
import { exampleRun, manifest, predictionLine } from '../schemas/evaluation-examples.js';
import { RunComparison } from '../schemas/figures.js';
import { listOf, oneOf, ref, streamed } from '../schemas/types.js';

const tags = ['Evaluations'];
const exampleNote = madeUp('`POST /v1/evaluations`');

const params = Type.Object({
  id: Type.String({
    description: 'The run’s id: that of the job that `POST /v1/evaluations` started.',
    examples: [exampleRun],
  }),
});

/** `/v1/evaluations...`: how well versions do on gold sets. */
export function evaluationRoutes(app: App, dependencies: AppDependencies): void {
  startRoute(app, dependencies);
  runRoutes(app, dependencies);
  fileRoutes(app, dependencies);
}

function startRoute(app: App, dependencies: AppDependencies): void {
  app.post(
    '/v1/evaluations',
    {
      config: {
        role: 'admin',
        problems: [
          ...(['invalid_json', 'gold_set_not_found', 'ontology_not_found'] as const),
          ...(['version_not_found', 'version_not_loaded', 'posts_not_available'] as const),
          ...(['evaluation_empty', 'learner_invalid'] as const),
        ],
        exampleNote: after('POST /v1/gold-sets'),
      },
      schema: {
        operationId: 'startEvaluation',
        tags,
        summary: 'Measure a version on a gold set',
        description:
          'Normalizes the mentions of the gold set, or finds and normalizes the events of its texts (`task`), aside from live traffic and in batches of its own, so that the same ' +
          'run gives the same answers; what people settled (overrides, stop list) takes no part. A version is built ' +
          'where it is not yet. The job’s result is an `EvaluationResult`. A run outlasts a restart: the job is begun ' +
          'again, and makes its run once. It fails with `evaluation_empty` where the split has nothing to measure.',
        body: EvaluationRequest,
        response: acceptedJob,
      },
    },
    async (request, reply) => {
      const asked = await resolved(request.body, request.caller, dependencies);
      return accept(reply, await dependencies.jobs.submitDurable(EVALUATION_JOB, asked));
    },
  );
}

/**
 * What is to be run, with everything that may change until the job's turn settled now: a restart measures the same.
 * @throws AppError `gold_set_not_found`, `ontology_not_found`, `version_not_found`, `version_not_loaded`; for posts
 * `posts_not_available`, `evaluation_empty`, `learner_invalid`
 */
async function resolved(
  { goldSet, ontology, version, ...given }: Static<typeof EvaluationRequest>,
  actor: string,
  { config, evaluations, ontologies }: AppDependencies,
): Promise<ResolvedRequest> {
  const settings = settingsOf(given);
  await evaluations.check({ goldSet, settings });
  const found = await ontologies.get(ontology ?? config.defaultOntology);
  if (version !== undefined) requireVersion(found, version);
  const measured = version ?? found.active?.version;
  if (measured === undefined)
    throw new AppError(
      'version_not_loaded',
      `No version of ${found.name} answers, so say in “version” which one to measure.`,
    );
  return { goldSet, ontology: found.name, version: measured, settings, actor };
}

type GivenSettings = Omit<Static<typeof EvaluationRequest>, 'goldSet' | 'ontology' | 'version'>;

function settingsOf({ k, split, ...others }: GivenSettings): EvaluationSettings {
  const ks = [...new Set(k)].sort((a, b) => a - b);
  return { ks, split: split === 'all' ? null : split, ...others };
}

function runRoutes(app: App, { evaluations }: AppDependencies): void {
  app.get(
    '/v1/evaluations',
    {
      config: { role: 'read' },
      schema: {
        operationId: 'listEvaluations',
        tags,
        summary: 'List the runs',
        response: {
          200: Type.Object(
            { evaluations: listOf(ref(RunManifest)) },
            { description: 'All runs, the newest first.', examples: [{ evaluations: [manifest] }] },
          ),
        },
      },
    },
    async () => ({ evaluations: await evaluations.list() }),
  );

  app.get(
    '/v1/evaluations/:id',
    {
      config: { role: 'read', problems: ['evaluation_not_found'], exampleNote },
      schema: {
        operationId: 'getEvaluation',
        tags,
        summary: 'Show a run and all its figures',
        params,
        response: { 200: { ...ref(Evaluation), description: 'The run.' } },
      },
    },
    (request) => evaluations.get(request.params.id),
  );

  app.delete(
    '/v1/evaluations/:id',
    {
      config: { role: 'admin', problems: ['evaluation_not_found'], exampleNote },
      schema: {
        operationId: 'removeEvaluation',
        tags,
        summary: 'Remove a run',
        description: 'Its figures, report and predictions go; the gold set stays.',
        params,
        response: { 204: Type.Null({ description: 'It is gone.' }) },
      },
    },
    async (request, reply) => {
      await evaluations.remove(request.params.id, request.caller);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/evaluations/compare',
    {
      config: {
        role: 'read',
        unlimitedTime: true,
        problems: ['invalid_json', 'evaluation_not_found', 'runs_not_comparable', 'run_of_posts'],
        exampleNote,
      },
      schema: {
        operationId: 'compareEvaluations',
        tags,
        summary: 'Compare two runs on the same gold set',
        description:
          'Mention by mention: which run has more of them right, and whether that is more than chance. Such as the ' +
          'version that answers against the next one. Both are to be over mentions. Nothing is changed or kept.',
        body: CompareRequest,
        response: { 200: { ...ref(RunComparison), description: 'What the second run changed.' } },
      },
    },
    ({ body: { first, second, commonOnly }, cancelSignal }) =>
      evaluations.compare(first, second, commonOnly, cancelSignal),
  );
}

function fileRoutes(app: App, { evaluations }: AppDependencies): void {
  const own = { role: 'read', problems: ['evaluation_not_found'], unlimitedTime: true } as const;
  const config = { ...own, exampleNote };

  app.get(
    '/v1/evaluations/:id/report',
    {
      config,
      schema: {
        operationId: 'getEvaluationPage',
        tags,
        summary: 'Show a run as a page to read and print',
        params,
        response: {
          200: {
            description: 'One page that needs nothing else.',
            content: {
              'text/html': { schema: streamed({ examples: ['<!doctype html><html lang="en">'] }) },
            },
          },
        },
      },
    },
    async (request, reply) =>
      reply.type('text/html; charset=utf-8').send(await evaluations.read(request.params.id, 'report.html')),
  );

  app.get(
    '/v1/evaluations/:id/summary',
    {
      config,
      schema: {
        operationId: 'getEvaluationSummary',
        tags,
        summary: 'Show a run’s main figures as Markdown',
        description: 'To paste into a pull request or a validation record.',
        params,
        response: {
          200: {
            description: 'Figures, hashes and the command that repeats the run.',
            content: {
              'text/markdown': { schema: streamed({ examples: ['## forum posts on starter 1\n'] }) },
            },
          },
        },
      },
    },
    async (request, reply) =>
      reply
        .type('text/markdown; charset=utf-8')
        .send(await evaluations.read(request.params.id, 'summary.md')),
  );

  app.get(
    '/v1/evaluations/:id/predictions',
    {
      config,
      schema: {
        operationId: 'getEvaluationPredictions',
        tags,
        summary: 'Fetch every mention, what is right and what was answered',
        description:
          'A line of JSON for each mention (over posts: for each text, with its golds and events), in the order of the gold set, as it was hashed for the manifest; or CSV ' +
          'with the first five candidates, in which what a spreadsheet would run as a formula has an apostrophe in ' +
          'front.',
        params,
        querystring: Type.Object(
          { format: oneOf(['ndjson', 'csv'], { default: 'ndjson', description: 'How they come.' }) },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'All mentions that were measured.',
            content: {
              'application/x-ndjson': { schema: streamed({ examples: [predictionLine] }) },
              'text/csv': {
                schema: streamed({
                  description: 'UTF-8 with a byte order mark.',
                  examples: ['row,line,split\r\n0,2,test\r\n'],
                }),
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (request.query.format === 'ndjson')
        return reply.type('application/x-ndjson').send(await evaluations.read(id, 'predictions.ndjson'));
      const content = await evaluations.read(id, 'predictions.csv');
      void reply.header('content-disposition', `attachment; filename="evaluation-${id}-predictions.csv"`);
      return reply.type('text/csv; charset=utf-8').send(content);
    },
  );

  app.get(
    '/v1/evaluations/:id/manifest',
    {
      config,
      schema: {
        operationId: 'getEvaluationManifest',
        tags,
        summary: 'Show what it takes to repeat a run',
        params,
        response: {
          200: {
            description: 'The manifest.',
            content: {
              'application/json': {
                schema: Type.Unsafe<Readable>(Type.Ref(`${RunManifest.$id ?? ''}#`)),
              },
            },
          },
        },
      },
    },
    async (request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .send(await evaluations.read(request.params.id, 'manifest.json')),
  );
}
