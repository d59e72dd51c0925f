/**
 * The measures of an evaluation: pure functions over outcomes. Shares are 0 to 1 and count each mention by its weight;
 * what is called `mentions` is a number of mentions, whatever they weigh. No figure is ever NaN.
 */
export { RESAMPLING, type Resampling } from './bootstrap.js';
export {
  compareRuns,
  type ComparedAccuracy,
  type ComparisonOptions,
  type PartComparison,
  type RunComparison,
} from './compare.js';
export { FIGURES_OPTIONS, figuresOf, type FiguresOptions } from './figures-of.js';
export { nameRank, namesLevelOf, type NamedPiece } from './names-level.js';
export { UNNAMED_PART } from './parts.js';
export type { Hierarchy } from './roll-up.js';
export { seenAmong, type Seen, type TrainRow } from './seen.js';
export { postFiguresOf, type DocumentOptions } from './documents.js';
export { overlap, samePlace, SPAN_CRITERIA, SPAN_WAYS, type SpanCriterion, type SpanWay } from './spans.js';
export {
  mentionsNeeded,
  neededInWords,
  proposeThresholds,
  type NeededMentions,
  type PrecisionHeldBy,
  type ProposedThreshold,
  type ProposedThresholds,
  type WantedPrecisions,
} from './thresholds.js';
export { wilson } from './wilson.js';
