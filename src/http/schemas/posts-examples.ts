/** Examples of the operations on posts for the OpenAPI document. */

import { normalizeAnswer } from './examples.js';

const text = 'three weeks on this and I get the worst headaches 😩 but no nausea';

export const postTexts = [text, { id: 'r17', text: 'picked up my refill today' }];
export const annotateRequest = { texts: postTexts, ontology: 'starter', topK: 1 };

const reaction = {
  adverseEvent: { label: true, probability: 0.982 },
  labels: { ADR: 0.982, WD: 0.021, EF: 0.034, INF: 0.018, SSI: 0.062, DI: 0.011 },
};
const nothing = {
  adverseEvent: { label: false, probability: 0.013 },
  labels: { ADR: 0.013, WD: 0.004, EF: 0.027, INF: 0.019, SSI: 0.012, DI: 0.009 },
};

const headaches = {
  ...{ start: 40, end: 49, codePoints: { start: 40, end: 49 } },
  ...{ text: 'headaches', type: 'ADR', probability: 0.974, mark: 'reported' },
};
const nausea = {
  ...{ start: 60, end: 66, codePoints: { start: 59, end: 65 } },
  ...{ text: 'nausea', type: 'ADR', probability: 0.921, mark: 'negated', cue: 'no' },
};

const candidate = (conceptId: string, name: string, matchedName: string, matchedKind: string) => ({
  ...{ rank: 1, conceptId, name, confidence: 0.996, matchedName, matchedKind },
  ...{ matchedOrigin: 'ontology', source: 'exact', scores: { dense: 1, lexical: 1, pooled: 1.18 } },
});

export const classifyAnswer = {
  ...{ model: 'ade-classify', threshold: 0.42 },
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
          decision: 'auto',
          candidates: [candidate('ADE:0002208', 'Headache', 'headaches', 'synonym')],
        },
        {
          ...nausea,
          decision: 'review',
          candidates: [candidate('ADE:0000653', 'Nausea', 'Nausea', 'preferred')],
        },
      ],
    },
    { id: 'r17', text: 'picked up my refill today', classification: nothing, events: [] },
  ],
};

export const annotatedLine = JSON.stringify({
  ...{ line: 2, generation: 3, id: 'r17', text: 'picked up my refill today', classification: nothing },
  events: [],
});
