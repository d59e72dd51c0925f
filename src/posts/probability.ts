/** A model's number as answers have it: from 0 to 1, four decimals. */
export function asProbability(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
}
