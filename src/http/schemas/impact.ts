import { Type } from '@sinclair/typebox';
import { CHANGE_ACTIONS } from '../../ontology/index.js';
import { CHANGE_KINDS, REMAP_STATUSES, SUCCESSOR_SIGNS } from '../../impact/index.js';
import { ConceptRef } from './ontology.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const count = (description?: string) => Type.Integer({ minimum: 0, ...(description && { description }) });
const countsOf = (keys: readonly string[], description: string) =>
  Type.Object(Object.fromEntries(keys.map((key) => [key, count()])), { description });

const changeCounts = countsOf(CHANGE_KINDS, 'Changes by kind.');

const ComparedVersion = Type.Object({
  version: Type.String(),
  concepts: count('Concepts of the version.'),
  generation: nullable(Type.Integer(), { description: 'Under which it answers; null where it does not.' }),
});

const zeros = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, 0]));
const branch = { id: '1000', name: 'Psychiatric disorders', level: 'SOC' };
const insomnia = { id: '5001', name: 'Insomnia', level: 'PT' };
const successor = { id: '5009', name: 'Sleep onset insomnia', level: 'PT' };
const id = '0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11';

const conceptsExample = {
  total: 1,
  counts: { ...zeros(CHANGE_KINDS), removed: 1 },
  branches: [{ branch, total: 1, counts: { ...zeros(CHANGE_KINDS), removed: 1 } }],
  branchCount: 1,
};

const summaryExample = {
  id,
  ontology: 'meddra',
  from: { version: '27.1', concepts: 26_000, generation: 4 },
  to: { version: '28.0', concepts: 26_100, generation: null },
  createdAt: '2026-01-15T09:30:00.000Z',
  createdBy: 'safety-team',
  concepts: conceptsExample,
  coded: {
    file: 'coded.csv',
    entries: 1200,
    affected: 1,
    counts: { ...zeros(REMAP_STATUSES), unchanged: 1199, merged: 1 },
  },
};

export const keptExample = {
  ...{ id, ontology: 'meddra', from: { version: '27.1' }, to: { version: '28.0' } },
  ...{ createdAt: summaryExample.createdAt, createdBy: summaryExample.createdBy },
  coded: { file: 'coded.csv', entries: 1200, affected: 1 },
};

const changeExample = {
  kind: 'removed',
  concept: insomnia,
  branch,
  before: null,
  after: null,
  from: [],
  to: [successor],
  sign: 'code',
  code: null,
};

const entryExample = {
  line: 17,
  mention: 'cannot fall asleep',
  conceptId: '5001',
  note: '',
  status: 'merged',
  was: insomnia,
  now: [successor],
  detail: 'It is a name of “Sleep onset insomnia” now.',
  proposals: [],
};

export const ConceptChanges = Type.Object(
  {
    total: count('All changes.'),
    counts: changeCounts,
    branches: listOf(
      Type.Object({
        branch: nullable(ref(ConceptRef), { description: 'Null: concepts that stand in no hierarchy.' }),
        total: count(),
        counts: changeCounts,
      }),
      { description: 'By top-level concept (the root of the first way up), the 100 with the most changes.' },
    ),
    branchCount: count('Branches with changes, listed or not.'),
  },
  { $id: 'ConceptChanges', description: 'How much changes.', examples: [conceptsExample] },
);

export const Change = Type.Object(
  {
    kind: oneOf(CHANGE_KINDS, {
      description:
        '`respelled`: other punctuation or signs only; `recased`: other capitals only; `selectable_lost`: became a ' +
        'heading. Names are those of the ontology itself, not those of the starter vocabulary.',
    }),
    concept: ref(ConceptRef),
    branch: nullable(ref(ConceptRef), { description: 'The root of its first way up.' }),
    before: nullable(Type.String(), { description: 'The old name or level, where the kind has one.' }),
    after: nullable(Type.String(), { description: 'The new name or level, where the kind has one.' }),
    from: listOf(ref(ConceptRef), {
      description: '`moved`: parents before; `name_moved`: the concept that had the name.',
    }),
    to: listOf(ref(ConceptRef), {
      description:
        '`moved`: parents now; `name_moved`: who has the name; `removed`, `retired`: what stands for it now.',
    }),
    sign: nullable(oneOf(SUCCESSOR_SIGNS), { description: 'How what stands for it was found.' }),
    code: nullable(Type.String(), { description: 'The ontology’s own code for the name that changed.' }),
  },
  { $id: 'Change', description: 'One difference between two versions.', examples: [changeExample] },
);

export const RemappedEntry = Type.Object(
  {
    line: Type.Integer({ description: 'Of the coded list.' }),
    mention: Type.String(),
    conceptId: nullable(Type.String(), { description: 'As the list has it; null for `none`.' }),
    note: Type.String(),
    status: oneOf(REMAP_STATUSES, {
      description:
        '`merged`: the concept is gone and another one stands for it; `name_moved`: the name or code belongs to ' +
        'another concept; `invalid`: nothing stands for it; `unknown`: neither version has it; `none`: coded to nothing.',
    }),
    was: nullable(ref(ConceptRef), { description: 'The concept in the old version.' }),
    now: listOf(ref(ConceptRef), {
      description: 'What stands for it in the new version; of several, a person has to choose.',
    }),
    detail: Type.String({ description: 'Why, in words.' }),
    proposals: listOf(
      Type.Object({
        conceptId: Type.String(),
        name: Type.String(),
        similarity: nullable(Type.Number(), {
          description: 'Cosine of the best name; null where no name is near: coded data led to it.',
        }),
        confidence: nullable(Type.Number()),
      }),
      { description: 'For `invalid` and `unknown`: the new version’s best concepts for the mention.' },
    ),
  },
  {
    $id: 'RemappedEntry',
    description: 'What another version means for a coded mention.',
    examples: [entryExample],
  },
);

const summaryMembers = {
  id: Type.String({ description: 'Of the report.' }),
  ontology: Type.String(),
  from: ComparedVersion,
  to: ComparedVersion,
  createdAt: Type.String({ format: 'date-time' }),
  createdBy: Type.String({ description: 'Name of the key.' }),
  concepts: ref(ConceptChanges),
  coded: nullable(
    Type.Object({
      file: Type.String(),
      entries: count('Entries of the list.'),
      affected: count('Entries that somebody has to look at.'),
      counts: countsOf(REMAP_STATUSES, 'Entries by status.'),
    }),
    { description: 'Null where no list was given.' },
  ),
};

export const ImpactResult = Type.Object(
  {
    ...summaryMembers,
    links: Type.Object({
      json: Type.String(),
      html: Type.String(),
      concepts: Type.String({ description: 'All changes as CSV.' }),
      coded: nullable(Type.String(), { description: 'The coded list, judged, as CSV.' }),
    }),
  },
  {
    $id: 'ImpactResult',
    description: 'The result of the job: the numbers, and where the report is.',
    examples: [{ ...summaryExample, links: linksOf(summaryExample) }],
  },
);

export const ImpactReport = Type.Object(
  {
    ...summaryMembers,
    mostListed: Type.Integer({
      description:
        'So many changes of each kind, and entries of each status, are listed; the CSV files have all.',
    }),
    changes: listOf(ref(Change)),
    entries: listOf(ref(RemappedEntry), { description: 'Entries of the coded list that are affected.' }),
    maintainers: nullable(
      Type.Record(
        Type.String(),
        Type.Object({
          counts: countsOf(CHANGE_ACTIONS, 'Rows that were added, deleted, modified.'),
          unreadable: count('Rows without an action or a code.'),
        }),
      ),
      {
        description: 'Rows of MedDRA’s own files of changes (SeqAscii), by file; null where there are none.',
      },
    ),
  },
  {
    $id: 'ImpactReport',
    description: 'What another version of an ontology would change.',
    examples: [
      {
        ...{ ...summaryExample, mostListed: 1000, changes: [changeExample], entries: [entryExample] },
        maintainers: { 'pt.seq': { counts: { A: 90, D: 0, M: 12 }, unreadable: 0 } },
      },
    ],
  },
);

export const KeptImpact = Type.Object(
  {
    id: summaryMembers.id,
    ontology: Type.String(),
    from: Type.Object({ version: Type.String() }),
    to: Type.Object({ version: Type.String() }),
    createdAt: summaryMembers.createdAt,
    createdBy: summaryMembers.createdBy,
    coded: nullable(
      Type.Object({ file: Type.String(), entries: count('Entries of the list.'), affected: count() }),
      { description: 'The coded list that the report quotes; null where none was given.' },
    ),
  },
  {
    $id: 'KeptImpact',
    description: 'An impact report that is kept, in short.',
    examples: [keptExample],
  },
);

export const ActivationPreview = Type.Object(
  {
    dryRun: Type.Literal(true),
    ontology: Type.String(),
    version: Type.String(),
    activeVersion: nullable(Type.String(), { description: 'What answers now.' }),
    generation: nullable(Type.Integer(), { description: 'In force now.' }),
    nextGeneration: Type.Integer({ description: 'What the switch would get.' }),
    lostOverrides: Type.Integer({
      description: 'Settled mentions whose concept the version does not have, or cannot propose.',
    }),
    concepts: nullable(ref(ConceptChanges), {
      description: 'Against what answers now; null if nothing does.',
    }),
  },
  {
    $id: 'ActivationPreview',
    description: 'The result of the job of an activation with `dryRun`.',
    examples: [
      {
        ...{ dryRun: true, ontology: 'meddra', version: '28.0', activeVersion: '27.1' },
        ...{ generation: 4, nextGeneration: 5, lostOverrides: 1, concepts: conceptsExample },
      },
    ],
  },
);

export const IMPACT_SCHEMAS = [
  ConceptChanges,
  Change,
  RemappedEntry,
  ImpactResult,
  ImpactReport,
  KeptImpact,
  ActivationPreview,
];

/** Where a report is served. */
export function linksOf({ id, coded }: { readonly id: string; readonly coded: object | null }) {
  const base = `/v1/impacts/${id}`;
  return {
    json: base,
    html: `${base}/report`,
    concepts: `${base}/concepts.csv`,
    coded: coded && `${base}/coded.csv`,
  };
}
