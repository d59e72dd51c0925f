import type { Readable } from 'node:stream';
import type { BuildProgress } from '../ontology/index.js';
import type { ConceptSummary, ImpactReport } from './report.js';
import type { ImpactFile, KeptImpact } from './shelf.js';

export interface ImpactRequest {
  readonly ontology: string;
  /** The version that would answer. */
  readonly version: string;
  /** What it is compared with; the active version where absent. */
  readonly from?: string;
  /** A list of coded mentions on this machine. */
  readonly codedList?: { readonly path: string; readonly fileName: string };
  readonly actor: string;
}

export type ImpactProgress =
  | BuildProgress
  /** Concepts of both versions. */
  | { readonly phase: 'compare'; readonly done: number; readonly total: number }
  /** Entries of the coded list. */
  | { readonly phase: 'remap'; readonly done: number; readonly total: number };

export interface ImpactContext {
  readonly onProgress: (progress: ImpactProgress) => void;
  readonly signal: AbortSignal;
}

/** What activating a version would do. */
export interface ActivationPreview {
  readonly dryRun: true;
  readonly ontology: string;
  readonly version: string;
  /** What answers now; null while nothing does. */
  readonly activeVersion: string | null;
  readonly generation: number | null;
  /** The generation that the switch would get, if nobody switches before. */
  readonly nextGeneration: number;
  /** Settled mentions whose concept the version does not have, or cannot propose. */
  readonly lostOverrides: number;
  /** Against what answers now; null while nothing does. */
  readonly concepts: ConceptSummary | null;
}

/** Tells what another version of an ontology would change. */
export interface ImpactService {
  /**
   * Compares two versions, judges a coded list, and keeps the report.
   * @throws AppError `ontology_not_found`, `version_not_found`, `version_not_loaded` where nothing is active to
   * compare with, `coded_list_invalid`, `disk_full`; the signal's reason when it is aborted
   */
  run(request: ImpactRequest, context: ImpactContext): Promise<ImpactReport>;
  /** What is kept, the newest first. */
  list(): Promise<readonly KeptImpact[]>;
  /** A file of a report that was kept. @throws AppError `impact_not_found` */
  read(id: string, file: ImpactFile): Promise<Readable>;
  /** Removes a report with its coded list. @throws AppError `impact_not_found` */
  remove(id: string, actor: string): Promise<void>;
  /**
   * Finds what activating a version would change, and changes nothing but what is built.
   * @throws AppError `ontology_not_found`, `version_not_found`
   */
  preview(request: { ontology: string; version: string }, context: ImpactContext): Promise<ActivationPreview>;
}
