import { Type } from '@sinclair/typebox';
import { SHADOW_STATES } from '../../shadow/index.js';
import { shadow, shadowRequest } from './examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const decision = (description: string) => oneOf(['auto', 'suggest', 'review', 'none'], { description });

export const ShadowRequest = Type.Object(
  {
    version: Type.String({ minLength: 1, description: 'A registered version that is not active.' }),
    share: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.1,
      description:
        'Of the mentions, those that the shadow answers too. A mention always is among them or never.',
    }),
    keepText: Type.Boolean({
      default: false,
      description:
        'Whether texts of mentions that are answered differently are kept; they may identify a person, so this needs `ADE_SHADOW_TEXT=on`.',
    }),
  },
  { additionalProperties: false, examples: [shadowRequest] },
);

export const FirstAnswer = Type.Object(
  {
    concept: nullable(Type.Object({ id: Type.String(), name: Type.String() }), {
      description: 'The first concept, as this version calls it; null where nothing was proposed.',
    }),
    decision: decision('What it decided.'),
    confidence: nullable(Type.Number({ minimum: 0, maximum: 1 })),
    pooled: nullable(Type.Number({ description: 'What the concept was ranked by.' })),
  },
  { $id: 'FirstAnswer', description: 'What a version answered to a mention, in short.' },
);

export const Shadow = Type.Object(
  {
    ontology: Type.String(),
    version: Type.String({ description: 'The shadow.' }),
    against: Type.String({ description: 'The active version, which it is compared with.' }),
    share: Type.Number({ description: 'Of the mentions, those that the shadow answers too.' }),
    keepText: Type.Boolean(),
    state: oneOf(SHADOW_STATES, {
      description: '`opening`: it is loaded again after a start; `failed`: that did not work.',
    }),
    problem: Type.Optional(Type.String({ description: 'Why it failed.' })),
    since: Type.String({
      format: 'date-time',
      description: 'When the comparison began; it begins anew when another version is activated.',
    }),
    setBy: Type.String({ description: 'Name of the key.' }),
    compared: count('Mentions that both versions answered; one that comes twice counts twice.'),
    skipped: count('Mentions of the share that were not compared, because too many waited.'),
    failed: count('Mentions that the shadow could not answer.'),
    agreement: nullable(Type.Number({ minimum: 0, maximum: 1 }), {
      description: 'Share of those compared with the same first concept and decision; null before the first.',
    }),
    differences: Type.Object(
      {
        concept: count('Mentions with another first concept.'),
        decision: count('Mentions with another decision.'),
        same: count('Mentions with neither.'),
      },
      { description: 'A mention may count under both of the first two.' },
    ),
    changes: listOf(
      Type.Object({
        from: decision('Of the active version.'),
        to: decision('Of the shadow.'),
        otherConcept: Type.Boolean({ description: 'Whether the first concept is another one.' }),
        count: count('Mentions that fared so.'),
      }),
      { description: 'Differences by their kind, the most frequent first.' },
    ),
    examples: listOf(
      Type.Object({
        mention: Type.String({ description: 'Digest of the mention’s normal form.' }),
        length: count('Length of the mention, in UTF-16 code units.'),
        text: nullable(Type.String(), { description: 'The mention; null unless texts are kept.' }),
        at: Type.String({ format: 'date-time', description: 'When it was last compared.' }),
        generation: Type.Integer({ description: 'The one that answered.' }),
        times: count('How often it was answered differently.'),
        active: ref(FirstAnswer),
        shadow: ref(FirstAnswer),
      }),
      {
        description:
          'Mentions that are answered differently, each once, the latest first: at most 100 of 10,000 that are kept.',
      },
    ),
  },
  { $id: 'Shadow', description: 'A shadow version and what it would change.', examples: [shadow] },
);
