/** Counts that come to more are scaled down to so many, so that what a weight does depends on no source's size. */
const REPORTS = 3000;
/** Added to every count: what was never met may be met yet, half as much as what was met once is sure of (Jeffreys' prior). */
export const PSEUDO_REPORTS = 0.5;
/**
 * Added to what is expected of a concept without a count. Less than to a count: the starter vocabulary was written for
 * what people say, so what it does without is met less than what it has and the posts that were counted never report.
 * The less, the better for what is counted and the worse for the others: `python -m ade_training crowded` prints both.
 */
const PSEUDO_UNKNOWN = 0.2;

export interface KnownReports {
  /** How often each concept is reported, by its row; null where that is not known. */
  readonly counts: readonly (number | null)[];
  /** How often, on average, one is reported of which it is not known; null where that is not known either. */
  readonly expected: number | null;
  /** Whether a concept of the starter speaks for the one in a row. */
  readonly borrows: (row: number) => boolean;
}

/**
 * How much each concept is on people's lips, by its row: log(how often it is reported + `PSEUDO_REPORTS`), of counts that
 * come to 3,000 at most.
 *
 * A concept of which that is not known is taken for what such concepts are reported on average (log(that +
 * `PSEUDO_UNKNOWN`)): little in a MedDRA, in which
 * they are the thousands that the starter vocabulary does without, and that would else draw the mentions of what is
 * common. It never counts for more than the average of those of which something is known: in a short list it may be
 * what people say most, or least. One for which a concept of the starter speaks is that average.
 */
export function prominences({ counts, expected, borrows }: KnownReports): Float64Array {
  const known = counts.filter((count) => count !== null);
  const total = known.reduce((sum, count) => sum + count, 0);
  const scale = total > REPORTS ? REPORTS / total : 1;
  const prominence = (count: number, pseudo = PSEUDO_REPORTS): number => Math.log(scale * count + pseudo);
  const average = known.reduce((sum, count) => sum + prominence(count), 0) / Math.max(1, known.length);
  const unknown = expected === null ? average : Math.min(average, prominence(expected, PSEUDO_UNKNOWN));
  return Float64Array.from(counts, (count, row) => {
    if (count !== null) return prominence(count);
    return borrows(row) ? average : unknown;
  });
}
