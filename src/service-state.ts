import type { EncoderStatus } from './encoder/index.js';
import type { BuildProgress } from './ontology/index.js';

/** `serving` answers now; `preparing` has no answers yet; `failed` needs a person. */
export const ONTOLOGY_STATES = ['serving', 'preparing', 'failed'] as const;
export type OntologyState = (typeof ONTOLOGY_STATES)[number];

export interface OntologyReadiness {
  readonly name: string;
  readonly state: OntologyState;
  /** Of the version that answers; null while none does. */
  readonly version: string | null;
  readonly generation: number | null;
  /** How far a version is that is being made ready, be it beside one that answers. */
  readonly preparing?: BuildProgress;
}

/** Whether the service can do its work, and if not, what is missing. */
export interface Readiness {
  readonly ready: boolean;
  /** One sentence for each thing that is missing; empty when ready. */
  readonly missing: readonly string[];
  readonly encoder: EncoderStatus;
  readonly ontologies: readonly OntologyReadiness[];
  /** What is not missing but worth knowing: lay names still being embedded, a worker being replaced. */
  readonly notes: readonly string[];
}

/** What the service is; its settings stand in `Config`. */
export interface ServiceInfo {
  /** From package.json. */
  readonly version: string;
  /** Null until it has loaded. */
  readonly encoder: {
    readonly id: string;
    readonly hash: string;
    readonly dimension: number;
    readonly languages: readonly string[];
  } | null;
  readonly normalFormVersion: number;
}
