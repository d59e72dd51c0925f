import { Type } from '@sinclair/typebox';
import { EVENT_TYPES, MARKS } from '../../posts/index.js';
import { Candidate, NormalizeAnswer, normalizeOptions } from './normalize.js';
import {
  annotateAnswer,
  annotateRequest,
  classifyAnswer,
  extractAnswer,
  postTexts,
} from './posts-examples.js';
import { listOf, oneOf, ref } from './types.js';

export const Post = Type.Union(
  [
    Type.String(),
    Type.Object({
      id: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Number()])),
      text: Type.String(),
    }),
  ],
  {
    $id: 'Post',
    description:
      'A tweet, a forum post, a review or a report, as it was written: the text, or an object with the text and an ' +
      '`id` that the answer repeats. Without an id, the place in the list (in a stream: the line’s number) is the id.',
    examples: postTexts,
  },
);

const probability = (description: string, options: object = {}) =>
  Type.Number({ minimum: 0, maximum: 1, description, ...options });

const Refusal = Type.Object(
  { id: Type.String(), error: Type.Object({ code: Type.String(), detail: Type.String() }) },
  { title: 'Refused' },
);

export const Classification = Type.Object(
  {
    adverseEvent: Type.Object(
      {
        label: Type.Boolean({ description: 'Whether the probability reaches the threshold.' }),
        probability: probability('That the post reports an adverse reaction: `labels.ADR`.'),
      },
      { description: 'Whether the post reports an adverse reaction.' },
    ),
    labels: Type.Object(
      {
        ADR: probability('An adverse reaction.'),
        WD: probability('A withdrawal symptom.'),
        EF: probability('The medicine works.'),
        INF: probability('The medicine does not work.'),
        SSI: probability('A sign or symptom of the illness.'),
        DI: probability('What the medicine is taken for.'),
      },
      { description: 'Probability of each thing that a post may be about; each stands for itself.' },
    ),
  },
  { $id: 'Classification', description: 'What a post is about, by the labels of PsyTAR.' },
);

const placeIn = (unit: string) => ({
  start: Type.Integer({ minimum: 0, description: `First ${unit} of the event.` }),
  end: Type.Integer({ minimum: 0, description: `The ${unit} after its last.` }),
});

const eventMembers = {
  ...placeIn('UTF-16 code unit, as JavaScript and Java count,'),
  codePoints: Type.Object(placeIn('Unicode code point, as Python counts,'), {
    description: 'The same place in Unicode code points.',
  }),
  text: Type.String({ description: 'The words of the post, unchanged.' }),
  type: oneOf(EVENT_TYPES, {
    description:
      '`ADR` adverse reaction, `WD` withdrawal symptom, `SSI` sign or symptom of the illness, `DI` what the medicine is taken for.',
  }),
  probability: probability('How sure the extractor is of the type, on average over the words.'),
  mark: oneOf(MARKS, {
    description:
      'What the post says of the event: `reported`, it happened; `negated`, it did not; `hypothetical`, it may; `indication`, the medicine is taken for it; `other`, it happened to somebody else.',
  }),
  cue: Type.Optional(Type.String({ description: 'The words that the mark rests on.' })),
};

export const PostEvent = Type.Object(eventMembers, {
  $id: 'PostEvent',
  description:
    'An event that a post tells of, by its place in the text as it was sent. Events are flat: of overlapping ones the longer is told, and one that is said in two places is told as two.',
});

export const CodedEvent = Type.Object(
  {
    ...eventMembers,
    decision: oneOf(['auto', 'suggest', 'review', 'none'], {
      description:
        'As `/v1/normalize` decides on the words; but an event that is not `reported` is never coded without a person: what would be `auto` is `review`.',
    }),
    stopped: Type.Optional(
      Type.Literal(true, { description: 'On the ontology’s stop list: nothing is proposed.' }),
    ),
    candidates: listOf(ref(Candidate)),
    error: Type.Optional(
      Type.Object(
        { code: Type.String(), detail: Type.String() },
        { description: 'Why the words could not be normalized.' },
      ),
    ),
  },
  { $id: 'CodedEvent', description: 'An event with the concepts that it may mean, best first.' },
);

export const ClassifiedPost = Type.Union(
  [
    Type.Object(
      {
        id: Type.String(),
        ...Classification.properties,
        preprocessed: Type.Optional(
          Type.String({ description: 'The text that the model read; with `preprocessed: true`.' }),
        ),
      },
      { title: 'Classified' },
    ),
    Refusal,
  ],
  { $id: 'ClassifiedPost', description: 'What a post is about; one that cannot be used has an `error`.' },
);

export const ExtractedPost = Type.Union(
  [
    Type.Object(
      { id: Type.String(), events: listOf(ref(PostEvent), { description: 'In the order of the text.' }) },
      { title: 'Extracted' },
    ),
    Refusal,
  ],
  { $id: 'ExtractedPost', description: 'The events of a post; one that cannot be used has an `error`.' },
);

export const AnnotatedPost = Type.Union(
  [
    Type.Object(
      {
        id: Type.String(),
        text: Type.String({ description: 'As it was sent: offsets count in it.' }),
        classification: ref(Classification),
        events: listOf(ref(CodedEvent), { description: 'In the order of the text.' }),
      },
      { title: 'Annotated' },
    ),
    Refusal,
  ],
  { $id: 'AnnotatedPost', description: 'What a post came to; one that cannot be used has an `error`.' },
);

export const ClassifyAnswer = Type.Object(
  {
    model: Type.String(),
    threshold: probability('From which probability of `ADR` a post counts as one with an adverse event.'),
    results: listOf(ref(ClassifiedPost), { description: 'One for each post, in their order.' }),
  },
  {
    $id: 'ClassifyAnswer',
    description: 'What all posts of a request are about.',
    examples: [classifyAnswer],
  },
);

export const ExtractAnswer = Type.Object(
  {
    model: Type.String(),
    results: listOf(ref(ExtractedPost), { description: 'One for each post, in their order.' }),
  },
  { $id: 'ExtractAnswer', description: 'The events of all posts of a request.', examples: [extractAnswer] },
);

export const AnnotateAnswer = Type.Object(
  {
    ...Type.Omit(NormalizeAnswer, ['results']).properties,
    models: Type.Object({ classifier: Type.String(), extractor: Type.String() }),
    results: listOf(ref(AnnotatedPost), { description: 'One for each post, in their order.' }),
  },
  { $id: 'AnnotateAnswer', description: 'What all posts of a request came to.', examples: [annotateAnswer] },
);

const infons = Type.Record(Type.String(), Type.String());
const none = listOf(Type.Unknown(), { maxItems: 0 });

export const BiocCollection = Type.Object(
  {
    ...{ source: Type.String(), date: Type.String(), key: Type.String(), infons },
    documents: listOf(
      Type.Object({
        ...{ id: Type.String(), infons },
        passages: listOf(
          Type.Object({
            ...{ offset: Type.Integer(), infons, text: Type.String(), sentences: none },
            annotations: listOf(
              Type.Object({
                ...{ id: Type.String(), infons, text: Type.String() },
                locations: listOf(Type.Object({ offset: Type.Integer(), length: Type.Integer() })),
              }),
            ),
            relations: none,
          }),
        ),
        ...{ annotations: none, relations: none },
      }),
    ),
  },
  {
    $id: 'BiocCollection',
    description: 'BioC as JSON: a document for each post; offsets count code points.',
  },
);

export const BratFiles = Type.Record(Type.String(), Type.String(), {
  $id: 'BratFiles',
  description:
    'What to write into which file for brat: of each post its `.txt` and its `.ann`, and an `annotation.conf`.',
});

export const POST_SCHEMAS = [
  ...[BiocCollection, BratFiles],
  ...[Post, Classification, PostEvent, CodedEvent, ClassifiedPost, ExtractedPost, AnnotatedPost],
  ...[ClassifyAnswer, ExtractAnswer, AnnotateAnswer],
];

// Documented in full and checked by the route: one post of a wrong type must not fail the others.
const texts = Type.Unknown({
  description: 'One post, or a list of them (at most `ADE_MAX_TEXTS`).',
  anyOf: [ref(Post), Type.Array(ref(Post))],
});

const threshold = Type.Optional(
  probability(
    'Probability of `ADR` from which a post reports an adverse event; the model’s own where absent.',
  ),
);
const minProbability = Type.Optional(
  probability('Events below this probability are left out; the model’s own limit where absent.'),
);

export const ClassifyRequest = Type.Object(
  {
    texts,
    threshold,
    preprocessed: Type.Boolean({
      default: false,
      description: 'Whether to show the text that the model read.',
    }),
  },
  { additionalProperties: false, examples: [{ texts: postTexts, preprocessed: true }] },
);

export const ExtractRequest = Type.Object(
  {
    texts,
    ontology: Type.Optional(
      Type.String({
        description: 'Whose names help to find events; the default ontology where absent.',
      }),
    ),
    minProbability,
  },
  { additionalProperties: false, examples: [{ texts: postTexts }] },
);

/** The options that a batch has in its body and a stream in its query. */
const annotateOptions = {
  ...normalizeOptions,
  threshold,
  minProbability,
  onlyAdverse: Type.Boolean({
    default: false,
    description: 'Whether events are looked for only in posts that report an adverse event.',
  }),
};

export const AnnotateRequest = Type.Object(
  { texts, ...annotateOptions },
  { additionalProperties: false, examples: [annotateRequest] },
);

export const ANNOTATE_FORMATS = ['json', 'brat', 'pubtator', 'bioc'] as const;

export const AnnotateQuery = Type.Object(
  {
    format: oneOf(ANNOTATE_FORMATS, {
      default: 'json',
      description:
        'How the answer comes. The others than `json` show each event with its best concept, and leave out posts that cannot be used: `brat` a map of file names and contents, `pubtator` as text, `bioc` a BioC collection.',
    }),
  },
  { additionalProperties: false },
);

export const AnnotateStreamQuery = Type.Object(annotateOptions, { additionalProperties: false });
