import { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { AppError } from '../../errors.js';
import type { App, AppDependencies } from '../dependencies.js';
import { toBioc, toBrat, toPubtator } from '../../posts/index.js';
import { inPlace, POST, readMention, usable, type Entry } from '../mentions.js';
import { InvalidRequest } from '../plugins/problems.js';
import {
  AnnotateAnswer,
  AnnotateQuery,
  AnnotateRequest,
  BiocCollection,
  BratFiles,
  ClassifyAnswer,
  ClassifyRequest,
  ExtractAnswer,
  ExtractRequest,
} from '../schemas/posts.js';
import { ref, streamed } from '../schemas/types.js';

const tags = ['Posts'];
const PROBLEMS = [
  ...(['invalid_json', 'too_many_texts', 'posts_not_available'] as const),
  ...(['overloaded', 'model_failed', 'model_invalid'] as const),
];
const WITH_ONTOLOGY = [...PROBLEMS, 'ontology_not_found', 'not_ready'] as const;
const IN_PLACE =
  'Results come in the order of the posts. A post that cannot be used has an `error` in its place and does not fail ' +
  'the others.';

/** `POST /v1/classify`, `/v1/extract`, `/v1/annotate`: one post, or a list of them. */
export function postRoutes(app: App, { config, posts, metrics }: AppDependencies): void {
  app.post(
    '/v1/classify',
    {
      config: { role: 'read', problems: PROBLEMS },
      schema: {
        operationId: 'classify',
        tags,
        summary: 'Say whether posts report an adverse reaction',
        description:
          'Gives each post the probability that it reports an adverse reaction, and those of five more things that ' +
          `it may be about. ${IN_PLACE}`,
        body: ClassifyRequest,
        response: { 200: { ...ref(ClassifyAnswer), description: 'A result for each post.' } },
      },
    },
    async (request) => {
      const { texts, ...options } = request.body;
      const entries = entriesOf(texts, config.maxTexts);
      const answer = await posts.classify(usable(entries), options, live(request));
      const results = inPlace(entries, answer.results);
      metrics.posts(results);
      return { ...answer, results };
    },
  );

  app.post(
    '/v1/extract',
    {
      config: { role: 'read', problems: WITH_ONTOLOGY },
      schema: {
        operationId: 'extract',
        tags,
        summary: 'Find the words of posts that tell of events',
        description:
          'Finds adverse reactions, withdrawal symptoms, symptoms of the illness and what the medicine is taken for, ' +
          'each with its place in the post and a mark that says whether it is reported, denied, feared, the reason ' +
          `for the medicine, or somebody else’s. ${IN_PLACE}`,
        body: ExtractRequest,
        response: { 200: { ...ref(ExtractAnswer), description: 'A result for each post.' } },
      },
    },
    async (request) => {
      const { texts, ...options } = request.body;
      const entries = entriesOf(texts, config.maxTexts);
      const answer = await posts.extract(usable(entries), options, live(request));
      const results = inPlace(entries, answer.results);
      metrics.posts(results);
      return { ...answer, results };
    },
  );

  app.post(
    '/v1/annotate',
    {
      config: {
        role: 'read',
        problems: [...WITH_ONTOLOGY, 'version_not_found', 'version_not_loaded', 'encoder_failed'],
      },
      schema: {
        operationId: 'annotate',
        tags,
        summary: 'Find and code the adverse events of posts',
        description:
          'All in one: classifies each post, finds its events, and proposes concepts for each as `/v1/normalize` ' +
          'does, all of one generation of the ontology. An event that is not `reported` is never decided `auto`. ' +
          `${IN_PLACE} For many posts use \`/v1/annotate/stream\`.`,
        querystring: AnnotateQuery,
        body: AnnotateRequest,
        response: {
          200: {
            description:
              'A result for each post; in the other formats, a document for each that can be used.',
            content: {
              'application/json': {
                schema: Type.Union([ref(AnnotateAnswer), ref(BiocCollection), ref(BratFiles)]),
              },
              'text/plain': { schema: streamed({ examples: ['r17|t|picked up my refill today\nr17|a|\n'] }) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { texts, ...options } = request.body;
      const entries = entriesOf(texts, config.maxTexts);
      const answer = await posts.annotate(usable(entries), options, live(request));
      const results = inPlace(entries, answer.results);
      metrics.posts(results);
      const documents = results.filter((result) => 'events' in result);
      switch (request.query.format) {
        case 'json':
          return { ...answer, results };
        case 'bioc':
          return toBioc(documents, answer, new Date());
        case 'brat':
          return toBrat(documents, answer.ontology);
        case 'pubtator':
          return reply.type('text/plain; charset=utf-8').send(Readable.from([toPubtator(documents)]));
      }
    },
  );
}

function live({ cancelSignal }: { readonly cancelSignal: AbortSignal }) {
  return { lane: 'live', signal: cancelSignal } as const;
}

function entriesOf(texts: unknown, most: number): Entry[] {
  const values = membersOf(texts);
  if (values.length > most) {
    throw new AppError(
      'too_many_texts',
      `The request has ${values.length} posts; at most ${most} are allowed (ADE_MAX_TEXTS). Send several requests, or use /v1/annotate/stream.`,
    );
  }
  return values.map((value, index) => readMention(value, String(index), POST));
}

function membersOf(texts: unknown): readonly unknown[] {
  if (Array.isArray(texts)) return texts;
  if (typeof texts === 'string' || (typeof texts === 'object' && texts !== null)) return [texts];
  throw new InvalidRequest([
    { in: 'body', path: '/texts', message: 'must be a text, an object with a “text”, or a list of these' },
  ]);
}
