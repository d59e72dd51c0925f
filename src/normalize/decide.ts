import { DEFAULT_THRESHOLDS, type Thresholds } from '../ontology/index.js';
import { carriesTwoEvents, looksNegated } from '../text/index.js';
import type { MatchSource } from './rank.js';
import type { Decision } from './types.js';

/**
 * Similarities (cosine of the best candidate) from which a mention is suggested to a coder, or put up for
 * review, while the encoder has no calibration.
 */
export const SIMILARITY_THRESHOLDS = { suggest: 0.7, review: 0.45 } as const;

/**
 * How much more than any other concept one must reach whose lay phrase equals the mention, to be taken at its word. Of the
 * development mentions where it reaches less, a third were meant otherwise, of the others a tenth (`python -m ade_training
 * calibrate` prints the shares).
 */
export const LAY_MARGIN = 0.45;

/** What a decision rests on. */
export interface BestMatch {
  readonly source: MatchSource;
  readonly similarity: number;
  /** Calibrated; null without a calibration. */
  readonly confidence: number | null;
  /** What its concept reaches more than any other; infinite without another. */
  readonly margin: number;
  /** For an exact match: no other concept has the name, and an abbreviation is written in its capitals. */
  readonly certain: boolean;
  /** The best name is a lay phrase, not a term. */
  readonly lay: boolean;
}

/**
 * What a coder should do with a mention. A mention that looks denied or carries two events is never coded
 * automatically, unless people settled the mention itself; a term that is written out in full ("Nausea and vomiting")
 * is what it names, a lay phrase where no other concept is near. Without calibrated confidence nothing but an exact
 * match is.
 */
export function decide(
  cleaned: string,
  best: BestMatch | undefined,
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
): Decision {
  if (!best) return 'none';
  if (best.source === 'override') return 'auto';
  const needsPerson = (): boolean => looksNegated(cleaned) || carriesTwoEvents(cleaned);
  if (best.source === 'exact') {
    const doubtful = best.lay && (best.margin < LAY_MARGIN || needsPerson());
    return best.certain && !doubtful ? 'auto' : 'suggest';
  }
  const decision = byScore(best, thresholds);
  return (decision === 'auto' || decision === 'suggest') && needsPerson() ? 'review' : decision;
}

function byScore({ similarity, confidence }: BestMatch, thresholds: Thresholds): Decision {
  if (confidence === null) {
    if (similarity >= SIMILARITY_THRESHOLDS.suggest) return 'suggest';
    return similarity >= SIMILARITY_THRESHOLDS.review ? 'review' : 'none';
  }
  if (confidence >= thresholds.auto) return 'auto';
  if (confidence >= thresholds.suggest) return 'suggest';
  return confidence >= thresholds.review ? 'review' : 'none';
}
