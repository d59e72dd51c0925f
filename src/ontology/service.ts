import type { ExpansionChoice } from '../store/index.js';
import type { Lease } from './live.js';
import type { ConceptDetail, ConceptRef, ConceptStatus } from './concept.js';
import type { Page } from '../paging.js';
import type { ReadChoice } from './readers/choice.js';
import type { ReadReport, SourceFormat } from './readers/reader.js';

export interface OntologySummary {
  readonly name: string;
  readonly active: {
    readonly version: string;
    readonly generation: number;
    readonly artefact: string;
    readonly index: 'exact' | 'hnsw';
    readonly concepts: number;
    readonly names: number;
    /** Names that dense search sees so far; fewer than `names` while lay names are still being embedded. */
    readonly namesEmbedded: number;
    readonly activatedAt: string;
  } | null;
  readonly versions: readonly VersionSummary[];
}

export interface VersionSummary {
  readonly version: string;
  readonly format: string;
  readonly sourceSha256: string;
  readonly expansion: ExpansionChoice;
  readonly choice: ReadChoice;
  readonly registeredAt: string;
  readonly registeredBy: string;
  readonly report: VersionReport;
}

/** A version with what is kept of it. */
export interface VersionDetail extends VersionSummary {
  /** Size of the kept source files. */
  readonly sourceBytes: number;
  /** What is built of it, for the encoder in use. */
  readonly artefacts: readonly {
    readonly hash: string;
    readonly index: 'exact' | 'hnsw';
    /** Names that dense search sees in it. */
    readonly names: number;
    readonly bytes: number;
    readonly createdAt: string;
  }[];
}

/** What registering found: what was read, and what the starter vocabulary added. */
export interface VersionReport {
  readonly read: ReadReport;
  readonly expansion: ExpansionReport | null;
  /** Concepts that stand above themselves. */
  readonly cycles: number;
  /** What an admin should know before the version answers. */
  readonly warnings: readonly string[];
}

export interface ExpansionReport {
  /** Concepts that got further names, by what they matched. */
  readonly attachedByName: number;
  readonly attachedBySynonym: number;
  /** By the order of words, spelling or plural alone. */
  readonly attachedByForm: number;
  /** Concepts whose name equals a synonym of several starter concepts: nothing was attached. */
  readonly ambiguous: number;
  readonly unmatched: number;
  /** Starter concepts that lent their names to several concepts, which now share them. */
  readonly sharedTargets: number;
  readonly synonymsAdded: number;
  readonly layAdded: number;
  /** The first 100 ambiguous ones. */
  readonly ambiguousExamples: readonly {
    readonly id: string;
    readonly name: string;
    readonly candidates: readonly string[];
  }[];
}

export interface ConceptHit extends ConceptRef {
  readonly status: ConceptStatus;
  /** The name that the words were found in. */
  readonly matchedName: string;
}

export interface AddVersionRequest {
  readonly ontology: string;
  readonly version?: string;
  /** File, folder or archive on this machine; it is copied into the data folder. */
  readonly path: string;
  /** Opens the archive; kept nowhere. */
  readonly password?: string;
  /** The name the file had at its owner's, for format detection and reports. */
  readonly fileName: string;
  readonly format?: SourceFormat;
  /** Without it, as the ontology has it already, else `DEFAULT_EXPANSION`. */
  readonly expansion?: ExpansionChoice;
  readonly choice: ReadChoice;
  readonly activate: boolean;
  readonly actor: string;
}

export interface AddVersionResult {
  readonly ontology: string;
  readonly version: string;
  readonly artefact: string;
  /** True when the same content was registered and built before: nothing was done. */
  readonly unchanged: boolean;
  readonly generation: number | null;
  readonly report: VersionReport;
  /** Which names the starter vocabulary lends; absent from the answers of earlier services. */
  readonly expansion?: ExpansionChoice;
  /** How many concepts of the starter lend names as they are near, and how many names; null where none may. */
  readonly lent: { readonly concepts: number; readonly names: number } | null;
}

export interface Activation {
  readonly ontology: string;
  readonly version: string;
  readonly generation: number;
  readonly artefact: string;
  readonly previousVersion: string | null;
  /** Settled mentions whose concept the version does not have, or cannot propose. */
  readonly lostOverrides: number;
}

export type BuildProgress =
  | { readonly phase: 'read'; readonly rows: number }
  | {
      readonly phase: 'embed';
      readonly done: number;
      readonly total: number;
      readonly reused: number;
      readonly perSecond: number;
      readonly secondsLeft: number | null;
    }
  | { readonly phase: 'lend'; readonly fraction: number }
  | { readonly phase: 'hubness'; readonly fraction: number }
  | { readonly phase: 'index'; readonly fraction: number }
  | { readonly phase: 'activate' };

/** How an ontology stands with this service. */
export type OntologyState =
  /** Does not answer yet. */
  | { readonly state: 'preparing'; readonly progress: BuildProgress | null }
  /** Answers, while a better artefact is being built. */
  | { readonly state: 'improving'; readonly progress: BuildProgress }
  /** Answers; `problem`: a better artefact could not be built, and is tried again later. */
  | { readonly state: 'ready'; readonly problem?: string }
  /** Registered, and no version of it was ever activated. */
  | { readonly state: 'inactive' }
  | { readonly state: 'failed'; readonly reason: string };

export interface WorkContext {
  readonly onProgress: (progress: BuildProgress) => void;
  readonly signal: AbortSignal;
}

/** Looks at ontologies; HTTP and command line both stand on it. */
export interface OntologyBrowser {
  list(): Promise<readonly OntologySummary[]>;
  /** @throws AppError `ontology_not_found` */
  get(name: string): Promise<OntologySummary>;
  /** The versions with what they take on disk. @throws AppError `ontology_not_found` */
  versions(name: string): Promise<readonly VersionDetail[]>;
  /** @throws AppError `ontology_not_found`, `concept_not_found` */
  concept(ontology: string, id: string): ConceptDetail;
  /** Concepts that have all words of `q` in one name, best first; all concepts without `q`. */
  searchConcepts(ontology: string, query: { q?: string; cursor?: string; limit: number }): Page<ConceptHit>;
}

/** Changes which versions there are, and which one answers. */
export interface VersionService {
  /**
   * Reads, registers, builds and, where asked, activates a version.
   * @throws AppError `ontology_invalid`, `version_exists`, `too_many_names`, `disk_full`
   */
  add(request: AddVersionRequest, context: WorkContext): Promise<AddVersionResult>;
  /** @throws AppError `ontology_not_found`, `version_not_found`, `generation_conflict` */
  activate(
    request: { ontology: string; version: string; expectedGeneration?: number; actor: string },
    context: WorkContext,
  ): Promise<Activation>;
  /** @throws AppError `no_previous_version`, `ontology_not_found` */
  rollback(request: { ontology: string; actor: string }, context: WorkContext): Promise<Activation>;
  /**
   * Removes a version that does not answer, with what was built of it; its history stays.
   * @throws AppError `ontology_not_found`, `version_not_found`, `version_active`
   */
  remove(request: { ontology: string; version: string; actor: string }): Promise<void>;
  /**
   * A snapshot of any version, active or not, for looking and comparing; built where it is not yet. The caller
   * releases it.
   * @throws AppError `ontology_not_found`, `version_not_found`
   */
  open(request: { ontology: string; version: string }, context: WorkContext): Promise<Lease>;
}

/** Everything that can be done with ontologies and their versions. */
export type OntologyService = OntologyBrowser & VersionService;
