import { Type } from '@sinclair/typebox';
import { MOST, PERIODS, REVIEW_STATES, VERDICTS } from '../../feedback/index.js';
import {
  agreement,
  feedbackEntries,
  feedbackPage,
  feedbackTaken,
  toOverridesResult,
} from './feedback-examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const conceptId = (description: string) =>
  Type.Optional(nullable(Type.String({ minLength: 1, maxLength: MOST.name }), { description }));
const optionalText = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ maxLength, description }));

const verdict = oneOf(VERDICTS, {
  description:
    '`accepted`: the concept that was proposed is right; `changed`: another one is; `rejected`: nothing is to be coded.',
});

const Entry = Type.Object(
  {
    mention: Type.String({
      minLength: 1,
      maxLength: MOST.mention,
      description: 'What people wrote. It is needed, as the service keeps no texts of requests.',
    }),
    verdict,
    proposed: conceptId('What the service had proposed first; null: nothing. Needed with `accepted`.'),
    conceptId: conceptId('What is right instead. Needed with `changed`.'),
    coder: optionalText(MOST.name, 'Who coded it, where several share a key.'),
    requestId: optionalText(MOST.name, 'A reference to your own logs; nothing is looked up by it here.'),
    note: optionalText(MOST.note, 'Why, for those who review it.'),
  },
  { additionalProperties: false },
);

export const FeedbackRequest = Type.Object(
  {
    ontology: Type.Optional(
      Type.String({ description: 'Whose concepts they are; the default one where absent.' }),
    ),
    entries: Type.Array(Entry, {
      minItems: 1,
      maxItems: MOST.entries,
      description: 'All are taken, or none.',
    }),
  },
  { additionalProperties: false, examples: [feedbackEntries] },
);

export const FeedbackTaken = Type.Object(
  {
    ontology: Type.String(),
    version: Type.String({ description: 'The version that answers now, which the feedback is kept with.' }),
    generation: Type.Integer({ description: 'And the generation.' }),
    ids: listOf(Type.Integer(), { description: 'One for each entry, in their order.' }),
  },
  { $id: 'FeedbackTaken', description: 'What was taken.', examples: [feedbackTaken] },
);

const Feedback = Type.Object(
  {
    id: Type.Integer(),
    givenAt: Type.String({ format: 'date-time' }),
    givenBy: Type.String({ description: 'Name of the key.' }),
    coder: nullable(Type.String()),
    ontology: Type.String(),
    version: Type.String({ description: 'The version that answered when it was given.' }),
    generation: Type.Integer({ description: 'And the generation.' }),
    mention: Type.String(),
    verdict,
    proposed: nullable(Type.String(), { description: 'What the service had proposed, where that was said.' }),
    conceptId: nullable(Type.String(), { description: 'What is right; null: nothing is to be coded.' }),
    conceptName: nullable(Type.String(), { description: 'Its name in the version that is active now.' }),
    requestId: nullable(Type.String()),
    note: Type.String(),
    state: oneOf(REVIEW_STATES, { description: 'Only what was approved is turned into anything.' }),
    reviewedAt: nullable(Type.String({ format: 'date-time' })),
    reviewedBy: nullable(Type.String()),
  },
  { $id: 'Feedback', description: 'What became of a proposal.', examples: [feedbackPage.items[0]] },
);

export const FeedbackPage = Type.Object(
  {
    items: listOf(ref(Feedback)),
    nextCursor: nullable(Type.String(), {
      description: 'Give it as `cursor` for the next page; null on the last.',
    }),
  },
  { $id: 'FeedbackPage', description: 'Feedback, the newest first.', examples: [feedbackPage] },
);

const moment = (description: string, options: object = {}) =>
  Type.Optional(Type.String({ maxLength: 40, description, ...options }));

/** The times between which feedback was given. */
export const times = {
  since: moment('Given at this time or later: `2026-01-31` (its beginning, UTC) or `2026-01-31T09:30:00Z`.', {
    examples: ['2026-01-01'],
  }),
  until: moment('Given before this time.'),
};

/** What narrows approved feedback. */
export const approvedFilter = {
  ontology: Type.Optional(Type.String({ description: 'Of this ontology.' })),
  verdict: Type.Optional(oneOf(VERDICTS)),
  coder: Type.Optional(Type.String({ minLength: 1, description: 'By this coder.' })),
  ...times,
};

/** What narrows feedback. */
export const feedbackFilter = { ...approvedFilter, state: Type.Optional(oneOf(REVIEW_STATES)) };

export const ReviewResult = Type.Object(
  {
    changed: Type.Integer({ description: 'Entries that stood otherwise before.' }),
    missing: Type.Integer({ description: 'Ids that there are not.' }),
  },
  { $id: 'FeedbackReviewed', description: 'What was reviewed.', examples: [{ changed: 3, missing: 0 }] },
);

const count = (description: string) => Type.Integer({ minimum: 0, description });
const figures = {
  entries: count('All, without what was dismissed.'),
  accepted: count('The proposal was right.'),
  changed: count('Another concept was right.'),
  rejected: count('Nothing was to be coded.'),
  share: nullable(Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() }), {
    description: 'Share accepted of all entries, with its 95% interval (Wilson); null where there are none.',
  }),
};
const versions = listOf(Type.Object({ version: Type.String(), ...figures }), {
  description: 'By the version that answered, the one with the latest feedback last.',
});

export const Agreement = Type.Object(
  {
    ontology: Type.String(),
    by: oneOf(PERIODS),
    ...figures,
    versions,
    periods: listOf(
      Type.Object({
        from: Type.String({ description: 'First day (UTC).' }),
        until: Type.String({ description: 'The first day after it.' }),
        ...figures,
        versions,
      }),
      { description: 'Oldest first; those without feedback are left out. Weeks begin on Monday.' },
    ),
  },
  { $id: 'Agreement', description: 'How often proposals were right.', examples: [agreement] },
);

const LEFT_REASONS = [
  'disagreement',
  'stop_not_asked',
  'concept_missing',
  'concept_retired',
  'concept_not_selectable',
] as const;

export const ToOverridesResult = Type.Object(
  {
    ontology: Type.String(),
    dryRun: Type.Boolean({ description: 'Nothing was changed.' }),
    generation: nullable(Type.Integer(), {
      description: 'From which on mentions are answered with the overrides; null where nothing changed.',
    }),
    counts: Type.Object({
      added: count('Mentions that were not settled.'),
      changed: count('Mentions that were settled otherwise.'),
      unchanged: count('Mentions that are settled so already.'),
      left: count('Mentions that are left as they are.'),
    }),
    changes: listOf(
      Type.Object({
        mention: Type.String(),
        conceptId: nullable(Type.String(), { description: 'Null: a stop entry.' }),
        conceptName: nullable(Type.String()),
        entries: count('Feedback that says so.'),
        before: nullable(Type.Object({ conceptId: nullable(Type.String()) }), {
          description: 'What it is settled to already; null: it is not settled.',
        }),
      }),
      { description: 'The first thousand.' },
    ),
    left: listOf(
      Type.Object({
        mention: Type.String(),
        reason: oneOf(LEFT_REASONS, {
          description:
            '`disagreement`: coders gave several answers; `stop_not_asked`: nothing is to be coded, and `stop` was ' +
            'not given; the others: the active version cannot propose the concept.',
        }),
        answers: listOf(Type.Object({ conceptId: nullable(Type.String()), entries: count('How often.') })),
      }),
      { description: 'The first thousand.' },
    ),
  },
  {
    $id: 'FeedbackOverrides',
    description: 'What approved feedback settles.',
    examples: [toOverridesResult],
  },
);

export const FEEDBACK_SCHEMAS = [
  FeedbackTaken,
  Feedback,
  FeedbackPage,
  ReviewResult,
  Agreement,
  ToOverridesResult,
];
