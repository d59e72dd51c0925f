import { Type } from '@sinclair/typebox';
import { CAUTIONS, STRATEGIES } from '../../learners/index.js';
import { goldSetSummary } from './evaluation-examples.js';
import { activeLearner, learner } from './learner-examples.js';
import { listOf, nullable, oneOf } from './types.js';

const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

const HeldBackFigures = Type.Object({
  first: share('How often the right concept came first.'),
  five: share('Or among the first five.'),
  reciprocal: share('Mean reciprocal rank, of the first ten.'),
});

const Report = Type.Object({
  rows: Type.Integer({ description: 'Rows of the coded set that were asked for.' }),
  learned: Type.Integer({ description: 'Those that were learned from.' }),
  leftOut: Type.Object(
    {
      withoutConcept: Type.Integer({ description: 'No event, or no concept.' }),
      composite: Type.Integer({ description: 'Right only with several concepts together.' }),
      unknownConcept: Type.Integer({ description: 'Of concepts that the version does not have.' }),
      unusable: Type.Integer({ description: 'The mention is empty once cleaned, or too long.' }),
    },
    { description: 'The others, by why.' },
  ),
  unknownExamples: listOf(Type.String(), { description: 'The first twenty concepts that are not known.' }),
  heldBack: Type.Object(
    {
      rows: Type.Integer({ description: 'Distinct pairs of mention and concept.' }),
      heldBack: Type.Integer({ description: 'Of them held back.' }),
      concepts: Type.Integer(),
      unseenConcepts: share('Share of those held back whose concept no other mention has.'),
      strategies: Type.Object(
        {
          dense: HeldBackFigures,
          nearest: HeldBackFigures,
          classifier: HeldBackFigures,
          metric: HeldBackFigures,
          combined: HeldBackFigures,
          blend: HeldBackFigures,
        },
        { description: 'How each strategy did on them.' },
      ),
      best: oneOf(STRATEGIES, { description: 'What `auto` stands for.' }),
      cautions: listOf(oneOf(CAUTIONS), {
        description:
          'What to mind. `few_held_back`: fewer than 100, so a figure may be 10 points off. `only_coded_concepts`: nothing ' +
          'shows how a strategy does with concepts that were never coded; `nearest` and `classifier` never propose one, ' +
          'and are not chosen by `auto`. `not_better`: no strategy is clearly better than `dense`, so `auto` is that.',
      }),
      chosen: Type.Object(
        {
          classifier: Type.Object({ epochs: Type.Integer(), decay: Type.Number() }),
          nearest: Type.Object({ neighbours: Type.Integer(), temperature: Type.Number() }),
          metric: Type.Object({ epochs: Type.Integer() }),
          threshold: Type.Number({ description: 'Similarity from which on `combined` believes the metric.' }),
        },
        { description: 'Settings that were chosen on them.' },
      ),
    },
    {
      description:
        'Measured on a fifth of the coded mentions that was held back, while everything was learned from the others; ' +
        'after that all is learned from all.',
    },
  ),
  seconds: Type.Number({ description: 'That training took.' }),
});

export const Learner = Type.Object(
  {
    id: Type.String(),
    ontology: Type.String(),
    version: Type.String({ description: 'Whose concepts it was trained for.' }),
    codedSet: Type.Object({ id: Type.String(), name: Type.String() }),
    encoder: Type.String({ description: 'Hash of the encoder whose vectors it knows.' }),
    report: Report,
    createdAt: Type.String({ format: 'date-time' }),
    createdBy: Type.String({ description: 'Name of the key.' }),
    active: Type.Boolean({ description: 'Whether it takes part in answers.' }),
  },
  { $id: 'Learner', description: 'What was learned from coded mentions.', examples: [learner] },
);

export const ActiveLearner = Type.Object(
  {
    ontology: Type.String(),
    learner: nullable(
      Type.Object({
        id: Type.String(),
        strategy: oneOf(STRATEGIES, { description: 'What `auto` stands for.' }),
        overrulesExact: Type.Boolean({
          description: 'Whether what was learned may come before names that equal the mention.',
        }),
        lost: Type.Integer({
          description: 'Coded concepts that the active version does not have, or cannot propose.',
        }),
        problem: nullable(Type.String(), {
          description: 'Why it cannot be used; answers are without it then. Null while it is.',
        }),
        by: Type.String({ description: 'Name of the key.' }),
        at: Type.String({ format: 'date-time' }),
      }),
      { description: 'Null where none takes part.' },
    ),
    generation: Type.Optional(
      nullable(Type.Integer(), {
        description: 'After a change: from which on it counts; null where nothing changed.',
      }),
    ),
  },
  {
    $id: 'ActiveLearner',
    description: 'The learner that takes part in an ontology’s answers.',
    examples: [activeLearner],
  },
);

export const TrainRequest = Type.Object(
  {
    codedSet: Type.String({ description: 'Id of a gold set: its right concepts are what is learned.' }),
    version: Type.Optional(
      Type.String({ description: 'Whose concepts are learned; the active one where absent.' }),
    ),
    split: Type.Optional(
      Type.String({
        description:
          'Learn from the rows of this split alone. Where absent: from those of `train` where there are any, otherwise ' +
          'from all.',
      }),
    ),
    fold: Type.Optional(Type.String({ description: 'And of this fold alone.' })),
    seed: Type.Integer({ minimum: 0, default: 1, description: 'Of splits and batches.' }),
  },
  { additionalProperties: false, examples: [{ codedSet: goldSetSummary.id }] },
);
