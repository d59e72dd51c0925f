import type { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import { Type } from '@sinclair/typebox';
import { AppError } from '../../errors.js';
import { summaryOf } from '../../impact/index.js';
import { requireVersion } from '../../ontology/index.js';
import { dataFolders } from '../../store/index.js';
import type { App, AppDependencies } from '../dependencies.js';
import { madeUp } from '../example-notes.js';
import { checkedBody } from '../checked-body.js';
import { accept, acceptedJob } from '../job-answer.js';
import { InvalidRequest } from '../plugins/problems.js';
import { ImpactReport, keptExample, KeptImpact, linksOf } from '../schemas/impact.js';
import { documentedForm, listOf, ref, streamed } from '../schemas/types.js';
import { receiveForm } from '../upload.js';
import { nameParam } from './ontologies.js';

const tags = ['Ontologies'];

const from = Type.Optional(
  Type.String({ minLength: 1, description: 'The version to compare with; the active one where absent.' }),
);
const Options = Type.Object({ from }, { additionalProperties: false });

const versionParams = Type.Object({
  name: nameParam,
  version: Type.String({ description: 'The version that would answer.', examples: ['1'] }),
});

/** `/v1/ontologies/:name/versions/:version/impact` and `/v1/impacts/...`: what another version would change. */
export function impactRoutes(app: App, dependencies: AppDependencies): void {
  app.register(async (scope: App) => {
    await scope.register(multipart);
    assessRoute(scope, dependencies);
  });
  reportRoutes(app, dependencies);
}

function assessRoute(app: App, { config, ontologies, impacts, jobs }: AppDependencies): void {
  app.post(
    '/v1/ontologies/:name/versions/:version/impact',
    {
      config: {
        role: 'admin',
        unlimitedTime: true,
        problems: [
          'invalid_json',
          'ontology_not_found',
          'version_not_found',
          'version_not_loaded',
          'disk_full',
        ],
      },
      schema: {
        operationId: 'assessImpact',
        tags,
        summary: 'Find out what a version would change, before it answers',
        description:
          'Compares the version with the active one, or with `from`, and judges a list of coded mentions: CSV with a ' +
          'header (a column mention, verbatim, reported_term, text or term; a column concept_id, code, id, pt_code, ' +
          'llt_code or meddra_code; note or comment), or JSONL with `mention`, `conceptId` and `note`. `none` stands ' +
          'for nothing. The version is built where it is not yet. The job’s result is an `ImpactResult`; the newest ' +
          '100 reports are kept. A list can be sent in a form only; the body may be left out.',
        params: versionParams,
        // Documented only: a form is read as it comes, and the options are checked by the handler.
        body: {
          content: {
            'application/json': {
              schema: Type.Unknown({ type: 'object', properties: { from }, examples: [{ from: '1' }] }),
            },
            'multipart/form-data': {
              schema: documentedForm(
                { codedList: { type: 'string', format: 'binary', description: 'Coded mentions.' }, from },
                { codedList: 'mention,concept_id\nwide awake at 4am,ADE:0002647\n', from: '1' },
              ),
            },
          },
        },
        response: acceptedJob,
      },
    },
    async (request, reply) => {
      const { name, version } = request.params;
      const uploads = dataFolders(config.dataDir).uploads;
      const given = request.isMultipart()
        ? await receiveForm(request, uploads, config.maxUploadBytes)
        : { file: null, fields: request.body ?? {}, discard: () => Promise.resolve() };
      try {
        if (given.file && given.file.field !== 'codedList')
          throw new InvalidRequest([
            {
              in: 'body',
              path: `/${given.file.field}`,
              message: 'is not known: send the list as “codedList”',
            },
          ]);
        const options = checkedBody(Options, given.fields);
        const found = await ontologies.get(name);
        requireVersion(found, version);
        if (options.from !== undefined) requireVersion(found, options.from);
        if (!found.active && options.from === undefined)
          throw new AppError(
            'version_not_loaded',
            `No version of ${name} answers, so say in “from” which one to compare ${version} with.`,
          );
        const asked = {
          ...{ ontology: name, version, ...options, actor: request.caller },
          ...(given.file ? { codedList: given.file } : {}),
        };
        const job = await jobs.submit(
          'ontology.impact',
          async (context) => {
            const summary = summaryOf(await impacts.run(asked, context));
            return { ...summary, links: linksOf(summary) };
          },
          given.discard,
        );
        return accept(reply, job);
      } catch (error) {
        await given.discard();
        throw error;
      }
    },
  );
}

const params = Type.Object({
  id: Type.String({
    description: 'The report’s id, as the list and the result of the job that assessed the impact have it.',
    examples: ['0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11'],
  }),
});

function reportRoutes(app: App, { impacts }: AppDependencies): void {
  const config = {
    ...({ role: 'read', problems: ['impact_not_found'], unlimitedTime: true } as const),
    exampleNote: madeUp('`POST /v1/ontologies/{name}/versions/{version}/impact`'),
  };
  const file = (type: string, description: string, schema: ReturnType<typeof streamed>) => ({
    200: { description, content: { [type]: { schema } } },
  });
  const named = (id: string, name: string): string => `attachment; filename="impact-${id}-${name}"`;

  app.get(
    '/v1/impacts',
    {
      config: { role: 'read' },
      schema: {
        operationId: 'listImpacts',
        tags,
        summary: 'List the impact reports',
        response: {
          200: Type.Object(
            { impacts: listOf(ref(KeptImpact)) },
            {
              description: 'The reports that are kept, the newest first: 100 at most.',
              examples: [{ impacts: [keptExample] }],
            },
          ),
        },
      },
    },
    async () => ({ impacts: [...(await impacts.list())] }),
  );

  app.get(
    '/v1/impacts/:id',
    {
      config,
      schema: {
        operationId: 'getImpact',
        tags,
        summary: 'Show an impact report',
        params,
        response: file(
          'application/json',
          'The report; its lists are bounded.',
          Type.Unsafe<Readable>(Type.Ref(`${ImpactReport.$id ?? ''}#`)),
        ),
      },
    },
    async (request, reply) => {
      const report = await impacts.read(request.params.id, 'report.json');
      return reply.type('application/json; charset=utf-8').send(report);
    },
  );

  app.delete(
    '/v1/impacts/:id',
    {
      config: { role: 'admin', problems: config.problems, exampleNote: config.exampleNote },
      schema: {
        operationId: 'removeImpact',
        tags,
        summary: 'Remove an impact report',
        description: 'The report goes, and with it the coded list that it judged.',
        params,
        response: { 204: Type.Null({ description: 'It is gone.' }) },
      },
    },
    async (request, reply) => {
      await impacts.remove(request.params.id, request.caller);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/impacts/:id/report',
    {
      config,
      schema: {
        operationId: 'getImpactPage',
        tags,
        summary: 'Show an impact report as a page to read and print',
        params,
        response: file(
          'text/html',
          'One page that needs nothing else.',
          streamed({ examples: ['<!doctype html><html lang="en">'] }),
        ),
      },
    },
    async (request, reply) =>
      reply.type('text/html; charset=utf-8').send(await impacts.read(request.params.id, 'report.html')),
  );

  app.get(
    '/v1/impacts/:id/concepts.csv',
    {
      config,
      schema: {
        operationId: 'getImpactConcepts',
        tags,
        summary: 'Fetch all changes of concepts and names as CSV',
        params,
        response: file(
          'text/csv',
          'UTF-8 with a byte order mark.',
          streamed({ examples: ['change,concept_id,concept_name\r\nremoved,5001,Insomnia\r\n'] }),
        ),
      },
    },
    async (request, reply) => {
      const content = await impacts.read(request.params.id, 'concepts.csv');
      void reply.header('content-disposition', named(request.params.id, 'concepts.csv'));
      return reply.type('text/csv; charset=utf-8').send(content);
    },
  );

  app.get(
    '/v1/impacts/:id/coded.csv',
    {
      config,
      schema: {
        operationId: 'getImpactCoded',
        tags,
        summary: 'Fetch the judged list of coded mentions as CSV',
        params,
        response: file(
          'text/csv',
          'UTF-8 with a byte order mark; every entry of the list, in its order.',
          streamed({ examples: ['line,mention,concept_id\r\n17,cannot fall asleep,5001\r\n'] }),
        ),
      },
    },
    async (request, reply) => {
      const content = await impacts.read(request.params.id, 'coded.csv');
      void reply.header('content-disposition', named(request.params.id, 'coded.csv'));
      return reply.type('text/csv; charset=utf-8').send(content);
    },
  );
}
