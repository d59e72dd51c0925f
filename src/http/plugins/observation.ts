import type { Metrics } from '../../metrics.js';
import type { App } from '../dependencies.js';

const CLIENT_CLOSED = 499;

/**
 * One log line and one observation for each request, when its answer has ended or its client is gone.
 *
 * The line names the route's pattern: paths that nothing serves, queries and bodies may hold what a patient wrote.
 */
export function useObservation(app: App, metrics: Metrics, logMentions: boolean): void {
  app.addHook('onRequest', (request, reply, done) => {
    metrics.requestStarted();
    reply.raw.once('close', () => {
      const route = request.routeOptions.url ?? 'unmatched';
      const status = reply.raw.writableEnded ? reply.statusCode : CLIENT_CLOSED;
      const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
      metrics.requestEnded(route, request.method, status, reply.elapsedTime / 1000);
      request.log.info(
        {
          method: request.method,
          route,
          ...(logMentions ? { url: request.url, body: request.body } : {}),
          status,
          ...(request.problemCode ? { code: request.problemCode } : {}),
          ms: milliseconds,
          key: request.caller,
        },
        'request',
      );
    });
    done();
  });
}
