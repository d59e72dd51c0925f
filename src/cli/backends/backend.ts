import type { Candidate, Decision, NormalizeOptions } from '../../normalize/index.js';
import type { ServiceInfo } from '../../service-state.js';
import type { AuditBackend, OverrideBackend } from './changes-backend.js';
import type { EvaluationBackend, GoldSetBackend } from './evaluation-backend.js';
import type { FeedbackBackend } from './feedback-backend.js';
import type { ImpactBackend } from './impact-backend.js';
import type { LearnerBackend } from './learner-backend.js';
import type { OntologyBackend } from './ontology-backend.js';
import type { PostBackend } from './post-backend.js';
import type { ShadowBackend } from './shadow-backend.js';
import type { ThresholdBackend } from './threshold-calls.js';

/** What a mention came to; the mentions' order tells which. */
export type Outcome =
  | {
      readonly generation: number;
      readonly text: string;
      readonly cleaned: string;
      readonly decision: Decision;
      readonly candidates: readonly Candidate[];
    }
  | { readonly error: { readonly code: string; readonly detail: string } };

export interface BackendInfo extends ServiceInfo {
  readonly node: string;
  readonly defaultOntology: string;
  readonly auth: 'on' | 'off';
  readonly limits: Readonly<Record<string, number>>;
}

/** Where the commands get their work done: in this process, or by a service. */
export interface Backend {
  /** The data folder, or the service's address. */
  readonly where: string;
  readonly ontologies: OntologyBackend;
  readonly overrides: OverrideBackend;
  readonly thresholds: ThresholdBackend;
  readonly learners: LearnerBackend;
  readonly impacts: ImpactBackend;
  readonly goldSets: GoldSetBackend;
  readonly evaluations: EvaluationBackend;
  readonly feedback: FeedbackBackend;
  readonly audit: AuditBackend;
  readonly shadows: ShadowBackend;
  readonly posts: PostBackend;
  /**
   * One outcome for each text, in order; takes texts no faster than they are answered. What is no string gets
   * an error in its place.
   */
  normalize(
    texts: AsyncIterable<unknown>,
    options: NormalizeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Outcome>;
  info(signal: AbortSignal): Promise<BackendInfo>;
  close(): Promise<void>;
}
