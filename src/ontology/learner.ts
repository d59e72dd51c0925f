import { messageOf } from '../errors.js';
import type { LearnedEvidence, LearnedRanking, Strategy } from '../learners/index.js';
import type { ActiveLearnerRow } from '../store/index.js';
import type { LoadedArtefact } from './loaded.js';

/** What was learned from coded data, as it takes part in the answers of one version; concepts are its rows. */
export interface SnapshotLearner {
  readonly id: string;
  /** What `auto` stands for. */
  readonly strategy: Strategy;
  /** Whether what was learned may come before names that equal the mention. */
  readonly overrulesExact: boolean;
  /** Coded concepts that this version does not have, or cannot propose. */
  readonly lost: number;
  /**
   * @param vectors mentions x dimension, of length 1
   * @param forms the mentions' normal forms
   */
  ask(vectors: Float32Array, forms: readonly string[]): Promise<LearnedEvidence>;
  /** Weighs the evidence for one mention. */
  readonly rank: LearnedRanking;
  close(): Promise<void>;
}

/** `unusable`: one was chosen, and its files are damaged or missing; answers are without it, and say so. */
export type LearnerState =
  | { readonly kind: 'none' }
  | { readonly kind: 'active'; readonly learner: SnapshotLearner }
  | { readonly kind: 'unusable'; readonly id: string; readonly problem: string };

/** Opens a learner for an artefact. @throws AppError `learner_invalid`, `learner_not_found` */
export type LearnerOpener = (
  choice: Pick<ActiveLearnerRow, 'learner' | 'strategy' | 'overrules_exact'>,
  artefact: LoadedArtefact,
) => Promise<SnapshotLearner>;

/** The learner that takes part in answers, if one does. */
export function learnerOf(state: LearnerState): SnapshotLearner | null {
  return state.kind === 'active' ? state.learner : null;
}

/** What was chosen for an ontology, opened; a snapshot's own is taken over where nothing about it changed. */
export async function loadLearnerState(
  chosen: ActiveLearnerRow | undefined,
  artefact: LoadedArtefact,
  open: LearnerOpener,
  before?: { readonly artefact: LoadedArtefact; readonly learner: LearnerState },
): Promise<LearnerState> {
  if (!chosen) return { kind: 'none' };
  if (before?.artefact === artefact && before.learner.kind === 'active') {
    const { id, strategy, overrulesExact } = before.learner.learner;
    const isSame = id === chosen.learner && strategy === chosen.strategy;
    if (isSame && overrulesExact === (chosen.overrules_exact === 1)) return before.learner;
  }
  try {
    return { kind: 'active', learner: await open(chosen, artefact) };
  } catch (error) {
    return { kind: 'unusable', id: chosen.learner, problem: messageOf(error) };
  }
}
