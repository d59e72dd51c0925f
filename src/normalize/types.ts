import type { Lane } from '../inference/index.js';
import type { Strategy, StrategyChoice } from '../learners/index.js';
import type { ConceptRef, CatalogueName, Snapshot } from '../ontology/index.js';
import type { MatchedName, MatchSource } from './rank.js';
import type { ErrorCode } from '../errors.js';

export type Decision = 'auto' | 'suggest' | 'review' | 'none';
export type Include = 'hierarchy' | 'definition' | 'names';

export interface NormalizeOptions {
  /** The default ontology where absent. */
  readonly ontology?: string;
  /** The version that must answer; another active one is a `version_not_loaded`. */
  readonly version?: string;
  /** 1 to 50. */
  readonly topK: number;
  /** Candidates below this similarity are left out. */
  readonly minSimilarity?: number;
  readonly include: readonly Include[];
  /** How concepts are ranked; `auto` where absent: what was learned for the ontology, or `dense`. */
  readonly strategy?: StrategyChoice;
}

export interface Mention {
  readonly id: string;
  /** As it arrived: whether it is text at all is checked for each mention alone. */
  readonly text: unknown;
}

export interface Candidate {
  readonly rank: number;
  readonly conceptId: string;
  readonly name: string;
  /** Calibrated probability that the candidate is right; null for an override, and while the encoder has no calibration. */
  readonly confidence: number | null;
  readonly matchedName: string;
  readonly matchedKind: MatchedName['kind'];
  readonly matchedOrigin: MatchedName['origin'];
  /** The source's own code for the name, where it has one. */
  readonly matchedCode?: string;
  readonly source: MatchSource;
  /**
   * Similarities that were computed: cosine for `dense` and trigrams for `lexical`, of the best name, 1 for an
   * exact match; `pooled` is that of all the concept's near names together, as `POOLING` explains;
   * null where no name of the concept is near.
   * With a learned strategy also the classifier's probability and the vote of the nearest coded mentions.
   */
  readonly scores: {
    readonly dense: number | null;
    readonly lexical: number | null;
    readonly pooled: number | null;
    readonly classifier?: number | null;
    readonly nearest?: number | null;
  };
  readonly hierarchy?: readonly (readonly ConceptRef[])[];
  readonly definition?: string | null;
  readonly names?: readonly CatalogueName[];
}

export type MentionResult =
  | {
      readonly id: string;
      readonly text: string;
      readonly cleaned: string;
      readonly decision: Decision;
      /** On the stop list of the ontology: nothing is proposed. */
      readonly stopped?: true;
      readonly candidates: readonly Candidate[];
      /** Concept ids of the near names, best name first, a concept as often as its names; where it was asked for. */
      readonly byName?: readonly string[];
    }
  | { readonly id: string; readonly error: { readonly code: ErrorCode; readonly detail: string } };

export interface NormalizeAnswer {
  readonly generation: number;
  readonly ontology: string;
  readonly version: string;
  readonly encoder: string;
  readonly artefact: string;
  /** How concepts were ranked. */
  readonly strategy: Strategy;
  /** What was learned and took part; null where nothing did. */
  readonly learner: string | null;
  readonly results: readonly MentionResult[];
  readonly warnings: readonly string[];
}

export interface NormalizeContext {
  /** `live` is refused when the queue is full; `bulk` waits; `background` gives way to both. */
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** The same mentions give the same answers to the last bit, whatever else goes on. */
  readonly fixed?: boolean;
  /** Part of work that was let in as a whole: not refused half-way. */
  readonly admitted?: boolean;
  /** Results also tell the concept of each near name; for measures that count names. */
  readonly byName?: boolean;
}

/** Mentions in, ranked concepts with a decision out. */
export interface Normalizer {
  /**
   * One result per mention, in order; a mention that cannot be used gets its own error.
   * @throws AppError `ontology_not_found`, `version_not_found`, `version_not_loaded`, `not_ready`, `overloaded`, `client_closed`
   */
  normalize(
    mentions: readonly Mention[],
    options: NormalizeOptions,
    context: NormalizeContext,
  ): Promise<NormalizeAnswer>;
  /** The same with a snapshot that the caller holds, such as that of a version that is not active. */
  answer(
    snapshot: Snapshot,
    mentions: readonly Mention[],
    options: NormalizeOptions,
    context: NormalizeContext,
  ): Promise<NormalizeAnswer>;
}
