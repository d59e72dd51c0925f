import { Type } from '@sinclair/typebox';
import { Estimate } from './figures.js';
import { postFigures } from './post-figures-examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const rates = {
  precision: nullable(ref(Estimate), { description: 'Null where nothing was predicted.' }),
  recall: nullable(ref(Estimate), { description: 'Null where nothing is gold.' }),
  f1: nullable(ref(Estimate), { description: 'Harmonic mean of both.' }),
};

export const SpanFigures = Type.Object(
  {
    predicted: count('Events that count as predicted.'),
    gold: count('Golds that are to be found.'),
    matchedPredicted: count('Events that are right.'),
    matchedGold: count('Golds that are found.'),
    ...rates,
  },
  {
    $id: 'SpanFigures',
    description: 'Counts summed over all documents; intervals by percentile bootstrap over documents.',
    examples: [postFigures.endToEnd.strict.anyMatch],
  },
);

const ways = Type.Object({ anyMatch: ref(SpanFigures), oneToOne: ref(SpanFigures) });

export const MatchedSpans = Type.Object(
  { strict: ways, relaxed: ways },
  {
    $id: 'MatchedSpans',
    description:
      '`strict`: the same offsets; `relaxed`: at least one character in common; a split mention is the stretch from its ' +
      'first piece to its last. `anyMatch` counts as SMM4H does, each matching pair on both sides, so that one long ' +
      'event over three golds finds all three; in `oneToOne` each event finds one gold at most, and each gold is found ' +
      'once.',
    examples: [postFigures.endToEnd],
  },
);

const parts = (description: string) =>
  listOf(
    Type.Object({
      part: Type.String(),
      events: count('Such events.'),
      strict: count('Those of them at the place of a gold.'),
      relaxed: count('Those of them that have a character in common with a gold.'),
    }),
    { description },
  );

export const PostFigures = Type.Object(
  {
    task: oneOf(['posts']),
    extraction: ref(MatchedSpans),
    endToEnd: ref(MatchedSpans),
    classification: Type.Object(
      {
        gold: count('Texts in which a mention stands.'),
        predicted: count('Texts that were classified as reporting an adverse event.'),
        matched: count('Texts of which both is so.'),
        ...rates,
      },
      { description: 'Whether texts that tell of an event are told from others.' },
    ),
    types: parts('Events that count, by their type.'),
    marks: parts('All events, by their mark: what the choice among marks costs and gains.'),
  },
  {
    $id: 'PostFigures',
    description:
      'All that a run over posts measured: finding events (`extraction`), and finding and normalizing them (`endToEnd`).',
    examples: [postFigures],
  },
);

export const POST_FIGURE_SCHEMAS = [SpanFigures, MatchedSpans, PostFigures];
