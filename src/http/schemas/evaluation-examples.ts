/** Examples of gold sets and evaluations for the OpenAPI document. */

/** So many that learning takes them, in words that are no names of the starter vocabulary. */
const toLearn = {
  Insomnia: [
    ...['did not shut an eye till dawn', 'staring at the ceiling until three', 'counted sheep all night'],
    ...['the night went by without sleep', 'tossing around till the alarm', 'two hours of sleep if lucky'],
  ],
  'Dry mouth': [
    ...['tongue sticks to my teeth', 'need to sip water all the time', 'no spit left since last week'],
    ...['mouth feels like the sahara', 'dry as dust in my mouth', 'cannot swallow a cracker'],
  ],
  Headache: [
    ...['drums behind my forehead', 'my head pounds since noon', 'a band around my skull'],
    ...['pressure behind both eyes', 'head splitting all afternoon', 'hammering in my temples'],
  ],
  Nausea: [
    ...['stomach turns when I smell food', 'about to throw up since breakfast', 'seasick on dry land'],
    ...['could not look at my lunch', 'green around the gills all day', 'gagging at the thought of food'],
  ],
};

/** A gold set to try the service with, as it is uploaded: some to measure, of which one is no event, and some to learn. */
export const goldSetForm = {
  file: [
    'mention,gold_id,gold_name,split',
    'could not fall asleep,ADE:0002647,Insomnia,test',
    'mouth like cotton,,Dry mouth,test',
    'took it with breakfast,none,,test',
    ...Object.entries(toLearn).flatMap(([name, mentions]) =>
      mentions.map((mention) => `${mention},,${name},train`),
    ),
    '',
  ].join('\n'),
  name: 'forum posts',
};

/** Of the rows that are read of that file, so that the other examples find it once it is brought. */
const goldSha256 = 'e8bb54a63fcef473d0568e08162e38d1c0e70d429bf1e89da5cbda52838e238b';
const largeGoldSha256 = '3b1f8e6d2c4a5970b8e1d6c3f2a49587160e5d4c3b2a19f8e7d6c5b4a3928170';
const runId = '0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11';
const otherRunId = '7d1c5b7e-9b1a-4b07-8a55-1f3a1f5e6c20';
const sha256 = '6f1d0c2b7a5e4938a1c0d7e6f5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a392';

export const goldSetSummary = {
  id: goldSha256.slice(0, 16),
  name: goldSetForm.name,
  sha256: goldSha256,
  rows: 27,
  splits: { test: 3, train: 24 },
  createdAt: '2026-01-15T09:30:00.000Z',
  createdBy: 'coding-lead',
};

export const goldSet = {
  ...goldSetSummary,
  report: {
    fileName: 'forum-posts.csv',
    format: 'table',
    encoding: 'utf-8',
    columns: { mention: 'mention', gold_id: 'goldId', gold_name: 'goldName', split: 'split' },
    rows: 27,
    skipped: {},
    examples: [],
    duplicates: 0,
    differing: { mentions: 0, examples: [] },
    withoutAnswer: 1,
    astray: { mentions: 0, examples: [] },
    documents: null,
  },
};

export const evaluationRequest = {
  goldSet: goldSetSummary.id,
  ontology: 'starter',
  task: 'mentions',
  k: [1, 3, 5, 10],
  split: 'test',
  missing: 'miss',
};

export const compareRequest = { first: runId, second: otherRunId, commonOnly: false };

/** The run that examples are of. */
export const exampleRun = runId;

export const manifest = {
  format: 1,
  id: runId,
  createdAt: '2026-01-15T09:35:00.000Z',
  createdBy: 'coding-lead',
  goldSet: {
    id: largeGoldSha256.slice(0, 16),
    name: 'forum posts of 2025',
    fileName: 'forum-posts-2025.csv',
    sha256: largeGoldSha256,
    rows: 900,
    astray: 0,
  },
  ontology: {
    name: 'starter',
    version: '1',
    artefact: `sha256:${sha256}`,
    vectors: sha256,
    concepts: 3959,
    names: 91_198,
    index: 'exact',
    expansion: null,
  },
  encoder: { id: 'ade-minilm', hash: `sha256:${sha256}` },
  posts: null,
  settings: {
    task: 'mentions',
    marks: 'reported',
    ks: [1, 5],
    split: 'test',
    missing: 'miss',
    seed: 1,
    resamples: 1000,
    strategy: 'auto',
    learning: 'active',
  },
  learners: [],
  thresholds: { auto: 0.95, suggest: 0.5, review: 0.15 },
  mentions: { measured: 640, missing: 12, excluded: 0 },
  software: { service: '0.1.0', node: '24.0.0', normalForm: 1, cleaning: 2, ranking: 4 },
  machine: { platform: 'linux', arch: 'x64', cpu: 'Example CPU 2.4 GHz', cores: 4 },
  predictionsSha256: sha256,
  seconds: 1.8,
  command:
    `npx ade-normalizer evaluate run --gold ${largeGoldSha256.slice(0, 16)} --ontology starter --version 1 ` +
    '--k 1,5 --split test --missing miss --seed 1 --resamples 1000 --strategy auto --learning active',
};

const part = {
  part: '2',
  mentions: 250,
  accuracy: [
    { k: 1, value: 0.624 },
    { k: 5, value: 0.832 },
  ],
  floor: 0.216,
};

export const figures = {
  task: 'mentions' as const,
  overall: {
    mentions: 610,
    accuracy: [
      {
        k: 1,
        micro: { value: 0.6, low: 0.561, high: 0.638 },
        macro: 0.57,
        macroInterval: { low: 0.531, high: 0.608 },
      },
      {
        k: 5,
        micro: { value: 0.811, low: 0.779, high: 0.841 },
        macro: 0.79,
        macroInterval: { low: 0.758, high: 0.82 },
      },
    ],
    mrr: { value: 0.69, low: 0.658, high: 0.721 },
    meanRank: 1.7,
    found: 510,
    floor: 0.213,
  },
  namesLevel: {
    mentions: 610,
    accuracy: [
      { k: 1, value: 0.592 },
      { k: 5, value: 0.746 },
    ],
  },
  folds: null,
  seen: null,
  tables: [{ by: 'length', parts: [part] }] as const,
  rollUp: [
    { level: 'concept', mentions: 598, accuracy: 0.612 },
    { level: 'system', mentions: 598, accuracy: 0.85 },
  ],
  calibration: {
    ece: 0.031,
    bins: [{ from: 0.9, to: 1, mentions: 210, confidence: 0.96, accuracy: 0.94 }],
  },
  coverage: [
    { threshold: 0.98, coverage: 0.25, accuracy: 0.97 },
    { threshold: 0.5, coverage: 0.7, accuracy: 0.78 },
  ],
  decisions: [
    { decision: 'auto', mentions: 180, right: 0.972, rightInterval: { low: 0.937, high: 0.988 } },
    { decision: 'suggest', mentions: 260, right: 0.65, rightInterval: { low: 0.59, high: 0.705 } },
    { decision: 'review', mentions: 165, right: 0.25, rightInterval: { low: 0.19, high: 0.321 } },
    { decision: 'none', mentions: 35, right: 0.57, rightInterval: { low: 0.408, high: 0.717 } },
  ],
  none: { mentions: 30, precision: 0.57, recall: 0.67, f1: 0.62 },
};

const { id, ontology, settings, mentions } = manifest;

export const evaluationResult = {
  id,
  ontology: ontology.name,
  version: ontology.version,
  settings,
  mentions,
  task: figures.task,
  overall: figures.overall,
};

const comparedAccuracy = {
  k: 1,
  first: 0.6,
  second: 0.623,
  difference: { value: 0.023, low: 0.004, high: 0.041 },
  p: 0.018,
  won: 22,
  lost: 8,
  mcnemar: 0.016,
};

export const comparison = {
  mentions: 610,
  accuracy: [comparedAccuracy],
  leftOut: { first: 0, second: 0 },
  won: [4, 17, 102],
  lost: [61],
  groups: [],
};

const answered = {
  row: 0,
  line: 2,
  mention: 'could not fall asleep',
  form: 'could not fall asleep',
  weight: 1,
  split: 'test',
  fold: null,
  group: null,
  golds: [{ id: 'ADE:0002647', name: 'Insomnia' }],
  missing: [],
  rank: 1,
  floorRank: null,
  decision: 'auto',
  confidence: 0.97,
  error: null,
  candidates: [],
};

/** A line of a run’s predictions. */
export const predictionLine = `${JSON.stringify(answered)}\n`;
