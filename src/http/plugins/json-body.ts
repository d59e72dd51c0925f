import { AppError, messageOf } from '../../errors.js';
import type { App } from '../dependencies.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON bodies, and no other kind. */
export function useJsonBody(app: App): void {
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
