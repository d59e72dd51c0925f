import { Type } from '@sinclair/typebox';
import type { App, AppDependencies } from '../dependencies.js';
import { inPlace, POST, usable } from '../mentions.js';
import { NDJSON, streamOfAnswers, streamSignal, useLines } from '../ndjson/stream.js';
import { annotatedLine } from '../schemas/posts-examples.js';
import { AnnotateStreamQuery } from '../schemas/posts.js';
import { streamed } from '../schemas/types.js';

/** Fewer than of mentions: each may be long, and is read by three models. */
const WINDOW_LINES = 32;

const exampleInput =
  '"three weeks on this and I get the worst headaches"\n{"id": "r17", "text": "picked up my refill today"}\n';

/** `POST /v1/annotate/stream`: any number of posts, a line each. */
export function annotateStreamRoute(app: App, { config, posts, metrics }: AppDependencies): void {
  app.register((scope: App, _options, done) => {
    useLines(scope);
    scope.post(
      '/v1/annotate/stream',
      {
        config: {
          role: 'read',
          unlimitedTime: true,
          problems: [
            ...(['ontology_not_found', 'version_not_found', 'version_not_loaded', 'not_ready'] as const),
            ...(['posts_not_available', 'model_invalid', 'model_failed'] as const),
          ],
        },
        schema: {
          operationId: 'annotateStream',
          tags: ['Posts'],
          summary: 'Find and code the adverse events of a stream of posts, a line each',
          description:
            'NDJSON in, NDJSON out, any length, in constant memory. Each line is a JSON string, or an object with ' +
            '`text` and perhaps `id`; empty lines are skipped. Each answer is `{"line": n, "generation": g, ' +
            '...result}` or `{"line": n, "error": {"code", "detail"}}`, in the order of the lines; the last line is ' +
            '`{"summary": {"lines", "ok", "failed", "seconds", "generations", "warnings"}}`, with `aborted` if the stream broke ' +
            'off. **Read while you send:** answers come before the input has ended, and who does not take them ' +
            'is made to wait with sending.',
          // Swagger UI shows examples as they are where the type does not say JSON, else in quotes.
          consumes: ['text/plain', NDJSON],
          querystring: AnnotateStreamQuery,
          body: Type.Unknown({ type: 'string', description: 'Lines of JSON.', examples: [exampleInput] }),
          response: {
            200: {
              description: 'A line for each line, and a summary.',
              content: {
                [NDJSON]: {
                  schema: streamed({
                    examples: [
                      `${annotatedLine}\n{"summary":{"lines":2,"ok":2,"failed":0,"seconds":0.04,"generations":[2],"warnings":[]}}\n`,
                    ],
                  }),
                },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const context = { lane: 'bulk', signal: streamSignal(app, request) } as const;
        // Whatever is wrong with the options is said before the answer has begun; the models are loaded, too.
        await posts.annotate([], request.query, context);
        const lines = streamOfAnswers(request, reply, {
          maxLineBytes: config.maxLineBytes,
          windowLines: WINDOW_LINES,
          kind: POST,
          answer: async (entries) => {
            const answer = await posts.annotate(usable(entries), request.query, context);
            return { ...answer, results: inPlace(entries, answer.results) };
          },
          signal: context.signal,
          onResults: (results) => {
            metrics.posts(results);
          },
        });
        return reply.type(NDJSON).send(lines);
      },
    );
    done();
  });
}
