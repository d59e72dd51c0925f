import { isWithin } from './shares.js';

/** A piece of a mention, searched by itself. */
export interface NamedPiece {
  /** Concepts of which any is enough; without one the piece cannot be right. */
  readonly golds: readonly string[];
  /** The concept of each name that was found, best name first; a concept comes as often as its names do. */
  readonly candidates: readonly string[];
}

/** A mention as a composite gold set has it: one piece, or several ("nausea and vomiting"). */
export interface NamedMention {
  readonly pieces: readonly NamedPiece[];
}

/**
 * Acc@k as BioSyn (Sung et al. 2020) and SapBERT (Liu et al. 2021) report it, for figures that stand beside theirs:
 * k counts names, not concepts, and a mention is right when every piece has one of its concepts among its first k
 * names. Shares, 0 to 1, every mention counting the same. A mention without pieces takes no part.
 * @returns null of no mentions
 */
export function namesLevelAccuracy(
  mentions: readonly NamedMention[],
  ks: readonly number[],
): readonly { readonly k: number; readonly value: number }[] | null {
  const ranks = mentions.filter(({ pieces }) => pieces.length > 0).map(({ pieces }) => worstRank(pieces));
  if (ranks.length === 0) return null;
  return ks.map((k) => ({ k, value: ranks.filter((rank) => isWithin(rank, k)).length / ranks.length }));
}

/** The rank at which the last piece is right; null where one never is. */
function worstRank(pieces: readonly NamedPiece[]): number | null {
  const places = pieces.map(({ golds, candidates }) => candidates.findIndex((id) => golds.includes(id)));
  return places.includes(-1) ? null : Math.max(...places) + 1;
}
