import type { HeldBackReport, StrategyChoice, Strategy } from '../learners/index.js';
import type { BuildProgress } from '../ontology/index.js';

/** Rows of a coded set that nothing can be learned from, by why. */
export interface LeftOut {
  /** No event, or no concept. */
  readonly withoutConcept: number;
  /** Right only with several concepts together ("nausea and vomiting"). */
  readonly composite: number;
  /** Of concepts that the version does not have, or cannot propose. */
  readonly unknownConcept: number;
  /** The mention cannot be used: empty once cleaned, or too long. */
  readonly unusable: number;
}

/** What training came to. */
export interface LearnerReport {
  /** Rows of the coded set that were asked for, and those that were learned from. */
  readonly rows: number;
  readonly learned: number;
  readonly leftOut: LeftOut;
  /** The first twenty concepts that the version lacks, as the coded set calls them. */
  readonly unknownExamples: readonly string[];
  /** What was measured on coded mentions that were held back. */
  readonly heldBack: HeldBackReport;
  readonly seconds: number;
}

/** What was learned for an ontology from a coded set. */
export interface LearnerDetail {
  readonly id: string;
  readonly ontology: string;
  /** Whose concepts it was trained for; it takes part in the answers of other versions with what still maps. */
  readonly version: string;
  readonly codedSet: { readonly id: string; readonly name: string };
  readonly encoder: string;
  readonly report: LearnerReport;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Whether it takes part in answers. */
  readonly active: boolean;
}

/** The learner that takes part in an ontology's answers. */
export interface ActiveLearner {
  readonly ontology: string;
  readonly learner: {
    readonly id: string;
    /** What `auto` stands for. */
    readonly strategy: Strategy;
    /** Whether what was learned may come before names that equal the mention. */
    readonly overrulesExact: boolean;
    /** Coded concepts that the active version does not have, or cannot propose. */
    readonly lost: number;
    /** Why it cannot be used, where it can't. */
    readonly problem: string | null;
    readonly by: string;
    readonly at: string;
  } | null;
}

export interface TrainRequest {
  readonly ontology: string;
  /** The active version where absent. */
  readonly version?: string;
  /** Id of a gold set: its right concepts are what is learned. */
  readonly codedSet: string;
  /** Rows of this split alone; null: those of `train` where there are any, otherwise all. */
  readonly split: string | null;
  /** Rows of this fold alone. */
  readonly fold?: string;
  readonly seed: number;
  readonly actor: string;
}

export type TrainProgress =
  | BuildProgress
  | { readonly phase: 'read' | 'embed-mentions'; readonly done: number; readonly total: number }
  | { readonly phase: 'learn'; readonly fraction: number; readonly words: string };

export interface TrainContext {
  readonly onProgress: (progress: TrainProgress) => void;
  readonly signal: AbortSignal;
}

export interface ActivateLearnerRequest {
  readonly ontology: string;
  /** Null: none takes part any more. */
  readonly learner: {
    readonly id: string;
    readonly strategy: StrategyChoice;
    readonly overrulesExact: boolean;
  } | null;
  readonly expectedGeneration?: number;
  readonly actor: string;
}

/** Learns from coded data, and says what of it takes part in answers. */
export interface LearnerService {
  /**
   * Trains a learner on the rows of a coded set; nothing answers otherwise until it is activated.
   * @param id names the learner; one that is there already is returned as it is
   * @throws AppError `gold_set_not_found`, `ontology_not_found`, `version_not_found`, `version_not_loaded` where
   * nothing is active and no version is named, `learner_invalid` when there is too little to learn from, `disk_full`;
   * the signal's reason when it is aborted
   */
  train(id: string, request: TrainRequest, context: TrainContext): Promise<LearnerDetail>;
  /** Newest first. @throws AppError `ontology_not_found` */
  list(ontology: string): Promise<readonly LearnerDetail[]>;
  /** @throws AppError `learner_not_found` */
  get(ontology: string, id: string): Promise<LearnerDetail>;
  /** @throws AppError `learner_not_found`, `learner_active` */
  remove(request: { readonly ontology: string; readonly id: string; readonly actor: string }): Promise<void>;
  /** @throws AppError `ontology_not_found`, `not_ready`, `version_not_loaded` */
  active(ontology: string): Promise<ActiveLearner>;
  /**
   * Changes the learner that takes part; the next generation answers with it.
   * @returns the generation; null where nothing changed
   * @throws AppError `learner_not_found`, `learner_invalid`, `generation_conflict`, and what `active` throws
   */
  activate(request: ActivateLearnerRequest): Promise<ActiveLearner & { readonly generation: number | null }>;
}
