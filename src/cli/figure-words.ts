import { grouped } from './progress.js';

// Figures as people read them.

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** `1 mention`, `2,500 mentions`. */
export function mentionsOf(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'mention' : 'mentions'}`;
}

/** A share (0 to 1) with one decimal: `63.7%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** A share with its interval: `63.7% (61.2 to 66.1)`. */
export function percentInterval({ value, low, high }: Interval): string {
  return `${percent(value)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
}

/** A figure that is no share, with its interval: `0.712 (0.690 to 0.734)`. */
export function plainInterval({ value, low, high }: Interval): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** A difference of shares in percentage points: `+1.2`. */
export function points(difference: number): string {
  return signed(difference * 100, 1);
}

/** A difference of shares with its interval: `+1.2 (-0.3 to +2.7)`. */
export function pointsInterval({ value, low, high }: Interval): string {
  return `${points(value)} (${points(low)} to ${points(high)})`;
}

/** `+0.012`; zero has no sign. */
export function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${text}` : text;
}

/** A p value: `0.034`, `< 0.001`. */
export function chance(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
