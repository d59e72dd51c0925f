import { AppError } from '../../errors.js';
import type { App, AppDependencies } from '../dependencies.js';
import { normalizeEntries, readMention } from '../mentions.js';
import { InvalidRequest } from '../plugins/problems.js';
import { NormalizeAnswer, NormalizeRequest } from '../schemas/normalize.js';
import { ref } from '../schemas/types.js';

/** `POST /v1/normalize`: one mention, or a list of them. */
export function normalizeRoute(app: App, { config, normalizer, metrics }: AppDependencies): void {
  app.post(
    '/v1/normalize',
    {
      config: {
        role: 'read',
        problems: [
          'invalid_json',
          'too_many_mentions',
          'ontology_not_found',
          'version_not_found',
          'version_not_loaded',
          'overloaded',
          'not_ready',
          'encoder_failed',
        ],
      },
      schema: {
        operationId: 'normalize',
        tags: ['Normalize'],
        summary: 'Normalize mentions to concepts',
        description:
          'Finds, for each mention, the concepts that it may mean, best first, and a decision: `auto` (code it), ' +
          '`suggest`, `review` or `none`. Concepts that only a wider search finds, since many are asked for, come last. ' +
          'Results come in the order of the mentions. A mention that cannot be used ' +
          'has an `error` in its place and does not fail the others.',
        body: NormalizeRequest,
        response: { 200: { ...ref(NormalizeAnswer), description: 'A result for each mention.' } },
      },
    },
    async (request) => {
      const { mentions, ...options } = request.body;
      const values = membersOf(mentions);
      if (values.length > config.maxMentions) {
        throw new AppError(
          'too_many_mentions',
          `The request has ${values.length} mentions; at most ${config.maxMentions} are allowed (ADE_MAX_MENTIONS). ` +
            'Send several requests, or use /v1/normalize/stream.',
        );
      }
      const entries = values.map((value, index) => readMention(value, String(index)));
      const answer = await normalizeEntries(normalizer, entries, options, {
        lane: 'live',
        signal: request.cancelSignal,
      });
      metrics.results(answer.results);
      return answer;
    },
  );
}

function membersOf(mentions: unknown): readonly unknown[] {
  if (Array.isArray(mentions)) return mentions;
  if (typeof mentions === 'string' || (typeof mentions === 'object' && mentions !== null)) return [mentions];
  throw new InvalidRequest([
    { in: 'body', path: '/mentions', message: 'must be a text, an object with a “text”, or a list of these' },
  ]);
}
