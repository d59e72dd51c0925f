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
}

/**
 * What a coder should do with a mention. Without calibrated confidence nothing but an exact match is coded
 * automatically. An exact match is the name itself, so that a "no" in it is part of what it names ("no
 * appetite"); any other mention that looks denied, or that carries two events, goes to a person's review.
 */
export function decide(cleaned: string, best: BestMatch | undefined): Decision {
  if (!best) return 'none';
  if (best.source === 'exact') return best.certain ? 'auto' : 'suggest';
  if (best.similarity < SIMILARITY_THRESHOLDS.review) return 'none';
  if (best.similarity < SIMILARITY_THRESHOLDS.suggest) return 'review';
  return looksNegated(cleaned) || carriesTwoEvents(cleaned) ? 'review' : 'suggest';
}
