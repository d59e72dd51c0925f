import type { Calibration } from '../encoder/index.js';
import type { Pooling } from './rank.js';

/** The probability that a candidate is right, from its pooled similarity and the greatest of any other concept. */
export type Confidence = (pooled: number, bestOther: number | undefined) => number;

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
  const same = (
    ['lexicalWeight', 'sharpness', 'synonymOffset', 'layOffset', 'reportedWeight', 'hubnessWeight'] as const
  ).every((key) => fitted[key] === pooling[key]);
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
