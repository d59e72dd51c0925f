import { AppError, messageOf } from '../../errors.js';
import type { App } from '../dependencies.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON bodies, and no other kind; compressed ones are refused, here and in every route. */
export function useJsonBody(app: App): void {
  app.addHook('preParsing', ({ headers }, _reply, payload, done) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') done(null, payload);
    else {
      const detail = `Bodies with content-encoding: ${encoding} are not read; send them uncompressed.`;
      done(new AppError('unsupported_media_type', detail));
    }
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    try {
      done(null, JSON.parse(utf8.decode(body)));
    } catch (error) {
      done(new AppError('invalid_json', `The body is not JSON in UTF-8: ${messageOf(error)}`));
    }
  });
}
