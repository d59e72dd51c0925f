import type { Decision } from '../normalize/index.js';

/** What became of one mention of a gold set; all measures are taken from these. */
export interface Outcome {
  /** Place of the mention in the gold set, from 0: outcomes of two runs are paired by it. */
  readonly row: number;
  /** The mention's normal form. */
  readonly form: string;
  readonly weight: number;
  /** Ids of the right concepts, sorted; none where nothing is right. */
  readonly golds: readonly string[];
  /** Ids of the concepts that were proposed, best first, none twice. */
  readonly candidates: readonly string[];
  /** Place (from 1) of the first right concept among the candidates; null where none of them is right. */
  readonly rank: number | null;
  /** The same for a system that knows nothing but equal normal forms: the floor under every other. */
  readonly floorRank: number | null;
  /** Calibrated probability of the first candidate; null without a candidate or without a calibration. */
  readonly confidence: number | null;
  readonly decision: Decision;
  readonly fold: string | null;
  readonly group: string | null;
}
