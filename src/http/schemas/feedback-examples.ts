/** Examples for feedback, as the starter vocabulary has its concepts. */

const insomnia = 'ADE:0002647';

export const feedbackEntries = {
  entries: [
    {
      mention: 'wide awake at 4am',
      verdict: 'accepted',
      proposed: insomnia,
      coder: 'mk',
      requestId: '5b1f6c9e-7f5c-4c3a-9c1b-0d8f3a3f6a52',
    },
    { mention: 'no sleep since tuesday', verdict: 'changed', conceptId: insomnia, coder: 'mk' },
    { mention: 'felt like a million dollars', verdict: 'rejected', coder: 'mk', note: 'no event' },
  ],
} as const;

export const feedbackTaken = { ontology: 'starter', version: '1', generation: 1, ids: [1, 2, 3] };

const feedback = {
  id: 1,
  ...{ givenAt: '2026-01-15T09:30:00.000Z', givenBy: 'coding-team', coder: 'mk' },
  ...{ ontology: 'starter', version: '1', generation: 1 },
  ...{ mention: 'wide awake at 4am', verdict: 'accepted', proposed: insomnia },
  ...{ conceptId: insomnia, conceptName: 'Insomnia' },
  ...{ requestId: '5b1f6c9e-7f5c-4c3a-9c1b-0d8f3a3f6a52', note: '' },
  ...{ state: 'open', reviewedAt: null, reviewedBy: null },
};

export const feedbackPage = { items: [feedback], nextCursor: null };
export const feedbackLine = `${JSON.stringify(feedback)}\n`;

const figures = {
  ...{ entries: 200, accepted: 170, changed: 22, rejected: 8 },
  share: { value: 0.85, low: 0.794, high: 0.893 },
};
const versions = [{ version: '1', ...figures }];

export const agreement = {
  ...{ ontology: 'starter', by: 'week', ...figures, versions },
  periods: [{ from: '2026-01-12', until: '2026-01-19', ...figures, versions }],
};

export const toOverridesResult = {
  ...{ ontology: 'starter', dryRun: true, generation: null },
  counts: { added: 1, changed: 0, unchanged: 0, left: 1 },
  changes: [
    {
      ...{ mention: 'wide awake at 4am', conceptId: insomnia, conceptName: 'Insomnia' },
      ...{ entries: 3, before: null },
    },
  ],
  left: [
    {
      ...{ mention: 'wired', reason: 'disagreement' },
      answers: [
        { conceptId: insomnia, entries: 2 },
        { conceptId: null, entries: 1 },
      ],
    },
  ],
};
