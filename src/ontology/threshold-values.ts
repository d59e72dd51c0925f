import type { ThresholdRow } from '../store/index.js';

/** Calibrated confidences (0 to 1) of the best candidate from which a decision is taken. */
export interface Thresholds {
  readonly auto: number;
  readonly suggest: number;
  readonly review: number;
}

/** Those of an ontology for which nobody chose others. */
export const DEFAULT_THRESHOLDS: Thresholds = { auto: 0.95, suggest: 0.5, review: 0.15 };

/** What an ontology decides by. */
export function thresholdsOf(row: ThresholdRow | undefined): Thresholds {
  return row ? { auto: row.auto, suggest: row.suggest, review: row.review } : DEFAULT_THRESHOLDS;
}
