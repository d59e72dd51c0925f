import { AppError } from '../../errors.js';
import type { App } from '../dependencies.js';

declare module 'fastify' {
  interface FastifyRequest {
    cancellation: AbortController | null;
    /** Aborted when nobody waits for the answer any more: the client hung up, or the time is over. */
    readonly cancelSignal: AbortSignal;
  }
  interface FastifyContextConfig {
    /** The answer may take as long as it takes: streams, uploads, events. */
    unlimitedTime?: boolean;
  }
}

const never = new AbortController().signal;

/**
 * Gives each request a signal that ends its work, and answers when time is over.
 *
 * Fastify's own `request.signal` listens to the request stream, which Node closes as soon as the body is read,
 * so it would end every POST at once; what tells of a hang-up is the answer closing before it was complete.
 */
export function useCancellation(app: App, timeoutMs: number): void {
  app.decorateRequest('cancellation', null);
  app.decorateRequest('cancelSignal', {
    getter() {
      return this.cancellation?.signal ?? never;
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    const controller = new AbortController();
    request.cancellation = controller;
    const timer =
      request.routeOptions.config.unlimitedTime === true ? undefined : setTimeout(expire, timeoutMs).unref();
    function expire() {
      controller.abort(new AppError('request_timeout', `There was no answer within ${timeoutMs} ms.`));
      // Work that heeds the signal fails now, and so answers; the rest is answered for.
      setImmediate(() => {
        if (!reply.sent) void reply.send(controller.signal.reason);
      });
    }
    reply.raw.once('close', () => {
      clearTimeout(timer);
      if (!reply.raw.writableEnded) {
        controller.abort(new AppError('client_closed', 'The client hung up before the answer was complete.'));
      }
    });
    done();
  });
}
