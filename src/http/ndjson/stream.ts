import { addAbortSignal, PassThrough, Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../dependencies.js';
import { answerLines, type AnswerOptions } from './answer.js';

export const NDJSON = 'application/x-ndjson';
const READ_TYPES = [
  NDJSON,
  'application/ndjson',
  'application/jsonl',
  'application/json-lines',
  'text/plain',
];

const HANG_UP_AFTER_MS = 500;

/** Lets the routes of a scope read bodies of lines, as they come. */
export function useLines(scope: App): void {
  // A line that is JSON would pass for a whole body, and be gone before the stream is read.
  scope.removeContentTypeParser('application/json');
  // The body is handed on as it comes, so no limit applies to the whole of it.
  scope.addContentTypeParser(READ_TYPES, (_request, payload, parsed) => {
    parsed(null, payload);
  });
}

/** What ends the work on a stream: its client is gone, or the service stops. */
export function streamSignal(app: App, request: Pick<FastifyRequest, 'cancelSignal'>): AbortSignal {
  return AbortSignal.any([request.cancelSignal, app.lastCallSignal]);
}

/** The answer to a stream, line by line, while it is read. */
export function streamOfAnswers<R extends object>(
  request: Pick<FastifyRequest, 'raw' | 'log'>,
  reply: Pick<FastifyReply, 'raw'>,
  options: Omit<AnswerOptions<R>, 'onUnexpected'>,
): Readable {
  const input = addAbortSignal(options.signal, new PassThrough());
  request.raw.pipe(input);
  reply.raw.once('finish', () => {
    // An answer that broke off: the client gets time to read it, but need not send the rest.
    if (!request.raw.complete) setTimeout(() => request.raw.destroy(), HANG_UP_AFTER_MS).unref();
  });
  const onUnexpected = (error: unknown): void => {
    request.log.error({ err: error }, 'stream broke off');
  };
  return Readable.from(answerLines(input, { ...options, onUnexpected }));
}
