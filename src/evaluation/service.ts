import type { Readable } from 'node:stream';
import type { BuildProgress } from '../ontology/index.js';
import type { EvaluationFigures } from './figures-file.js';
import type { ChosenGoldColumns, GoldReadReport } from './gold/index.js';
import type { GoldFormat } from './gold.js';
import type { EvaluationSettings, RunManifest } from './manifest.js';
import type {
  NeededMentions,
  PrecisionHeldBy,
  ProposedThresholds,
  RunComparison,
  WantedPrecisions,
} from './measures/index.js';

/** A gold set as it is kept. */
export interface GoldSet {
  /** By content: the first 16 digits of `sha256`. */
  readonly id: string;
  readonly name: string;
  /** Of the rows, and of the documents where there are any, as they are kept. */
  readonly sha256: string;
  readonly rows: number;
  /** How many rows each split has; rows without one stand under an empty name. */
  readonly splits: Readonly<Record<string, number>>;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly report: GoldReadReport;
}

export interface AddGoldSet {
  /** A file or archive on this machine. */
  readonly path: string;
  readonly fileName: string;
  /** By the file's name where absent. */
  readonly name?: string;
  readonly format?: GoldFormat;
  readonly columns?: ChosenGoldColumns;
  readonly sheet?: string;
  readonly types?: readonly string[];
  readonly actor: string;
}

/** Keeps gold sets, each under the hash of its content. */
export interface GoldSetService {
  /**
   * Reads and keeps a gold set; the same rows again are the same gold set.
   * @throws AppError `gold_set_invalid`, `disk_full`; the signal's reason when it is aborted
   */
  add(
    request: AddGoldSet,
    context: { readonly signal: AbortSignal },
  ): Promise<{ readonly goldSet: GoldSet; readonly isNew: boolean }>;
  /** Newest first. */
  list(): Promise<readonly GoldSet[]>;
  /** @throws AppError `gold_set_not_found` */
  get(id: string): Promise<GoldSet>;
  /** Its runs stay, with what they predicted. @throws AppError `gold_set_not_found` */
  remove(id: string, actor: string): Promise<void>;
}

export interface EvaluationRequest {
  readonly goldSet: string;
  readonly ontology: string;
  /** The active version where absent. */
  readonly version?: string;
  readonly settings: EvaluationSettings;
  readonly actor: string;
}

/** So many are `done` of `total`. */
export interface EvaluationPace {
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
  readonly secondsLeft: number | null;
}

export type EvaluationProgress =
  | BuildProgress
  /** Mentions are normalized. */
  | ({ readonly phase: 'normalize' } & EvaluationPace)
  /** Whole documents are annotated. */
  | ({ readonly phase: 'annotate' } & EvaluationPace)
  /** A learner is trained for a fold of the gold set, the `number`th of `folds`. */
  | { readonly phase: 'learn'; readonly number: number; readonly folds: number; readonly words: string }
  /** Figures, intervals and report are made. */
  | { readonly phase: 'figures' };

export interface EvaluationContext {
  readonly onProgress: (progress: EvaluationProgress) => void;
  readonly signal: AbortSignal;
}

/** A run and what it came to. */
export interface Evaluation {
  readonly manifest: RunManifest;
  readonly figures: EvaluationFigures;
}

/** What is kept of a run. */
export const RUN_FILES = [
  'manifest.json',
  'figures.json',
  'report.html',
  'summary.md',
  'predictions.ndjson',
  'predictions.csv',
] as const;
export type RunFile = (typeof RUN_FILES)[number];

/** Thresholds that a run would support, and how many mentions it takes to prove what is wanted of them. */
export interface ThresholdProposal extends ProposedThresholds {
  readonly needed: NeededMentions;
  /** `needed` in words. */
  readonly message: string;
}

/** Finds thresholds in what a run answered. */
export interface ThresholdProposals {
  /**
   * The lowest thresholds that hold the wanted precisions, among mentions that a threshold decides about (no exact
   * matches); null where none does.
   * @throws AppError `evaluation_not_found`; `run_of_posts`, as they are fitted on mentions; the signal's reason when
   * it is aborted
   */
  propose(
    id: string,
    wanted: WantedPrecisions,
    heldBy: PrecisionHeldBy,
    signal: AbortSignal,
  ): Promise<ThresholdProposal>;
}

/** Measures versions of ontologies on gold sets. */
export interface EvaluationService {
  /**
   * Says what is wrong with a request as far as that can be told without the work.
   * @throws AppError `gold_set_not_found`; for posts `posts_not_available` when a model is missing, `evaluation_empty` when
   * the gold set has no texts, `learner_invalid` when they are to be learned from
   */
  check(request: Pick<EvaluationRequest, 'goldSet' | 'settings'>): Promise<void>;
  /**
   * Normalizes a gold set's mentions, or annotates its documents, in batches of its own, and measures the answers. The same manifest gives the
   * same predictions. Overrides and stop lists take no part.
   * @param id names the run; one that is there already is returned as it is
   * @throws AppError as `check`; `ontology_not_found`, `version_not_found`, `version_not_loaded` where
   * nothing is active and no version is named, `evaluation_empty` when no mention is left to measure, `disk_full`; the
   * signal's reason when it is aborted: nothing is kept then
   */
  run(id: string, request: EvaluationRequest, context: EvaluationContext): Promise<Evaluation>;
  /** Newest first. */
  list(): Promise<readonly RunManifest[]>;
  /** @throws AppError `evaluation_not_found` */
  get(id: string): Promise<Evaluation>;
  /** @throws AppError `evaluation_not_found` */
  read(id: string, file: RunFile): Promise<Readable>;
  /**
   * @throws AppError `evaluation_not_found`, `run_of_posts`, `runs_not_comparable`; the signal's reason when it is
   * aborted
   */
  compare(first: string, second: string, commonOnly: boolean, signal: AbortSignal): Promise<RunComparison>;
  /** @throws AppError `evaluation_not_found` */
  remove(id: string, actor: string): Promise<void>;
}
