import type { NamesLevelFigures } from '../figures.js';
import { isWithin } from './shares.js';

/** A mention, or a piece of a composite one ("nausea and vomiting") that is searched by itself. */
export interface NamedPiece {
  /** Concepts of which any is enough; without one the piece cannot be right. */
  readonly golds: readonly string[];
  /** The concept of each name that was found, best name first; a concept comes as often as its names do. */
  readonly candidates: readonly string[];
}

/** Place (from 1) of the first name of a right concept; null where none was found. */
export function nameRank({ golds, candidates }: NamedPiece): number | null {
  const place = candidates.findIndex((id) => golds.includes(id));
  return place < 0 ? null : place + 1;
}

/**
 * Acc@k as BioSyn (Sung et al. 2020) and SapBERT (Liu et al. 2021) report it, for figures that stand beside theirs:
 * k counts names, not concepts, and a mention is right when every piece has one of its concepts among its first k
 * names. Shares, 0 to 1, every mention counting the same. A mention without pieces takes no part.
 * @param mentions of each the ranks of its pieces, as `nameRank` finds them
 * @returns null of no mentions
 */
export function namesLevelOf(
  mentions: readonly (readonly (number | null)[])[],
  ks: readonly number[],
): NamesLevelFigures | null {
  const ranks = mentions.filter((pieces) => pieces.length > 0).map(worstRank);
  if (ranks.length === 0) return null;
  return {
    mentions: ranks.length,
    accuracy: ks.map((k) => ({ k, value: ranks.filter((rank) => isWithin(rank, k)).length / ranks.length })),
  };
}

/** The rank at which the last piece is right; null where one never is. */
function worstRank(pieces: readonly (number | null)[]): number | null {
  return pieces.reduce<number | null>(
    (worst, rank) => (worst === null || rank === null ? null : Math.max(worst, rank)),
    0,
  );
}
