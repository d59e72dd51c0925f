import Fastify, { LogController } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { authRequired, effectiveRateLimit, isLoopback } from '../config.js';
import type { App, AppDependencies } from './dependencies.js';
import { useAuth } from './plugins/auth.js';
import { useCancellation } from './plugins/cancellation.js';
import { useJsonBody } from './plugins/json-body.js';
import { useObservation } from './plugins/observation.js';
import { useOpenApi } from './plugins/openapi.js';
import { sendProblem, toAppError, useProblems } from './plugins/problems.js';
import { useRateLimit } from './plugins/rate-limit.js';
import { REQUEST_ID_HEADER, requestIdOf, useRequestId } from './plugins/request-id.js';
import { useSecurity } from './plugins/security.js';
import { useStopping } from './plugins/stopping.js';
import { useTypeBox } from './plugins/validation.js';
import { activationRoutes } from './routes/activation.js';
import { auditRoutes } from './routes/audit.js';
import { evaluationRoutes } from './routes/evaluations.js';
import { feedbackRoutes } from './routes/feedback.js';
import { goldSetRoutes } from './routes/gold-sets.js';
import { impactRoutes } from './routes/impacts.js';
import { jobRoutes } from './routes/jobs.js';
import { normalizeStreamRoute } from './routes/normalize-stream.js';
import { learnerRoutes } from './routes/learners.js';
import { normalizeRoute } from './routes/normalize.js';
import { ontologyRoutes } from './routes/ontologies.js';
import { overrideRoutes } from './routes/overrides.js';
import { annotateStreamRoute } from './routes/posts-stream.js';
import { postRoutes } from './routes/posts.js';
import { serviceRoutes } from './routes/service.js';
import { shadowRoutes } from './routes/shadow.js';
import { thresholdRoutes } from './routes/thresholds.js';
import { versionRoutes } from './routes/versions.js';

export type { App, AppDependencies } from './dependencies.js';
export { withLinks } from './evaluation-links.js';

/** Longest concept id in a path, percent-encoded. */
const MAX_PARAM_LENGTH = 2000;

/** The HTTP edge, ready to listen or to be injected with requests: the same in tests and in production. */
export async function buildApp(dependencies: AppDependencies): Promise<App> {
  const { config, keys, metrics, info, logger } = dependencies;
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    // One line for each request is written by ours, without what patients wrote.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    trustProxy: config.trustProxy,
    bodyLimit: config.maxBodyBytes,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // The stopping plugin answers with a problem document instead.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      // No hook has run: the path itself could not be read.
      void reply.header(REQUEST_ID_HEADER, request.id);
      void sendProblem(toAppError(error), request, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  useTypeBox(app);
  useJsonBody(app);
  useRequestId(app);
  useCancellation(app, config.requestTimeoutMs);
  useObservation(app, metrics, config.logMentions);
  useProblems(app);
  await useSecurity(app, config.corsOrigins);
  useStopping(app, config.shutdownTimeoutMs);
  useAuth(app, {
    required: authRequired(config),
    thisMachineOnly: config.auth === 'auto' && isLoopback(config.host),
    keys,
    corsOrigins: config.corsOrigins,
  });
  await useRateLimit(app, effectiveRateLimit(config));
  await useOpenApi(app, info().version);

  normalizeRoute(app, dependencies);
  normalizeStreamRoute(app, dependencies);
  postRoutes(app, dependencies);
  annotateStreamRoute(app, dependencies);
  ontologyRoutes(app, dependencies);
  versionRoutes(app, dependencies);
  activationRoutes(app, dependencies);
  shadowRoutes(app, dependencies);
  overrideRoutes(app, dependencies);
  thresholdRoutes(app, dependencies);
  impactRoutes(app, dependencies);
  goldSetRoutes(app, dependencies);
  learnerRoutes(app, dependencies);
  evaluationRoutes(app, dependencies);
  feedbackRoutes(app, dependencies);
  auditRoutes(app, dependencies);
  jobRoutes(app, dependencies);
  serviceRoutes(app, dependencies);

  await app.ready();
  metrics.watch(dependencies.readiness);
  return app;
}
