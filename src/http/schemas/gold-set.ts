import { Type } from '@sinclair/typebox';
import { GOLD_FORMATS, GOLD_SKIP_REASONS } from '../../evaluation/index.js';
import { goldSet, goldSetSummary } from './evaluation-examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });

const place = {
  file: Type.Optional(Type.String({ description: 'Which file, where the source has several.' })),
  line: Type.Integer({ description: 'Line of the file, row of the sheet, or place among the annotations.' }),
  text: Type.String({ description: 'The row or the mention, or its beginning.' }),
};

export const GoldReport = Type.Object(
  {
    fileName: Type.String(),
    format: oneOf(GOLD_FORMATS),
    encoding: Type.String(),
    columns: Type.Record(Type.String(), Type.String(), {
      description: 'Column, member, type of annotation or folder of the source -> what it was taken for.',
    }),
    rows: count('Mentions that were taken.'),
    skipped: Type.Unsafe<object>(
      Type.Record(Type.String(), Type.Integer(), {
        description:
          'Rows that gave no mention, by reason. `no_event`, `other_type` and `not_normalized` are no fault; texts in which ' +
          'there is no event count in runs over posts.',
      }),
    ),
    examples: listOf(
      Type.Object({
        reason: oneOf(GOLD_SKIP_REASONS),
        ...place,
        detail: Type.String({ description: 'What is wrong with it, in words.' }),
      }),
      { description: 'Rows that were skipped: the first 100 of each reason.' },
    ),
    duplicates: count(
      'Mentions that stand in the same split and fold with the same answers already; they count.',
    ),
    differing: Type.Object(
      {
        mentions: count('Such texts.'),
        examples: listOf(
          Type.Object({
            ...place,
            earlier: Type.Integer({ description: 'The line that has it otherwise.' }),
          }),
        ),
      },
      { description: 'The same text with other right concepts in another place.' },
    ),
    withoutAnswer: count('Mentions for which nothing is right.'),
    astray: Type.Object(
      { mentions: count('Such mentions.'), examples: listOf(Type.Object(place)) },
      { description: 'Mentions whose offsets do not fit the text, where the source has that.' },
    ),
    documents: nullable(
      Type.Object({
        texts: count('Documents whose text is kept.'),
        withMentions: count('Those of them in which at least one mention stands.'),
        differing: Type.Object(
          { texts: count('Such texts.'), examples: listOf(Type.Object(place)) },
          {
            description:
              'Texts that are not what the same document had before (`text` of an example is the document): the first ' +
              'counts, and mentions in another one have no place.',
          },
        ),
      }),
      { description: 'Texts in which the mentions stand; null where the source has none.' },
    ),
  },
  {
    $id: 'GoldReport',
    description: 'What was read of a gold set, what was not, and what is doubtful in it.',
  },
);

const summaryMembers = {
  id: Type.String({ description: 'The first 16 digits of `sha256`.' }),
  name: Type.String(),
  sha256: Type.String({
    description:
      'Of the rows, and of the texts where there are any, as they are kept: the same content is the same gold set.',
  }),
  rows: count('Mentions.'),
  splits: Type.Record(Type.String(), Type.Integer(), {
    description: 'Mentions of each split; those without one stand under an empty name.',
  }),
  createdAt: Type.String({ format: 'date-time' }),
  createdBy: Type.String({ description: 'Name of the key.' }),
};

export const GoldSetSummary = Type.Object(summaryMembers, {
  $id: 'GoldSetSummary',
  description: 'A gold set in short.',
  examples: [goldSetSummary],
});

export const GoldSet = Type.Object(
  { ...summaryMembers, report: ref(GoldReport) },
  { $id: 'GoldSet', description: 'Mentions with their right concepts, to measure on.', examples: [goldSet] },
);

export const GOLD_SET_SCHEMAS = [GoldReport, GoldSetSummary, GoldSet];
