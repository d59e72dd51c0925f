import t from 'tap';
import { AppError } from '#src/errors.js';
import { InvalidRequest, problemOf, toAppError } from '#src/http/plugins/problems.js';

const failure = (properties: object) => Object.assign(new Error('private words'), properties);

t.test('a problem document says what, where to look, and which request', (t) => {
  t.strictSame(problemOf(new AppError('ontology_not_found', 'There is no “x”.'), 'r1'), {
    type: 'urn:ade-normalizer:error:ontology_not_found',
    title: 'No ontology of this name is registered.',
    status: 404,
    detail: 'There is no “x”.',
    code: 'ontology_not_found',
    requestId: 'r1',
  });
  const errors = [{ in: 'body', path: '/topK', message: 'must be from 1 to 50' }];
  t.match(problemOf(new InvalidRequest(errors), 'r1'), {
    status: 400,
    detail: 'body/topK must be from 1 to 50.',
    errors,
  });
  t.end();
});

t.test('whatever is thrown gets a code', (t) => {
  const cases: readonly (readonly [thrown: unknown, code: string])[] = [
    [new AppError('overloaded', 'full'), 'overloaded'],
    [failure({ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 'body_too_large'],
    [failure({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }), 'unsupported_media_type'],
    [failure({ code: 'FST_INVALID_MULTIPART_CONTENT_TYPE', statusCode: 406 }), 'unsupported_media_type'],
    [failure({ code: 'ENOSPC' }), 'disk_full'],
    [failure({ statusCode: 400 }), 'invalid_request'],
    [failure({ statusCode: 500 }), 'internal'],
    [failure({}), 'internal'],
    ['a string', 'internal'],
    [undefined, 'internal'],
  ];
  for (const [thrown, code] of cases) t.equal(toAppError(thrown).code, code);
  t.notMatch(toAppError(failure({})).message, /private/, 'an unexpected message stays inside');
  t.end();
});
