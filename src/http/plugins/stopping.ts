import { AppError } from '../../errors.js';
import type { App } from '../dependencies.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the service begins to stop: endless answers end themselves then. */
    stopSignal: AbortSignal;
    /** Aborted when half of the time for stopping is over: answers that are still under way break off. */
    lastCallSignal: AbortSignal;
  }
}

/** Turns away requests that come over open connections while the service stops, and tells those under way. */
export function useStopping(app: App, shutdownTimeoutMs: number): void {
  const stop = new AbortController();
  const lastCall = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const reason = new AppError(
    'shutting_down',
    'The service is stopping; send the request again a little later.',
  );
  app.decorate('stopSignal', stop.signal);
  app.decorate('lastCallSignal', lastCall.signal);
  app.addHook('preClose', (done) => {
    stop.abort(reason);
    timer = setTimeout(() => {
      lastCall.abort(reason);
    }, shutdownTimeoutMs / 2);
    done();
  });
  app.addHook('onClose', (_app, done) => {
    clearTimeout(timer);
    done();
  });
  app.addHook('onRequest', (_request, _reply, done) => {
    stop.signal.throwIfAborted();
    done();
  });
  // A connection that is kept open after its answer would hold the stop up for as long as its client likes.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stop.signal.aborted) void reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('onResponse', (_request, _reply, done) => {
    if (stop.signal.aborted) {
      setImmediate(() => {
        app.server.closeIdleConnections();
      });
    }
    done();
  });
}
