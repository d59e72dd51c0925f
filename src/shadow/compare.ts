import type { MentionResult } from '../normalize/index.js';
import type { FirstAnswer, Outcome } from './service.js';

export type Answered = Exclude<MentionResult, { readonly error: object }>;

/** What counts of an answer. */
export function firstAnswerOf({ decision, candidates: [best] }: Answered): FirstAnswer {
  return {
    concept: best ? { id: best.conceptId, name: best.name } : null,
    decision,
    confidence: best?.confidence ?? null,
    pooled: best?.scores.pooled ?? null,
  };
}

/** Names may change from one version to the next: a concept is the same where its id is. */
export function outcomeOf(active: FirstAnswer, shadow: FirstAnswer): Outcome {
  const otherConcept = active.concept?.id !== shadow.concept?.id;
  if (active.decision === shadow.decision) return otherConcept ? 'concept' : 'same';
  return otherConcept ? 'both' : 'decision';
}

/** Whether people settled the mention: each version would answer what they said. */
export function isSettled({ stopped, candidates: [best] }: Answered): boolean {
  return stopped === true || best?.source === 'override';
}
