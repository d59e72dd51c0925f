import { Type } from '@sinclair/typebox';
import { authRequired, describeLimits } from '../../config.js';
import type { App, AppDependencies } from '../dependencies.js';
import { Info, Readiness } from '../schemas/service.js';
import { ref } from '../schemas/types.js';

const tags = ['Service'];

/** Health, metrics, and what the service is. */
export function serviceRoutes(app: App, { config, info, metrics, readiness }: AppDependencies): void {
  app.get('/', { config: { role: 'open' }, schema: { hide: true } }, (_request, reply) =>
    reply.redirect('/docs'),
  );

  app.get(
    '/healthz',
    {
      config: { role: 'open' },
      schema: {
        operationId: 'health',
        tags,
        summary: 'Is the process alive?',
        response: {
          200: Type.Object(
            { status: Type.Literal('alive') },
            { description: 'It is.', examples: [{ status: 'alive' }] },
          ),
        },
      },
    },
    (_request, reply) => {
      void reply.send({ status: 'alive' });
    },
  );

  app.get(
    '/readyz',
    {
      config: { role: 'open' },
      schema: {
        operationId: 'readiness',
        tags,
        summary: 'Can the service do its work, and if not, what is missing?',
        response: {
          200: { ...ref(Readiness), description: 'It can.' },
          503: { ...ref(Readiness), description: 'It cannot, or not yet; `missing` says why.' },
        },
      },
    },
    (_request, reply) => {
      const state = readiness();
      void reply.code(state.ready ? 200 : 503).send(state);
    },
  );

  app.get(
    '/metrics',
    {
      config: { role: 'read' },
      schema: {
        operationId: 'metrics',
        tags,
        summary: 'Metrics for Prometheus',
        produces: ['text/plain'],
        response: {
          200: Type.String({ description: 'Prometheus’ text format.', examples: ['ade_ready 1\n'] }),
        },
      },
      serializerCompiler: () => String,
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );

  app.get(
    '/v1/info',
    {
      config: { role: 'read' },
      schema: {
        operationId: 'info',
        tags,
        summary: 'Version, encoder and limits',
        response: { 200: { ...ref(Info), description: 'What runs here.' } },
      },
    },
    (_request, reply) => {
      void reply.send({
        name: 'ade-normalizer',
        node: process.versions.node,
        ...info(),
        defaultOntology: config.defaultOntology,
        auth: authRequired(config) ? 'on' : 'off',
        limits: describeLimits(config),
      });
    },
  );
}
