import { Type } from '@sinclair/typebox';
import { STRATEGIES } from '../../learners/index.js';
import { MATCH_SOURCES } from '../../normalize/index.js';
import { NAME_KINDS, NAME_ORIGINS } from '../../ontology/index.js';
import { ConceptName, ConceptRef } from './ontology.js';
import { normalizeAnswer, normalizeRequest } from './examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

export const Mention = Type.Union(
  [
    Type.String(),
    Type.Object({
      id: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Number()])),
      text: Type.String(),
    }),
  ],
  {
    $id: 'Mention',
    description:
      'What somebody wrote: the text, or an object with the text and an `id` that the answer repeats. ' +
      'Without an id, the place in the list (in a stream: the line’s number) is the id.',
    examples: ['wide awake at 4am since I started this', { id: 'r17', text: 'legs feel like lead' }],
  },
);

const score = (description: string) => nullable(Type.Number(), { description });

export const Candidate = Type.Object(
  {
    rank: Type.Integer({ minimum: 1 }),
    conceptId: Type.String(),
    name: Type.String({ description: 'The concept’s preferred name.' }),
    confidence: nullable(Type.Number({ minimum: 0, maximum: 1 }), {
      description:
        'Calibrated probability that the candidate is right; null for an override, and while the encoder has no calibration.',
    }),
    matchedName: Type.String({ description: 'The name that matched.' }),
    matchedKind: oneOf([...NAME_KINDS, 'coded']),
    matchedOrigin: oneOf([...NAME_ORIGINS, 'override'], {
      description:
        '`starter` where vocabulary expansion brought the name, `near` where a concept of the starter lent it that only ' +
        'lies near, `override` where people settled the mention.',
    }),
    matchedCode: Type.Optional(
      Type.String({
        description: 'The ontology’s own code for that name, such as that of an LLT of MedDRA.',
      }),
    ),
    source: oneOf(MATCH_SOURCES, {
      description:
        '`override`: people settled it; `exact`: a name equals the mention; `dense`: by meaning. Of what was learned: ' +
        '`coded`: this very mention was coded so; `metric`: by meaning, as coded data moved it; `classifier`; ' +
        '`nearest`: by the nearest coded mentions.',
    }),
    scores: Type.Object({
      dense: score(
        'Cosine similarity of mention and name; 1 for an exact match, null where no name of the concept is near.',
      ),
      lexical: score('Similarity of the letters of mention and name.'),
      pooled: score(
        'Similarity of all the concept’s near names together, less what kinds of names it has and more how often it is ' +
          'reported: what it is ranked by without learning. May be over 1.',
      ),
      classifier: Type.Optional(score('Probability by the classifier that coded data trained.')),
      nearest: Type.Optional(score('Share of the vote of the nearest coded mentions.')),
    }),
    hierarchy: Type.Optional(listOf(listOf(ref(ConceptRef)), { description: 'With `include: hierarchy`.' })),
    definition: Type.Optional(nullable(Type.String(), { description: 'With `include: definition`.' })),
    names: Type.Optional(listOf(ref(ConceptName), { description: 'With `include: names`.' })),
  },
  { $id: 'Candidate', description: 'A concept that is proposed for a mention.' },
);

export const MentionResult = Type.Union(
  [
    Type.Object(
      {
        id: Type.String(),
        text: Type.String(),
        cleaned: Type.String({ description: 'The text as it was searched.' }),
        decision: oneOf(['auto', 'suggest', 'review', 'none']),
        stopped: Type.Optional(
          Type.Literal(true, { description: 'On the ontology’s stop list: nothing is proposed.' }),
        ),
        candidates: listOf(ref(Candidate)),
      },
      { title: 'Normalized' },
    ),
    Type.Object(
      {
        id: Type.String(),
        error: Type.Object({ code: Type.String(), detail: Type.String() }),
      },
      { title: 'Refused' },
    ),
  ],
  {
    $id: 'MentionResult',
    description: 'What a mention came to; a mention that cannot be used has an `error`.',
  },
);

export const NormalizeAnswer = Type.Object(
  {
    generation: Type.Integer({ description: 'The activation of the ontology that answered.' }),
    ontology: Type.String(),
    version: Type.String(),
    encoder: Type.String(),
    artefact: Type.String(),
    strategy: oneOf(STRATEGIES, { description: 'How concepts were ranked.' }),
    learner: nullable(Type.String(), {
      description: 'What was learned and took part; null where nothing did.',
    }),
    results: listOf(ref(MentionResult), { description: 'One for each mention, in their order.' }),
    warnings: listOf(Type.String()),
  },
  {
    $id: 'NormalizeAnswer',
    description: 'What all mentions of a request came to.',
    examples: [normalizeAnswer],
  },
);

const INCLUDES = ['hierarchy', 'definition', 'names'] as const;
const include = oneOf(INCLUDES);

/** The options that a batch has in its body and a stream in its query. */
export const normalizeOptions = {
  ontology: Type.Optional(Type.String({ description: 'The default ontology where absent.' })),
  version: Type.Optional(
    Type.String({
      description: 'The version that must answer; if another one is active, the answer is a 409.',
    }),
  ),
  topK: Type.Integer({ minimum: 1, maximum: 50, default: 5, description: 'Candidates for each mention.' }),
  minSimilarity: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'Candidates below this similarity are left out.' }),
  ),
  strategy: oneOf([...STRATEGIES, 'auto'], {
    default: 'auto',
    description:
      'How concepts are ranked. `auto`: as the ontology’s active learner does best, or `dense` without one; the others ' +
      'but `dense` need a learner. Names that equal the mention come first, unless the learner may overrule them.',
  }),
  include: Type.Array(include, { default: [], description: 'What else each candidate shows.' }),
};

export const NormalizeRequest = Type.Object(
  {
    // Documented in full and checked by the route: one mention of a wrong type must not fail the others.
    mentions: Type.Unknown({
      description: 'One mention, or a list of them (at most `ADE_MAX_MENTIONS`).',
      anyOf: [ref(Mention), Type.Array(ref(Mention))],
    }),
    ...normalizeOptions,
  },
  {
    additionalProperties: false,
    examples: [normalizeRequest],
  },
);

export const NormalizeStreamQuery = Type.Object(normalizeOptions, { additionalProperties: false });
