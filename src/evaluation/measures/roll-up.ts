import type { Figures } from '../figures.js';
import type { Outcome } from '../outcome.js';
import { answerable, weightedShare } from './shares.js';

/** A hierarchy, as far as rolling up needs it. */
export interface Hierarchy {
  /** Lowest first. */
  readonly levels: readonly string[];
  /** Concepts of a level that stand above a concept, itself included where it is of that level; none where it has none. */
  readonly ancestorsAt: (conceptId: string, level: string) => readonly string[];
}

/**
 * Acc@1 after rolling up: at each level, the share (by weight) of mentions whose first candidate has an ancestor in
 * common with a right concept. A mention whose right concepts have no ancestor at a level takes no part there; a
 * level at which none takes part is left out.
 */
export function rollUpOf(
  outcomes: readonly Outcome[],
  { levels, ancestorsAt }: Hierarchy,
): Figures['rollUp'] {
  const answered = answerable(outcomes);
  return levels.flatMap((level) => {
    const known = new Map<string, readonly string[]>();
    const above = (concept: string): readonly string[] => {
      const ancestors = known.get(concept) ?? ancestorsAt(concept, level);
      known.set(concept, ancestors);
      return ancestors;
    };
    const mentions = answered.filter(({ golds }) => golds.some((gold) => above(gold).length > 0));
    const accuracy = weightedShare(mentions, ({ golds, candidates: [first] }) => {
      if (first === undefined) return false;
      const right = new Set(golds.flatMap(above));
      return above(first).some((ancestor) => right.has(ancestor));
    });
    return accuracy === null ? [] : [{ level, mentions: mentions.length, accuracy }];
  });
}
