import type { Calibration } from '../encoder/index.js';
import { PSEUDO_REPORTS } from '../ontology/index.js';
import type { Pooling } from './rank.js';

/** The probability that a candidate is right, from its pooled similarity and the greatest of any other concept. */
export type Confidence = (pooled: number, bestOther: number | undefined) => number;

/** What decides the scores that a calibration is fitted to. */
const RANKING = [
  ...(['lexicalWeight', 'sharpness', 'synonymOffset', 'layOffset'] as const),
  ...(['reportedWeight', 'hubnessWeight', 'pseudoReports'] as const),
] as const;

/**
 * The calibration of an encoder as a function (logistic, after Platt 1999), fitted by `models/training` on the
 * candidates of development mentions.
 *
 * @returns undefined where there is none, or where it was fitted to another ranking than the one in use
 */
export function confidenceOf(
  calibration: Calibration | null | undefined,
  pooling: Pooling,
): Confidence | undefined {
  if (!calibration) return undefined;
  const { pooling: fitted, coefficients, marginLimit } = calibration;
  const used = { ...pooling, pseudoReports: PSEUDO_REPORTS };
  const same = RANKING.every((key) => fitted[key] === used[key]);
  if (!same) return undefined;
  return (pooled, bestOther) => {
    const margin =
      bestOther === undefined
        ? marginLimit
        : Math.max(-marginLimit, Math.min(marginLimit, pooled - bestOther));
    const { similarity, margin: slope, intercept } = coefficients;
    return 1 / (1 + Math.exp(-(similarity * pooled + slope * margin + intercept)));
  };
}

/**
 * What is to be said of a calibration, if anything.
 * @param confidence what `confidenceOf` made of it
 * @param background sha256 of the mentions that hubness is measured with
 */
export function calibrationProblem(
  calibration: Calibration | null | undefined,
  confidence: Confidence | undefined,
  background: string,
): string | null {
  if (!calibration) return null;
  const mend = 'Calibrate it anew: python -m ade_training calibrate (models/training).';
  if (!confidence)
    return `The encoder is calibrated for another ranking: answers have no confidence, and near matches are never auto. ${mend}`;
  if (calibration.background === background) return null;
  return `The encoder was calibrated with another background.jsonl: confidences may be too high or too low. ${mend}`;
}
