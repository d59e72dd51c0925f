// Figures as people read them.

interface Ends {
  readonly low: number;
  readonly high: number;
}

interface Estimate extends Ends {
  readonly value: number;
}

/** `2,500`. */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** `1 mention`, `2,500 mentions`. */
export function mentionsOf(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'mention' : 'mentions'}`;
}

/** A share (0 to 1) with one decimal: `63.7%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** A share, or a dash where it is of nothing. */
export function percentOrDash(share: number | null): string {
  return share === null ? '–' : percent(share);
}

/** A share with its interval: `63.7% (61.2 to 66.1)`. */
export function percentEstimate({ value, low, high }: Estimate): string {
  return `${percent(value)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
}

/** A share with its interval, or a dash where it is of nothing. */
export function percentEstimateOrDash(estimate: Estimate | null): string {
  return estimate === null ? '–' : percentEstimate(estimate);
}

/** A share with its interval where it has one, or a dash where it is of nothing. */
export function percentWithin(share: number | null, ends: Ends | null | undefined): string {
  return share === null || !ends ? percentOrDash(share) : percentEstimate({ value: share, ...ends });
}

/** A figure that is no share, with its interval: `0.712 (0.690 to 0.734)`. */
export function plainEstimate({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** Acc@k where k counts names: `Counting names, as BioSyn and SapBERT do: Acc@1 62.0%, Acc@5 80.1%.` */
export function namesLevelInWords({
  accuracy,
}: {
  readonly accuracy: readonly { readonly k: number; readonly value: number }[];
}): string {
  const each = accuracy.map(({ k, value }) => `Acc@${k} ${percent(value)}`);
  return `Counting names, as BioSyn and SapBERT do: ${each.join(', ')}.`;
}

/** The ways in which spans are counted. */
export const SPAN_WAY_WORDS = { anyMatch: 'any match', oneToOne: 'one-to-one' } as const;

/** A difference of shares in percentage points: `+1.2`. */
export function points(difference: number): string {
  return signed(difference * 100, 1);
}

/** A difference of shares with its interval: `+1.2 (-0.3 to +2.7)`. */
export function pointsEstimate({ value, low, high }: Estimate): string {
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

/** What became of mentions that do not stand where their offsets say. */
export function astrayWords({ rows, astray }: { readonly rows: number; readonly astray: number }): string {
  return `Of the ${mentionsOf(rows)} of the gold set ${grouped(astray)} ${astray === 1 ? 'does' : 'do'} not stand where the offsets say; none was moved: they count as golds at the places that are said, and take no part where none can be read.`;
}
