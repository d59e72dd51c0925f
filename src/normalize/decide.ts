import { carriesTwoEvents, looksNegated } from '../text/index.js';
import type { Decision } from './types.js';

/**
 * Similarities (cosine of the best candidate) from which a mention is suggested to a coder, or put up for
 * review, while the encoder has no calibration.
 */
export const SIMILARITY_THRESHOLDS = { suggest: 0.7, review: 0.45 } as const;

/** What a decision rests on. */
export interface BestMatch {
  readonly source: 'exact' | 'dense';
  readonly similarity: number;
  /** For an exact match: no other concept has the name, and an abbreviation is written in its capitals. */
  readonly certain: boolean;
  /** The best name is a lay phrase, not a term. */
  readonly lay: boolean;
}

/**
 * What a coder should do with a mention. Without calibrated confidence nothing but an exact match is coded
 * automatically, and never a mention that looks denied or carries two events; a term that is written out in full
 * ("Nausea and vomiting") is what it names.
 */
export function decide(cleaned: string, best: BestMatch | undefined): Decision {
  if (!best) return 'none';
  const needsPerson = (): boolean => looksNegated(cleaned) || carriesTwoEvents(cleaned);
  if (best.source === 'exact') return best.certain && !(best.lay && needsPerson()) ? 'auto' : 'suggest';
  if (best.similarity < SIMILARITY_THRESHOLDS.review) return 'none';
  if (best.similarity < SIMILARITY_THRESHOLDS.suggest) return 'review';
  return needsPerson() ? 'review' : 'suggest';
}
