import { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { madeUp } from '../example-notes.js';
import { jobEvents } from '../job-events.js';
import { Job } from '../schemas/service.js';
import { ref, streamed } from '../schemas/types.js';

const tags = ['Jobs'];
const exampleNote = madeUp('every answer with the status 202');
const params = Type.Object({
  id: Type.String({
    description: 'The job’s id, as the answer 202 and its `location` have it.',
    examples: ['5b1f6c9e-7f5c-4c3a-9c1b-0d8f3a3f6a52'],
  }),
});

/** `/v1/jobs/...`: what long work is doing. */
export function jobRoutes(app: App, { jobs }: AppDependencies): void {
  app.get(
    '/v1/jobs/:id',
    {
      config: { role: 'read', problems: ['job_not_found'], exampleNote },
      schema: {
        operationId: 'getJob',
        tags,
        summary: 'Show a job',
        params,
        response: { 200: { ...ref(Job), description: 'The job as it stands.' } },
      },
    },
    (request) => jobs.get(request.params.id),
  );

  app.get(
    '/v1/jobs/:id/events',
    {
      config: { role: 'read', problems: ['job_not_found'], unlimitedTime: true, exampleNote },
      schema: {
        operationId: 'followJob',
        tags,
        summary: 'Follow a job as server-sent events',
        description:
          'An event `progress` for each change and `done` at the end, each with the job as data; a comment every ' +
          '15 seconds keeps the connection open.',
        params,
        response: {
          200: {
            description: 'Events until the job has ended.',
            content: {
              'text/event-stream': {
                schema: streamed({
                  examples: ['event: done\ndata: {"id":"5b1f6c9e","state":"succeeded"}\n\n'],
                }),
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      await jobs.get(request.params.id);
      const signal = AbortSignal.any([request.cancelSignal, app.stopSignal]);
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .send(Readable.from(jobEvents(jobs.watch(request.params.id, signal), signal)));
    },
  );

  app.delete(
    '/v1/jobs/:id',
    {
      config: { role: 'admin', problems: ['job_not_found', 'job_finished'], exampleNote },
      schema: {
        operationId: 'cancelJob',
        tags,
        summary: 'Cancel a job',
        params,
        response: { 200: { ...ref(Job), description: 'The job; it ends as soon as its work can stop.' } },
      },
    },
    (request) => jobs.cancel(request.params.id),
  );
}
