import { grouped } from '../../figure-words.js';
import type { Estimate } from '../figures.js';
import type { Outcome } from '../outcome.js';
import { trustSteps, type TrustedMentions } from './confidence.js';
import { leastToProve, weightedWilson } from './wilson.js';

/** The precision that is wanted from each decision's threshold on, 0 to 1; not ascending from auto to review. */
export interface WantedPrecisions {
  readonly auto: number;
  readonly suggest: number;
  readonly review: number;
}

/** What must hold the wanted precision: the lower end of its 95% interval (cautious), or the share itself. */
export type PrecisionHeldBy = 'lower bound' | 'point estimate';

/** A threshold and what it would mean for these mentions. */
export interface ProposedThreshold {
  /** The confidence from which on the first candidate is taken. */
  readonly threshold: number;
  readonly mentions: number;
  /** Share of all mentions, by weight, that have this confidence or more. */
  readonly coverage: number;
  /** Share of those, by weight, whose first candidate is right, with its Wilson interval. */
  readonly precision: Estimate;
}

export interface ProposedThresholds {
  readonly auto: ProposedThreshold | null;
  readonly suggest: ProposedThreshold | null;
  readonly review: ProposedThreshold | null;
}

/** How many mentions, all right, it takes at least to prove each wanted precision; null where no number does. */
export interface NeededMentions {
  readonly auto: number | null;
  readonly suggest: number | null;
  readonly review: number | null;
}

/** How many mentions it takes to prove what is wanted; of fewer no threshold is proposed, however right they are. */
export function mentionsNeeded({ auto, suggest, review }: WantedPrecisions): NeededMentions {
  return { auto: leastToProve(auto), suggest: leastToProve(suggest), review: leastToProve(review) };
}

/** The same in a sentence. */
export function neededInWords(needed: NeededMentions, wanted: WantedPrecisions): string {
  const parts = (['auto', 'suggest', 'review'] as const).map((decision) => {
    const count = needed[decision];
    const share = `${Number((wanted[decision] * 100).toFixed(2))}% (${decision})`;
    return count === null ? `no number of mentions proves ${share}` : `${share} takes ${grouped(count)}`;
  });
  return `The lower end of the 95% interval reaches what is wanted from so many mentions at or above a threshold on, if all are right, and later if some are wrong: ${parts.join(', ')}.`;
}

/**
 * For each decision the lowest threshold whose wanted precision is held, null where none holds it. Precision is that
 * of everything from the threshold on, so `suggest` includes what would be `auto`. A mention for which nothing is
 * right is wrong. Give the mentions that thresholds decide about: an exact match is decided without them.
 *
 * The interval is Wilson's (1927), on Kish's effective number of mentions (1965) where weights differ. The threshold
 * is chosen on these very mentions, so on new ones the precision is a little lower: check it on others.
 */
export function proposeThresholds(
  outcomes: readonly Outcome[],
  wanted: WantedPrecisions,
  heldBy: PrecisionHeldBy = 'lower bound',
): ProposedThresholds {
  const steps = trustSteps(outcomes).map((step) => ({ step, precision: precisionOf(step) }));
  const propose = (precision: number): ProposedThreshold | null => {
    const lowest = steps.findLast(({ precision: { value, low } }) =>
      heldBy === 'lower bound' ? low >= precision : value >= precision,
    );
    if (!lowest) return null;
    const { threshold, mentions, coverage } = lowest.step;
    return { threshold, mentions, coverage, precision: lowest.precision };
  };
  return {
    auto: propose(wanted.auto),
    suggest: propose(wanted.suggest),
    review: propose(wanted.review),
  };
}

function precisionOf({ right, weight, squares }: TrustedMentions): Estimate {
  return weightedWilson(right / weight, weight, squares);
}
