import { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { EXPORT_FORMATS, PERIODS, REVIEW_STATES } from '../../feedback/index.js';
import type { App, AppDependencies } from '../dependencies.js';
import { after, madeUp } from '../example-notes.js';
import { InvalidRequest } from '../plugins/problems.js';
import { feedbackLine } from '../schemas/feedback-examples.js';
import {
  Agreement,
  feedbackFilter,
  FeedbackPage,
  FeedbackRequest,
  FeedbackTaken,
  ReviewResult,
  times,
} from '../schemas/feedback.js';
import { oneOf, pageQuery, ref, streamed } from '../schemas/types.js';
import { convertRoutes } from './feedback-convert.js';

const tags = ['Feedback'];
const absent = ['ontology_not_found', 'version_not_loaded', 'not_ready'] as const;
const MOST_IDS = 10_000;

/** `/v1/feedback...`: what became of proposals, and what is made of that. */
export function feedbackRoutes(app: App, dependencies: AppDependencies): void {
  giveRoute(app, dependencies);
  lookRoutes(app, dependencies);
  reviewRoutes(app, dependencies);
  convertRoutes(app, dependencies);
}

function giveRoute(app: App, { feedback }: AppDependencies): void {
  app.post(
    '/v1/feedback',
    {
      config: { role: 'read', problems: ['invalid_json', 'feedback_invalid', ...absent] },
      schema: {
        operationId: 'giveFeedback',
        tags,
        summary: 'Tell what became of proposals',
        description:
          'Of each mention: the concept that was proposed is right, another one is, or nothing is to be coded. All ' +
          'entries are taken or none, and each fault is named with its place. **The service keeps no texts of ' +
          'requests**, so a mention comes with its text; `requestId` is kept as a reference to your own logs. The ' +
          'mentions stay here until they are removed. Nothing answers otherwise: an admin reviews feedback, and makes a ' +
          'coded set or overrides of what was approved.',
        body: FeedbackRequest,
        response: { 200: { ...ref(FeedbackTaken), description: 'It is kept.' } },
      },
    },
    ({ body, caller: actor }) => feedback.add({ ...body, actor }),
  );
}

function lookRoutes(app: App, { feedback }: AppDependencies): void {
  app.get(
    '/v1/feedback',
    {
      config: { role: 'read' },
      schema: {
        operationId: 'listFeedback',
        tags,
        summary: 'List feedback',
        querystring: Type.Object(
          { ...pageQuery(200).properties, ...feedbackFilter },
          { additionalProperties: false },
        ),
        response: { 200: { ...ref(FeedbackPage), description: 'A page of feedback.' } },
      },
    },
    ({ query: { cursor, limit, ...filter } }) =>
      feedback.list(filter, { limit, ...(cursor === undefined ? {} : { cursor }) }),
  );

  app.get(
    '/v1/feedback/export',
    {
      config: { role: 'read', unlimitedTime: true },
      schema: {
        operationId: 'exportFeedback',
        tags,
        summary: 'Fetch feedback as a file',
        description:
          'All that the filter lets through, the oldest first: CSV, in which what a spreadsheet would run as a formula ' +
          'has an apostrophe in front, or a line of JSON for each entry.',
        querystring: Type.Object(
          {
            format: oneOf(EXPORT_FORMATS, { default: 'csv', description: 'How it comes.' }),
            ...feedbackFilter,
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'The file.',
            content: {
              'text/csv': {
                schema: streamed({
                  description: 'UTF-8 with a byte order mark.',
                  examples: ['id,mention,verdict\r\n1,wide awake at 4am,accepted\r\n'],
                }),
              },
              'application/x-ndjson': { schema: streamed({ examples: [feedbackLine] }) },
            },
          },
        },
      },
    },
    async ({ query: { format, ...filter } }, reply) => {
      void reply.header('content-disposition', `attachment; filename="feedback.${format}"`);
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
      return reply.type(type).send(Readable.from(feedback.export(filter, format)));
    },
  );

  app.get(
    '/v1/feedback/agreement',
    {
      config: { role: 'read', problems: [...absent] },
      schema: {
        operationId: 'getAgreement',
        tags,
        summary: 'Show how often proposals were right, over time',
        description:
          'Counts by verdict, and the share that was accepted, in all, by period and by version; without what was ' +
          'dismissed. It tells about the mentions that feedback was given on, not about all that were normalized.',
        querystring: Type.Object(
          {
            ontology: Type.Optional(Type.String({ description: 'The default one where absent.' })),
            by: oneOf(PERIODS, { default: 'week', description: 'How long a period is.' }),
            ...times,
          },
          { additionalProperties: false },
        ),
        response: { 200: { ...ref(Agreement), description: 'What coders agreed with.' } },
      },
    },
    (request) => feedback.agreement(request.query),
  );
}

function reviewRoutes(app: App, { feedback }: AppDependencies): void {
  app.post(
    '/v1/feedback/review',
    {
      config: { role: 'admin', problems: ['invalid_json'], exampleNote: after('POST /v1/feedback') },
      schema: {
        operationId: 'reviewFeedback',
        tags,
        summary: 'Approve or dismiss feedback',
        description:
          'Some by their ids, or all that a filter lets through (such as `{"coder": "mk"}`; `{}`: all). Only what was approved is turned into coded ' +
          'sets and overrides; what was dismissed counts nowhere. `open` takes a review back.',
        body: Type.Object(
          {
            ids: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: MOST_IDS })),
            filter: Type.Optional(Type.Object(feedbackFilter, { additionalProperties: false })),
            as: oneOf(REVIEW_STATES, { description: 'How they stand from now on.' }),
          },
          {
            additionalProperties: false,
            examples: [{ ids: [1, 2, 3], as: 'approved' }],
          },
        ),
        response: { 200: { ...ref(ReviewResult), description: 'What changed.' } },
      },
    },
    ({ body: { ids, filter, as }, caller: actor }) => {
      const which = ids === undefined ? filter : filter === undefined ? ids : undefined;
      if (which === undefined)
        throw new InvalidRequest([
          { in: 'body', path: '', message: 'must have either ids or filter, and not both' },
        ]);
      return feedback.review({ which, as, actor });
    },
  );

  app.delete(
    '/v1/feedback/:id',
    {
      config: {
        role: 'admin',
        problems: ['feedback_not_found'],
        exampleNote: madeUp('`POST /v1/feedback`'),
      },
      schema: {
        operationId: 'removeFeedback',
        tags,
        summary: 'Remove feedback for good',
        description: 'Its text goes with it; coded sets and overrides that were made of it stay.',
        params: Type.Object({
          id: Type.String({
            pattern: '^[1-9]\\d{0,14}$',
            description: 'Its id, as it was answered when it was given.',
            examples: ['999999'],
          }),
        }),
        response: { 204: Type.Null({ description: 'It is gone.' }) },
      },
    },
    async ({ params: { id }, caller: actor }, reply) => {
      await feedback.remove(Number(id), actor);
      return reply.code(204).send(null);
    },
  );
}
