import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, ERROR_CODES, type ErrorCode } from '../../errors.js';
import type { App } from '../dependencies.js';
import type { FieldError } from './validation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that was answered, for the log. */
    problemCode: ErrorCode | null;
  }
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** A request whose fields are wrong in a way that no schema says. */
export class InvalidRequest extends AppError {
  constructor(readonly errors: readonly FieldError[]) {
    super(
      'invalid_request',
      errors.map((error) => `${error.in}${error.path} ${error.message}`).join('; ') + '.',
    );
  }
}

/** A failure as RFC 9457 has it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
}

/** Answers every failure as a problem document, and paths that nothing serves as 404 or 405. */
export function useProblems(app: App): void {
  const patterns = collectRoutes(app);
  app.decorateRequest('problemCode', null);
  app.setErrorHandler<FastifyError | Error>((error, request, reply) => {
    // Work that is stopped fails in many ways; why it was stopped is the answer.
    const stopped: unknown = request.cancelSignal.aborted ? request.cancelSignal.reason : undefined;
    const failure = toAppError(stopped instanceof AppError ? stopped : error);
    // Fastify does not say which type it got, nor which one is read.
    const unsaid = failure.code === 'unsupported_media_type' && !(error instanceof AppError);
    return sendProblem(unsaid ? wrongType(request) : failure, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0) {
      return sendProblem(
        new AppError('not_found', 'Nothing is served here; /docs lists what is.'),
        request,
        reply,
      );
    }
    const allow = [...new Set(methods)].sort().join(', ');
    void reply.header('allow', allow);
    return sendProblem(new AppError('method_not_allowed', `Use ${allow} here.`), request, reply);
  });
}

function wrongType({ headers, routeOptions }: FastifyRequest): AppError {
  const given = headers['content-type'] ?? 'a body without a content type';
  const [wanted = 'application/json'] = routeOptions.schema?.consumes ?? [];
  return new AppError(
    'unsupported_media_type',
    `This operation does not read ${given}; send content-type: ${wanted}.`,
  );
}

/** Sends a failure; server faults get into the log, with all that is known of them. */
export function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.problemCode = error.code;
  if (error.status >= 500 && error.code !== 'shutting_down') {
    const unexpected = error.code === 'internal';
    request.log[unexpected ? 'error' : 'warn'](
      { code: error.code, err: error.cause ?? error },
      'request failed',
    );
  }
  if (error.status === 429 || error.status === 503) {
    void reply.header('retry-after', String(Math.max(1, Math.ceil(error.retryAfterSeconds ?? 1))));
  }
  if (error.code === 'unauthorized') void reply.header('www-authenticate', 'Bearer');
  if (error.code === 'shutting_down') void reply.header('connection', 'close');
  return reply
    .code(error.status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(error, request.id)));
}

/** The problem document of a failure. */
export function problemOf(error: AppError, requestId: string): Problem {
  return {
    type: `urn:ade-normalizer:error:${error.code}`,
    title: ERROR_CODES[error.code][1],
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error instanceof InvalidRequest ? { errors: error.errors } : {}),
  };
}

/** Whatever was thrown, as a failure that may be shown: nothing unexpected leaks its message. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error))
    return new AppError('internal', 'Something unexpected went wrong.', { cause: error });
  if (isValidation(error)) return invalidRequest(error);
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError(
        'body_too_large',
        'The body is larger than ADE_MAX_BODY_BYTES allows; send fewer mentions or texts at once, or use the route that streams (/v1/normalize/stream, /v1/annotate/stream).',
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return new AppError('unsupported_media_type', 'This content type is not read here.');
    case 'FST_REQ_FILE_TOO_LARGE':
      return new AppError('body_too_large', 'The file is larger than ADE_MAX_UPLOAD_BYTES allows.');
    case 'ENOSPC':
      return new AppError('disk_full', 'No space is left in the data folder.', { cause: error });
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new AppError('invalid_request', `The request cannot be read: ${error.message}`);
  }
  return new AppError('internal', 'Something unexpected went wrong; the log has it under this request id.', {
    cause: error,
  });
}

function isValidation(error: Error): error is FastifyError & Required<Pick<FastifyError, 'validation'>> {
  return 'validation' in error && Array.isArray(error.validation);
}

const PARTS = new Map([
  ['querystring', 'query'],
  ['params', 'path'],
  ['headers', 'headers'],
]);

function invalidRequest(error: Required<Pick<FastifyError, 'validation'>> & FastifyError): AppError {
  const part = PARTS.get(error.validationContext ?? 'body') ?? 'body';
  return new InvalidRequest(
    error.validation.map(({ instancePath, message }) => ({
      in: part,
      path: instancePath,
      message: message ?? 'does not fit',
    })),
  );
}

/** Remembers every route, to tell a wrong method from a wrong path. */
function collectRoutes(app: App): readonly { readonly method: string; readonly pattern: RegExp }[] {
  const routes: { method: string; pattern: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const parts = url
      .split(/:\w+/)
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace('*', '.*'));
    const pattern = new RegExp(`^${parts.join('[^/]+')}$`);
    for (const name of Array.isArray(method) ? method : [method]) {
      // CORS answers OPTIONS under every path, which makes none of them exist.
      if (name !== 'OPTIONS') routes.push({ method: name, pattern });
    }
  });
  return routes;
}
