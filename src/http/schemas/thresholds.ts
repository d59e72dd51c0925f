import { Type } from '@sinclair/typebox';
import { proposedThresholds, thresholdSetting } from './examples.js';
import { nullable } from './types.js';

const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

/** Confidences from which on decisions are taken. */
export const thresholdValues = {
  auto: share('From this confidence on a mention is coded automatically.'),
  suggest: share('From this one on its first candidate is suggested to a coder.'),
  review: share('From this one on it is put up for review; below, the decision is `none`.'),
};

export const ThresholdSetting = Type.Object(
  {
    ontology: Type.String(),
    thresholds: Type.Object(thresholdValues),
    chosen: nullable(
      Type.Object({
        by: Type.String({ description: 'Name of the key.' }),
        at: Type.String({ format: 'date-time' }),
        note: Type.String(),
      }),
      { description: 'Who chose them; null while the defaults hold.' },
    ),
    generation: Type.Optional(
      nullable(Type.Integer(), {
        description: 'After a change: from which on it counts; null where nothing changed.',
      }),
    ),
  },
  {
    $id: 'ThresholdSetting',
    description: 'From which confidences on an ontology’s decisions are taken.',
    examples: [thresholdSetting],
  },
);

const Proposed = nullable(
  Type.Object({
    threshold: share('The confidence from which on the first candidate is taken.'),
    mentions: Type.Integer({ description: 'Mentions that have so much.' }),
    coverage: share('Their share of all mentions that thresholds decide about.'),
    precision: Type.Object(
      {
        value: share('Share of them whose first candidate is right.'),
        low: Type.Number(),
        high: Type.Number(),
      },
      { description: 'With its 95% interval (Wilson).' },
    ),
  }),
  { description: 'Null where no threshold holds the wanted precision.' },
);

const Needed = nullable(Type.Integer({ minimum: 1 }), { description: 'Null where no number does.' });

export const ProposedThresholds = Type.Object(
  {
    ...{ auto: Proposed, suggest: Proposed, review: Proposed },
    needed: Type.Object(
      { auto: Needed, suggest: Needed, review: Needed },
      {
        description:
          'How many mentions, all right, it takes at least until the lower end of the 95% interval reaches what is wanted.',
      },
    ),
    message: Type.String({ description: '`needed` in words.' }),
  },
  {
    $id: 'ProposedThresholds',
    description: 'The lowest thresholds that held the wanted precisions on the mentions of a run.',
    examples: [proposedThresholds],
  },
);
