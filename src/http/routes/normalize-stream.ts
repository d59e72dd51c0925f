import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { normalizeEntries } from '../mentions.js';
import { NDJSON, streamOfAnswers, streamSignal, useLines } from '../ndjson/stream.js';
import { normalizedLines } from '../schemas/examples.js';
import { NormalizeStreamQuery } from '../schemas/normalize.js';
import { streamed } from '../schemas/types.js';

const WINDOW_LINES = 256;

const exampleInput = '"wide awake at 4am"\n{"id": "r17", "text": "legs feel like lead"}\n';

/** `POST /v1/normalize/stream`: any number of mentions, a line each. */
export function normalizeStreamRoute(app: App, { config, normalizer, metrics }: AppDependencies): void {
  app.register((scope: App, _options, done) => {
    useLines(scope);
    scope.post(
      '/v1/normalize/stream',
      {
        config: {
          role: 'read',
          unlimitedTime: true,
          problems: ['ontology_not_found', 'version_not_found', 'version_not_loaded', 'not_ready'],
        },
        schema: {
          operationId: 'normalizeStream',
          tags: ['Normalize'],
          summary: 'Normalize a stream of mentions, a line each',
          description:
            'NDJSON in, NDJSON out, any length. Each line is a JSON string, or an object with `text` and perhaps ' +
            '`id`; empty lines are skipped. Each answer is `{"line": n, "generation": g, ...result}` or ' +
            '`{"line": n, "error": {"code", "detail"}}`, in the order of the lines; the last line is ' +
            '`{"summary": {"lines", "ok", "failed", "seconds", "generations", "warnings"}}`, with `aborted` if the stream broke ' +
            'off. **Read while you send:** answers come before the input has ended, and who does not take them ' +
            'is made to wait with sending.',
          // Swagger UI shows examples as they are where the type does not say JSON, else in quotes.
          consumes: ['text/plain', NDJSON],
          querystring: NormalizeStreamQuery,
          body: Type.Unknown({ type: 'string', description: 'Lines of JSON.', examples: [exampleInput] }),
          response: {
            200: {
              description: 'A line for each line, and a summary.',
              content: {
                [NDJSON]: {
                  schema: streamed({ examples: [normalizedLines] }),
                },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const context = { lane: 'bulk', signal: streamSignal(app, request) } as const;
        // Whatever is wrong with the options is said before the answer has begun.
        await normalizer.normalize([], request.query, context);
        const lines = streamOfAnswers(request, reply, {
          maxLineBytes: config.maxLineBytes,
          windowLines: WINDOW_LINES,
          answer: (entries) => normalizeEntries(normalizer, entries, request.query, context),
          signal: context.signal,
          onResults: (results) => {
            metrics.results(results);
          },
        });
        return reply.type(NDJSON).send(lines);
      },
    );
    done();
  });
}
