/** Examples of the operations on posts for the OpenAPI document, as the shipped models answer. */

import { normalizeAnswer } from './examples.js';

const text = 'three weeks on this and I get the worst headaches 😩 but no nausea';

export const postTexts = [text, { id: 'r17', text: 'picked up my refill today' }];
export const annotateRequest = { texts: postTexts, ontology: 'starter', topK: 1 };

const reaction = {
  adverseEvent: { label: true, probability: 0.7686 },
  labels: { ADR: 0.7686, WD: 0.1314, EF: 0.0174, INF: 0.0268, SSI: 0.0311, DI: 0.0192 },
};
const nothing = {
  adverseEvent: { label: false, probability: 0.028 },
  labels: { ADR: 0.028, WD: 0.0524, EF: 0.0502, INF: 0.0563, SSI: 0.0223, DI: 0.0173 },
};

const headaches = {
  ...{ start: 34, end: 49, codePoints: { start: 34, end: 49 } },
  ...{ text: 'worst headaches', type: 'ADR', probability: 0.7196, mark: 'reported' },
};
const nausea = {
  ...{ start: 60, end: 66, codePoints: { start: 59, end: 65 } },
  ...{ text: 'nausea', type: 'ADR', probability: 0.7045, mark: 'negated', cue: 'no' },
};

export const classifyAnswer = {
  ...{ model: 'ade-classify', threshold: 0.31 },
  results: [
    {
      id: '0',
      ...reaction,
      preprocessed: 'three weeks on this and I get the worst headaches weary but no nausea',
    },
    { id: 'r17', ...nothing, preprocessed: 'picked up my refill today' },
  ],
};

export const extractAnswer = {
  model: 'ade-extract',
  results: [
    { id: '0', events: [headaches, nausea] },
    { id: 'r17', events: [] },
  ],
};

export const annotateAnswer = {
  ...normalizeAnswer,
  models: { classifier: 'ade-classify', extractor: 'ade-extract' },
  results: [
    {
      ...{ id: '0', text, classification: reaction },
      events: [
        {
          ...headaches,
          decision: 'suggest',
          candidates: [
            {
              ...{ rank: 1, conceptId: 'ADE:0002208', name: 'Headache', confidence: 0.6945 },
              ...{ matchedName: 'horrible headaches', matchedKind: 'lay', matchedOrigin: 'ontology' },
              ...{ source: 'dense', scores: { dense: 0.9303, lexical: 0.5455, pooled: 0.866 } },
            },
          ],
        },
        {
          ...nausea,
          decision: 'review',
          candidates: [
            {
              ...{ rank: 1, conceptId: 'ADE:0000653', name: 'Nausea', confidence: 0.953 },
              ...{ matchedName: 'Nausea', matchedKind: 'preferred', matchedOrigin: 'ontology' },
              ...{ source: 'exact', scores: { dense: 1, lexical: 1, pooled: 0.9702 } },
            },
          ],
        },
      ],
    },
    { id: 'r17', text: 'picked up my refill today', classification: nothing, events: [] },
  ],
};

export const annotatedLine = JSON.stringify({
  ...{ line: 2, generation: 2, id: 'r17', text: 'picked up my refill today', classification: nothing },
  events: [],
});
