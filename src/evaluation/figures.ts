import type { Decision } from '../normalize/index.js';

/** A share (0 to 1) with its 95% interval by bootstrap. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Where 95% lie. */
export type Interval = Pick<Estimate, 'low' | 'high'>;

/** How well mentions were ranked; mentions for which nothing is right take no part. */
export interface RankFigures {
  readonly mentions: number;
  /** Acc@k by k, each mention counting by its weight, and each concept the same. */
  readonly accuracy: readonly {
    readonly k: number;
    readonly micro: Estimate;
    readonly macro: number;
    /** By bootstrap over the concepts; runs of before have none. */
    readonly macroInterval?: Interval;
  }[];
  /** Mean of 1/rank, 0 where no right concept was proposed. */
  readonly mrr: Estimate;
  /** Mean rank of the mentions whose right concept was proposed; null where there is none. */
  readonly meanRank: number | null;
  /** Mentions whose right concept was proposed at any rank. */
  readonly found: number;
  /** Acc@1 of equal normal forms alone. */
  readonly floor: number;
}

/** Acc@k counted by names, each mention the same, as BioSyn and SapBERT report it. */
export interface NamesLevelFigures {
  /** Mentions that have a right concept; the pieces of a composite are one. */
  readonly mentions: number;
  readonly accuracy: readonly { readonly k: number; readonly value: number }[];
}

/** One line of a table that divides the mentions. */
export interface PartFigures {
  readonly part: string;
  readonly mentions: number;
  readonly accuracy: readonly { readonly k: number; readonly value: number }[];
  readonly floor: number;
}

export interface RunFigures {
  readonly parts: readonly PartFigures[];
  /** Over the runs: mean and sample standard deviation (n - 1) of Acc@k. */
  readonly accuracy: readonly { readonly k: number; readonly mean: number; readonly sd: number | null }[];
}

/** Confidence against truth: how often the first candidate is right where it is trusted so much. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly mentions: number;
  readonly confidence: number;
  readonly accuracy: number;
}

export interface CalibrationFigures {
  /** Expected calibration error (Guo et al. 2017), bins of equal width. */
  readonly ece: number;
  readonly bins: readonly ReliabilityBin[];
}

/** What is answered, and how often rightly, when only confidences from `threshold` on are. */
export interface CoveragePoint {
  readonly threshold: number;
  readonly coverage: number;
  readonly accuracy: number;
}

export interface DecisionFigures {
  readonly decision: Decision;
  readonly mentions: number;
  /** Share of them whose first candidate is right; for `none`, whose mention has no right concept. Null of no mention. */
  readonly right: number | null;
  /** Of that share (Wilson); null of no mention. Runs of before have none. */
  readonly rightInterval?: Interval | null;
}

/** `none` as an answer: told for mentions of no concept, and for no others. */
export interface NoneFigures {
  /** Mentions for which nothing is right. */
  readonly mentions: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** All that a run over mentions measured. */
export interface Figures {
  readonly task: 'mentions';
  readonly overall: RankFigures;
  /** Null where no mention has a right concept; runs of before have none. */
  readonly namesLevel?: NamesLevelFigures | null;
  /** Where the gold set has folds. */
  readonly folds: RunFigures | null;
  /** Where the gold set has train rows: mentions whose concept (or whose very pair) stands among them, and others. */
  readonly seen: readonly PartFigures[] | null;
  /** Tables that divide the mentions: by group, frequency of the concept, length of the mention, body system. */
  readonly tables: readonly { readonly by: string; readonly parts: readonly PartFigures[] }[];
  /** Acc@1 after gold and candidate are rolled up to a level of the hierarchy, lowest first. */
  readonly rollUp: readonly {
    readonly level: string;
    readonly mentions: number;
    readonly accuracy: number;
  }[];
  /** Null where the encoder has no calibration. */
  readonly calibration: CalibrationFigures | null;
  readonly coverage: readonly CoveragePoint[];
  readonly decisions: readonly DecisionFigures[];
  readonly none: NoneFigures;
}
