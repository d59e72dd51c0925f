/** Examples of answers for the OpenAPI document, as a fresh service gives them. */

const artefact = 'sha256:d1cf29ec4a149f411acb29ea608a749c40e43611769d083f34a7261652690872';

const group = { id: 'ADE:0910213', name: 'Insomnia and sleep quality', level: 'group' };
const system = { id: 'ADE:0900019', name: 'Psychiatric disorders', level: 'system' };
const insomnia = { id: 'ADE:0002647', name: 'Insomnia', level: 'concept' };

export const normalizeRequest = {
  mentions: ['wide awake at 4am', { id: 'r17', text: 'legs feel like lead' }, { id: 'r18', text: '' }],
  ontology: 'starter',
  topK: 2,
};

const lay = { matchedKind: 'lay', matchedOrigin: 'ontology' };

/** What the shipped model and vocabulary answer, once the lay names are searched, too. */
export const normalizeAnswer = {
  generation: 2,
  ontology: 'starter',
  version: '1',
  encoder: 'ade-minilm',
  artefact,
  strategy: 'dense',
  learner: null,
  results: [
    {
      ...{ id: '0', text: 'wide awake at 4am', cleaned: 'wide awake at 4am', decision: 'auto' },
      candidates: [
        {
          ...{ rank: 1, conceptId: insomnia.id, name: insomnia.name, confidence: 0.8809 },
          ...{ matchedName: 'wide awake at 4am', ...lay, source: 'exact' },
          scores: { dense: 1, lexical: 1, pooled: 0.9524 },
        },
        {
          ...{ rank: 2, conceptId: 'ADE:0002651', name: 'Terminal insomnia', confidence: 0.0936 },
          ...{ matchedName: '4am wide awake n thats me up', ...lay, source: 'dense' },
          scores: { dense: 0.8589, lexical: 0.5909, pooled: 0.759 },
        },
      ],
    },
    {
      ...{ id: 'r17', text: 'legs feel like lead', cleaned: 'legs feel like lead', decision: 'suggest' },
      candidates: [
        {
          ...{ rank: 1, conceptId: 'ADE:0001944', name: 'Limb discomfort', confidence: 0.9268 },
          ...{ matchedName: 'my legs feel like lead', ...lay, source: 'dense' },
          scores: { dense: 0.9692, lexical: 0.9231, pooled: 0.8845 },
        },
        {
          ...{ rank: 2, conceptId: 'ADE:0001934', name: 'Muscular weakness', confidence: 0.0195 },
          ...{ matchedName: 'my legs feel weak', ...lay, source: 'dense' },
          scores: { dense: 0.6469, lexical: 0.5143, pooled: 0.5921 },
        },
      ],
    },
    {
      id: 'r18',
      error: {
        code: 'mention_empty',
        detail: 'The mention has no text once spaces and control characters are removed.',
      },
    },
  ],
  warnings: [],
};

const [, tired] = normalizeAnswer.results;

export const normalizedLines = [
  { line: 2, generation: normalizeAnswer.generation, ...tired },
  { summary: { lines: 2, ok: 2, failed: 0, seconds: 0.073, generations: [normalizeAnswer.generation] } },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

export const concept = {
  ...insomnia,
  definition:
    'Persistent difficulty getting enough sleep at night despite having the time and opportunity to rest.',
  status: 'current',
  selectable: true,
  reported: 41,
  near: null,
  names: [
    { text: 'sleeplessness', kind: 'synonym', origin: 'ontology' },
    { text: 'wide awake at 4am', kind: 'lay', origin: 'ontology' },
  ],
  parents: [group],
  children: [],
  paths: [[group, system]],
};

export const conceptPage = {
  items: [{ ...insomnia, status: 'current', matchedName: 'Insomnia' }],
  nextCursor: null,
};

export const ontology = {
  name: 'starter',
  active: {
    version: '1',
    generation: 2,
    artefact,
    index: 'exact',
    concepts: 3959,
    names: 123_866,
    namesEmbedded: 123_866,
    activatedAt: '2026-01-15T09:30:00.000Z',
  },
  versions: [],
};

export const job = {
  id: '5b1f6c9e-7f5c-4c3a-9c1b-0d8f3a3f6a52',
  kind: 'ontology.add',
  state: 'running',
  progress: { phase: 'embed', done: 4096, total: 19_584, reused: 0, perSecond: 870, secondsLeft: 18 },
  result: null,
  error: null,
  createdAt: '2026-01-15T09:30:00.000Z',
  finishedAt: null,
};

export const readiness = {
  ready: true,
  missing: [],
  encoder: { workers: { alive: 2, wanted: 2 }, queued: 0 },
  ontologies: [{ name: 'starter', state: 'serving', version: '1', generation: 1 }],
  notes: [],
};

export const info = {
  name: 'ade-normalizer',
  version: '0.1.0',
  node: '24.0.0',
  encoder: { id: 'ade-minilm', hash: artefact, dimension: 384, languages: ['en'] },
  defaultOntology: 'starter',
  normalFormVersion: 1,
  auth: 'off',
  limits: { ADE_MAX_MENTIONS: 1000, ADE_MAX_MENTION_CHARS: 1000 },
};

export const overridePage = {
  items: [
    {
      id: '0d9f2b7c5e4a38166c1d0e7f5a4b3928',
      mention: 'wired',
      conceptId: insomnia.id,
      conceptName: insomnia.name,
      note: 'agreed in the coding meeting of 14 January',
      changedAt: '2026-01-15T09:30:00.000Z',
      changedBy: 'coding-lead',
      problem: null,
    },
  ],
  nextCursor: null,
};

export const overrideResult = { ontology: 'starter', generation: 4, added: 1, changed: 0, removed: 0 };

export const auditPage = {
  items: [
    {
      id: 3,
      at: '2026-01-15T09:30:00.000Z',
      actor: 'coding-lead',
      action: 'ontology.activate',
      subject: 'meddra',
      before: { version: '28.0', generation: 1, artefact: artefact.slice(7) },
      after: { version: '28.1', generation: 2, artefact: artefact.slice(7) },
      previousHash: '3b1f8e6d2c4a5970b8e1d6c3f2a49587160e5d4c3b2a19f8e7d6c5b4a3928170',
      hash: '9c2e7d1b4a6f5830d7c0b9e8f1a2435465768798a9bacbdcedfe0f1021324354',
    },
  ],
  nextCursor: null,
};

export const auditVerdict = {
  whole: true,
  rows: 3,
  head: '9c2e7d1b4a6f5830d7c0b9e8f1a2435465768798a9bacbdcedfe0f1021324354',
};

export const versionDetail = {
  version: '28.1',
  format: 'meddra',
  sourceSha256: artefact.slice(7),
  expansion: 'all' as const,
  choice: { level: 'PT' },
  registeredAt: '2026-01-15T09:30:00.000Z',
  registeredBy: 'coding-lead',
  report: {
    read: {
      file: 'MedDRA_28_1_English.zip',
      format: 'meddra',
      encoding: 'utf-8',
      release: { version: '28.1', language: 'English' },
      columns: {},
      rows: 118_402,
      concepts: 29_213,
      names: { preferred: 29_213, synonym: 62_190, lay: 0 },
      skipped: {},
      examples: [],
      orphans: 0,
      sharedNames: 0,
    },
    expansion: null,
    cycles: 0,
    warnings: [],
  },
  sourceBytes: 18_220_114,
  artefacts: [
    {
      hash: artefact,
      index: 'exact',
      names: 161_204,
      bytes: 291_504_128,
      createdAt: '2026-01-15T09:33:00.000Z',
    },
  ],
};

export const shadowRequest = { version: '2', share: 0.2, keepText: false };

export const shadow = {
  ontology: 'starter',
  version: '2',
  against: '1',
  share: 0.2,
  keepText: false,
  state: 'answering',
  since: '2026-01-15T09:30:00.000Z',
  setBy: 'coding-team',
  compared: 5200,
  skipped: 0,
  failed: 0,
  agreement: 0.9976,
  differences: { concept: 4, decision: 12, same: 5188 },
  changes: [
    { from: 'review', to: 'auto', otherConcept: false, count: 8 },
    { from: 'review', to: 'suggest', otherConcept: true, count: 4 },
  ],
  examples: [
    {
      mention: '0d9f2b7c5e4a38166c1d0e7f5a4b3928',
      length: 17,
      text: null,
      at: '2026-01-15T10:12:07.000Z',
      generation: 1,
      times: 3,
      active: {
        concept: { id: insomnia.id, name: insomnia.name },
        decision: 'review',
        confidence: 0.41,
        pooled: 0.83,
      },
      shadow: {
        concept: { id: insomnia.id, name: insomnia.name },
        decision: 'auto',
        confidence: 0.97,
        pooled: 1.17,
      },
    },
  ],
};

export const thresholdSetting = {
  ontology: 'starter',
  thresholds: { auto: 0.97, suggest: 0.6, review: 0.2 },
  chosen: { by: 'ops', at: '2026-11-26T09:30:00.000Z', note: 'validated on our gold set, 97% precision' },
  generation: 4,
};

const proposed = (threshold: number, mentions: number, coverage: number, value: number) => ({
  ...{ threshold, mentions, coverage },
  precision: { value, low: value - 0.012, high: value + 0.008 },
});

export const proposedThresholds = {
  auto: proposed(0.962, 812, 0.41, 0.982),
  suggest: proposed(0.548, 1490, 0.752, 0.819),
  review: null,
  needed: { auto: 125, suggest: 16, review: 4 },
  message:
    'The lower end of the 95% interval reaches what is wanted from so many mentions at or above a threshold on, if all are right, and later if some are wrong: 97% (auto) takes 125, 80% (suggest) takes 16, 50% (review) takes 4.',
};
