/** Examples of answers for the OpenAPI document, as a fresh service gives them. */

const artefact = 'sha256:6f1d0c2b7a5e4938a1c0d7e6f5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a392';

const group = { id: 'ADE:0910213', name: 'Insomnia and sleep quality', level: 'group' };
const system = { id: 'ADE:0900019', name: 'Psychiatric disorders', level: 'system' };
const insomnia = { id: 'ADE:0002647', name: 'Insomnia', level: 'concept' };

export const normalizeAnswer = {
  generation: 1,
  ontology: 'starter',
  version: '1',
  encoder: 'ade-minilm',
  artefact,
  results: [
    {
      id: '0',
      text: 'wide awake at 4am',
      cleaned: 'wide awake at 4am',
      decision: 'auto',
      candidates: [
        {
          rank: 1,
          conceptId: insomnia.id,
          name: insomnia.name,
          confidence: null,
          matchedName: 'wide awake at 4am',
          matchedKind: 'lay',
          matchedOrigin: 'ontology',
          source: 'exact',
          scores: { dense: 1, lexical: 1, pooled: 1.17 },
        },
      ],
    },
    { id: 'r17', error: { code: 'mention_empty', detail: 'The mention has no text once it is cleaned.' } },
  ],
  warnings: [],
};

export const concept = {
  ...insomnia,
  definition:
    'Persistent difficulty getting enough sleep at night despite having the time and opportunity to rest.',
  status: 'current',
  selectable: true,
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
    generation: 1,
    artefact,
    index: 'exact',
    concepts: 3959,
    names: 91_198,
    namesEmbedded: 91_198,
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
