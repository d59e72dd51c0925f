import type { Readable } from 'node:stream';
import type {
  AddGoldSet,
  Evaluation,
  EvaluationContext,
  EvaluationRequest,
  GoldSet,
  RunComparison,
  RunFile,
  RunManifest,
} from '../../evaluation/index.js';

/** A gold set to be kept: a file, folder or archive on this machine, and how to read it. */
export type GoldSource = Omit<AddGoldSet, 'actor'>;

/** A gold set without the report of what was read. */
export type GoldSetSummary = Omit<GoldSet, 'report'>;

export interface AddedGoldSet {
  readonly goldSet: GoldSet;
  /** False where these very rows were kept already. */
  readonly isNew: boolean;
}

/** What the commands do with gold sets. */
export interface GoldSetBackend {
  add(source: GoldSource, signal: AbortSignal): Promise<AddedGoldSet>;
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly GoldSetSummary[]>;
  get(id: string, signal: AbortSignal): Promise<GoldSet>;
  remove(id: string, signal: AbortSignal): Promise<void>;
}

/** What to measure; the default ontology where none is named. */
export type RunRequest = Omit<EvaluationRequest, 'actor' | 'ontology'> & { readonly ontology?: string };

/** What the commands do with evaluation runs. */
export interface EvaluationBackend {
  run(request: RunRequest, context: EvaluationContext): Promise<Evaluation>;
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly RunManifest[]>;
  get(id: string, signal: AbortSignal): Promise<Evaluation>;
  /** A file of a run. */
  read(id: string, file: RunFile, signal: AbortSignal): Promise<Readable>;
  compare(first: string, second: string, commonOnly: boolean, signal: AbortSignal): Promise<RunComparison>;
  remove(id: string, signal: AbortSignal): Promise<void>;
  /** Where a run's report can be opened: a file, or an address. */
  reportAt(id: string): string;
}
