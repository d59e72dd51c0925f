/**
 * What is learned from coded mentions. Texts come as unit vectors (rows x `dimension` floats, row-major) and
 * concepts as whole numbers from 0 on, which the caller gives out; nothing here knows an ontology or an encoder.
 *
 * The ways follow KFU NLP at SMM4H 2020 (Miftahutdinov, Sakhovskiy, Tutubalina 2020), section 3.2, over vectors of
 * a frozen encoder.
 */

/**
 * How concepts are ranked; the simpler ones stand first, and the first wins among equals.
 * - `dense`: by the nearest name, as without any learning
 * - `nearest`: a vote of the nearest coded mentions
 * - `classifier`: softmax regression over the concepts that were coded
 * - `metric`: by the nearest name, once the mention's vector has been moved by the adapter
 * - `combined`: the metric's concept where its name is near enough, otherwise the classifier's
 * - `blend`: a logistic model over what all of them say
 */
export const STRATEGIES = ['dense', 'nearest', 'classifier', 'metric', 'combined', 'blend'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Strategies that propose concepts which were coded, and no others. */
export const CODED_ALONE: ReadonlySet<Strategy> = new Set(['nearest', 'classifier']);

/** `auto` stands for the strategy that was best on held-back mentions. */
export type StrategyChoice = Strategy | 'auto';

/** The parts that have an opinion about a mention. */
export const PARTS = ['dense', 'metric', 'classifier', 'nearest'] as const;
export type Part = (typeof PARTS)[number];

/** A concept that a part proposes, and how sure it is, on a scale of its own. */
export interface Candidate {
  readonly concept: number;
  /** Of `dense` and `metric` a similarity, of `classifier` a probability, of `nearest` a share of the vote. */
  readonly score: number;
}

/** What the vote of coded mentions proposes. */
export interface NearestCandidate extends Candidate {
  /** Cosine of the mention and the nearest coded mention of the concept. */
  readonly similarity: number;
}

/** What each part proposes for one mention, best first. A part that was not asked is empty. */
export interface Evidence {
  readonly dense: readonly Candidate[];
  readonly metric: readonly Candidate[];
  readonly classifier: readonly Candidate[];
  readonly nearest: readonly NearestCandidate[];
  /** How the same mention was coded, most often first; empty when it never was. `score` counts. */
  readonly coded: readonly Candidate[];
}

/** A concept in its place. */
export interface Ranked extends Candidate {
  /** `coded` when people coded this very mention so, otherwise the part that puts the concept highest. */
  readonly source: Part | 'coded';
}

export interface Names {
  /** names x dimension; unit vectors. */
  readonly vectors: Float32Array;
  /** The concept of each name; -1 for a name that is never proposed. */
  readonly concepts: Int32Array;
}

/** Which wrong names the metric is to keep apart from a mention: the nearest, or any (as in the paper). */
export type Negatives = 'hard' | 'random';

export interface TrainInput {
  /** mentions x dimension; unit vectors. */
  readonly mentions: Float32Array;
  /** Normal form of each mention: equal forms are the same mention, and never stand on both sides of a split. */
  readonly forms: readonly string[];
  /** The concept of each mention. A mention that is coded with two concepts comes twice. */
  readonly concepts: Int32Array;
  readonly names: Names;
  /**
   * Which mentions equal a name. They are learned from, but not held back: they are answered without learning, and
   * with them the names would look better than they are for all others.
   */
  readonly named?: readonly boolean[];
  /**
   * What is proposed for each mention without learning, best first, on the scale that `combine` will meet. When
   * absent it is the cosine of the nearest name of each concept. The threshold and the blend are fitted to it.
   */
  readonly dense?: readonly (readonly Candidate[])[];
  readonly dimension: number;
  /** Decides the split and the order of batches: the same input and seed give the same learner. */
  readonly seed: number;
  /** `hard` when absent, which ranked development mentions better. */
  readonly negatives?: Negatives;
  /** Threads of ONNX Runtime; 1 when absent. */
  readonly threads?: number;
}

export interface TrainOptions {
  readonly signal?: AbortSignal;
  /** `fraction` from 0 to 1, and what is being done. */
  readonly progress?: (fraction: number, words: string) => void;
}

/**
 * How often the right concept came first, among the first five, and the mean reciprocal rank (of the first ten). Each
 * distinct pair of mention and concept counts once: what is coded again and again is looked up, not guessed.
 */
export interface HeldBackFigures {
  readonly first: number;
  readonly five: number;
  readonly reciprocal: number;
}

/**
 * `few_held_back`: fewer than 100, so a figure may be 10 points off. `only_coded_concepts`: each held-back mention is of a
 * concept that other mentions are coded to, so nothing shows how a strategy does with all other concepts, which `nearest`
 * and `classifier` never propose. `not_better`: no strategy is beyond chance better than `dense`.
 */
export const CAUTIONS = ['few_held_back', 'only_coded_concepts', 'not_better'] as const;
export type Caution = (typeof CAUTIONS)[number];

/** What was measured on mentions that were held back while everything was learned from the others. */
export interface HeldBackReport {
  /** Distinct pairs of mention and concept. */
  readonly rows: number;
  readonly heldBack: number;
  readonly concepts: number;
  /** Share of the held-back mentions whose concept no other mention has: only names can find them. */
  readonly unseenConcepts: number;
  /** Threshold and blend are fitted and measured on different held-back mentions (five-fold). */
  readonly strategies: Readonly<Record<Strategy, HeldBackFigures>>;
  /** The strategy that `auto` stands for. */
  readonly best: Strategy;
  /** What to mind before relying on these figures. */
  readonly cautions: readonly Caution[];
  /** What was chosen on held-back mentions. */
  readonly chosen: {
    readonly classifier: { readonly epochs: number; readonly decay: number };
    readonly nearest: VoteSettings;
    readonly metric: { readonly epochs: number };
    readonly threshold: number;
  };
}

export interface VoteSettings {
  /** How many of the nearest coded mentions vote. */
  readonly neighbours: number;
  /** A vote's weight is `exp(cosine / temperature)`. */
  readonly temperature: number;
}

/** The coefficients of the blend, one for each of `FEATURES`; `none` is the utility of "none of these". */
export interface BlendWeights {
  readonly features: readonly number[];
  readonly none: number;
}

/** All that was learned, as plain arrays. */
export interface LearnerData {
  readonly dimension: number;
  /** Concepts that were coded, ascending; class `c` of the classifier is concept `classes[c]`. */
  readonly classes: Int32Array;
  /** classes x dimension: the classifier's weights. */
  readonly classifier: Float32Array;
  /** dimension x dimension, row-major; a row vector is adapted as normalise(x A). */
  readonly adapter: Float32Array;
  /** rows x dimension: distinct coded mentions. */
  readonly mentions: Float32Array;
  /** The class of each row. */
  readonly mentionClasses: Int32Array;
  /** How often each row was coded. */
  readonly counts: Int32Array;
  /** The normal form of each row. */
  readonly forms: readonly string[];
  readonly vote: VoteSettings;
  /** The least similarity at which `combined` believes the metric. */
  readonly threshold: number;
  readonly blend: BlendWeights;
  readonly best: Strategy;
}

/** What the learned parts say about some mentions. */
export interface LearnerScores {
  /** For each mention the concepts of highest probability, best first. */
  readonly classifier: readonly (readonly Candidate[])[];
  /** For each mention the concepts with most of the vote, best first. */
  readonly nearest: readonly (readonly NearestCandidate[])[];
  /** count x dimension: unit vectors to search the index of names with, for `metric`. */
  readonly adapted: Float32Array;
}

/** Learned parts, ready to answer. Each call blocks its thread while ONNX Runtime multiplies. */
export interface Learner {
  readonly data: LearnerData;
  /** @param queries count x dimension floats, unit vectors */
  score(queries: Float32Array, count: number): Promise<LearnerScores>;
  /** How a mention of this normal form was coded, most often first; scores count. */
  coded(form: string): readonly Candidate[];
  /** `combine` with what was learned. */
  rank(choice: StrategyChoice, evidence: Evidence): Ranked[];
  close(): Promise<void>;
}
