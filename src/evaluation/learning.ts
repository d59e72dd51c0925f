import { AppError } from '../errors.js';
import type { Snapshot, SnapshotLearner } from '../ontology/index.js';
import { readRows } from './gold-rows.js';
import type { GoldShelf } from './gold-shelf.js';
import type { EvaluationSettings, RunManifest } from './manifest.js';
import { measures } from './predict.js';
import type { EvaluationContext, GoldSet } from './service.js';

export type LearnerUsed = RunManifest['learners'][number];

/** A learner that was trained for a run. */
export interface FoldLearner {
  readonly learner: SnapshotLearner;
  /** Coded mentions that it learned from. */
  readonly learned: number;
}

/** Trains on the train rows of a fold; `null`: on all train rows. @throws AppError `learner_invalid` */
export type FoldTrainer = (
  request: {
    readonly snapshot: Snapshot;
    readonly goldSet: GoldSet;
    readonly fold: string | null;
    readonly seed: number;
  },
  context: { readonly signal: AbortSignal; readonly onProgress: (words: string) => void },
) => Promise<FoldLearner>;

/** What learning takes part in a run. */
export interface RunLearning {
  /** What answers for the rows of a fold. */
  readonly snapshotFor: (fold: string | null) => Snapshot;
  readonly used: readonly LearnerUsed[];
  close(): Promise<void>;
}

export interface LearningParts {
  readonly goldSets: GoldShelf;
  readonly trainFold: FoldTrainer;
  /** The gold set that a learner was trained on, and how many of its mentions. */
  readonly originOf: (learner: string) => Promise<Pick<LearnerUsed, 'codedSet' | 'learned'>>;
}

/**
 * Prepares the learners of a run: none, the one that takes part in answers, or one for each fold of the measured rows.
 * @throws AppError `no_learner`, `learner_invalid`; the signal's reason when it is aborted
 */
export async function prepareLearning(
  parts: LearningParts,
  snapshot: Snapshot,
  goldSet: GoldSet,
  settings: EvaluationSettings,
  context: EvaluationContext,
): Promise<RunLearning> {
  if (settings.learning === 'folds') return learnFolds(parts, snapshot, goldSet, settings, context);
  const { learner: state } = snapshot;
  const takesPart = state.kind === 'active' && settings.strategy !== 'dense';
  return {
    snapshotFor: () => snapshot,
    used: takesPart
      ? [
          {
            ...{ fold: null, id: state.learner.id, ...(await parts.originOf(state.learner.id)) },
            strategy: settings.strategy === 'auto' ? state.learner.strategy : settings.strategy,
          },
        ]
      : [],
    close: () => Promise.resolve(),
  };
}

async function learnFolds(
  { goldSets, trainFold }: LearningParts,
  snapshot: Snapshot,
  goldSet: GoldSet,
  settings: EvaluationSettings,
  { signal, onProgress }: EvaluationContext,
): Promise<RunLearning> {
  if ((goldSet.splits['train'] ?? 0) === 0)
    throw new AppError(
      'learner_invalid',
      `${goldSet.name} has no rows of the split “train” to learn from: give it a column split, or measure what takes part in answers (learning: active).`,
    );
  const folds = new Set<string | null>();
  for await (const row of readRows(goldSets.rowsPath(goldSet.id)))
    if (measures(settings, row)) folds.add(row.fold);
  const snapshots = new Map<string | null, Snapshot>();
  const used: LearnerUsed[] = [];
  const trained: SnapshotLearner[] = [];
  const close = async (): Promise<void> => {
    for (const learner of trained.splice(0)) await learner.close();
  };
  try {
    for (const fold of folds) {
      const number = used.length + 1;
      const tell = (words: string): void => {
        onProgress({ phase: 'learn', number, folds: folds.size, words });
      };
      const { seed } = settings;
      const { learner, learned } = await trainFold(
        { snapshot, goldSet, fold, seed },
        { signal, onProgress: tell },
      );
      trained.push(learner);
      snapshots.set(fold, { ...snapshot, learner: { kind: 'active', learner } });
      const strategy = settings.strategy === 'auto' ? learner.strategy : settings.strategy;
      used.push({ fold, id: null, strategy, codedSet: goldSet.id, learned });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { snapshotFor: (fold) => snapshots.get(fold) ?? snapshot, used, close };
}
