import { createHash } from 'node:crypto';
import type { FeedbackRow } from '../store/index.js';

const DRAW_BITS = 48;

export interface SplitChoice {
  /** Share of the mentions (0 to 1) for `test`; undefined: there are no splits. */
  readonly testShare: number | undefined;
  readonly seed: number;
}

/** A line of a coded set (a gold set as JSONL): the mention, and what it is coded to. */
export function codedLine(
  { text, normal, concept_id: goldId }: Pick<FeedbackRow, 'text' | 'normal' | 'concept_id'>,
  goldName: string | null,
  { testShare, seed }: SplitChoice,
): string {
  const split = testShare === undefined ? {} : { split: isDrawn(normal, seed, testShare) ? 'test' : 'train' };
  return `${JSON.stringify({ mention: text, goldId, goldName, ...split })}\n`;
}

/**
 * Whether a mention falls to a share of all, by the hash of its normal form alone: the same mention always does, in
 * whatever spelling and company.
 */
function isDrawn(normal: string, seed: number, share: number): boolean {
  const hash = createHash('sha256').update(`${seed}\0${normal}`).digest();
  return hash.readUIntBE(0, DRAW_BITS / 8) / 2 ** DRAW_BITS < share;
}
