import type { Estimate } from '../figures.js';

/** 97.5th percentile of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson's (1927) 95% interval of a share (0 to 1) of so many mentions (more than 0). */
export function wilson(share: number, mentions: number): Estimate {
  const grown = 1 + Z ** 2 / mentions;
  const centre = (share + Z ** 2 / (2 * mentions)) / grown;
  const half = (Z / grown) * Math.sqrt((share * (1 - share)) / mentions + Z ** 2 / (4 * mentions ** 2));
  // At 0 and 1 an end is the share itself, which rounding must not pass.
  const [low, high] = [Math.min(share, centre - half), Math.max(share, centre + half)];
  return { value: share, low: Math.max(0, low), high: Math.min(1, high) };
}

/** The same of mentions that differ in weight: of Kish's effective number of them (1965). @param squares of the weights */
export function weightedWilson(share: number, weight: number, squares: number): Estimate {
  return wilson(share, weight ** 2 / squares);
}

/**
 * The least number of mentions, all of them right, of which the interval's lower end reaches a share; null where no
 * number does.
 */
export function leastToProve(share: number): number | null {
  // All right, the lower end is n / (n + Z²).
  return share >= 1 ? null : Math.max(1, Math.ceil((share * Z ** 2) / (1 - share)));
}
