import type { Decision } from '../normalize/index.js';
import type { WorkContext } from '../ontology/index.js';

/** What is asked of a shadow. */
export interface ShadowRequest {
  readonly ontology: string;
  readonly version: string;
  /** Of the mentions, over 0 and at most 1. */
  readonly share: number;
  /** Whether texts of mentions that are answered differently are kept. */
  readonly keepText: boolean;
  readonly actor: string;
}

export interface ShadowSettings {
  readonly ontology: string;
  readonly version: string;
  /** The active version, which it is compared with; when another one is activated, the comparison begins anew. */
  readonly against: string;
  readonly share: number;
  readonly keepText: boolean;
  /** When the comparison began. */
  readonly since: string;
  readonly setBy: string;
}

/** `opening`: it is loaded again after a start. `failed`: that did not work. */
export const SHADOW_STATES = ['opening', 'answering', 'failed'] as const;
export type ShadowState = (typeof SHADOW_STATES)[number];

/** Mentions that fared the same way. */
export interface Change {
  /** The active version's decision. */
  readonly from: Decision;
  /** The shadow's. */
  readonly to: Decision;
  /** The first concept is another one. */
  readonly otherConcept: boolean;
  readonly count: number;
}

/** What a mention got as its first candidate. */
export interface FirstAnswer {
  readonly concept: { readonly id: string; readonly name: string } | null;
  readonly decision: Decision;
  readonly confidence: number | null;
  /** What the concept was ranked by; null without one. */
  readonly pooled: number | null;
}

/** A mention that both versions answered, differently. */
export interface ShadowExample {
  /** The digest of the mention's normal form. */
  readonly mention: string;
  /** Of the mention, in UTF-16 code units. */
  readonly length: number;
  /** Null unless texts are kept. */
  readonly text: string | null;
  readonly at: string;
  /** Of the active version, when it last answered. */
  readonly generation: number;
  readonly times: number;
  readonly active: FirstAnswer;
  readonly shadow: FirstAnswer;
}

export interface ShadowSummary extends ShadowSettings {
  readonly state: ShadowState;
  /** Why it failed. */
  readonly problem?: string;
  /** Mentions that both versions answered; one that comes twice counts twice. */
  readonly compared: number;
  /** Mentions of the sample that were not compared: too many waited. */
  readonly skipped: number;
  /** Mentions that the shadow could not answer. */
  readonly failed: number;
  /** Share of those compared with the same first concept and the same decision; null while there are none. */
  readonly agreement: number | null;
  /** A mention may count under `concept` and `decision`. */
  readonly differences: { readonly concept: number; readonly decision: number; readonly same: number };
  /** Most frequent first. */
  readonly changes: readonly Change[];
  /** Newest first. */
  readonly examples: readonly ShadowExample[];
}

/** Compares a version with the active one on live traffic. */
export interface ShadowService {
  /**
   * Whether a shadow can be set as asked.
   * @throws AppError `ontology_not_found`, `version_not_found`, `shadow_invalid`
   */
  check(request: ShadowRequest): Promise<void>;
  /** Opens the version and lets it answer in the shadow of the active one, in the place of an earlier shadow. */
  set(request: ShadowRequest, context: WorkContext): Promise<ShadowSettings>;
  /** @throws AppError `ontology_not_found`, `shadow_not_set` */
  get(ontology: string): Promise<ShadowSummary>;
  /** Ends a shadow; what it found is gone then. @throws AppError `ontology_not_found`, `shadow_not_set` */
  remove(request: { readonly ontology: string; readonly actor: string }): Promise<ShadowSummary>;
}

/** How two answers to a mention relate. */
export type Outcome = 'same' | 'concept' | 'decision' | 'both';

/** Told about comparisons; the metrics listen. */
export interface ShadowObserver {
  shadowCompared(ontology: string, outcome: Outcome): void;
  shadowSkipped(ontology: string, reason: 'backlog' | 'failed', mentions: number): void;
}
