export { createEvaluations } from './evaluations.js';
export { EVALUATION_JOB, evaluationWork, resultOf, type EvaluationResult } from './job.js';
export type { FoldTrainer } from './learning.js';
export { GoldShelf } from './gold-shelf.js';
export { readRows as readGoldRows } from './gold-rows.js';
export { GoldResolver } from './resolve.js';
export type { GoldRow } from './gold.js';
export { GOLD_FORMATS, type GoldFormat } from './gold.js';
export { COLUMN_HINT, GOLD_COLUMNS, GOLD_SKIP_REASONS, GOLD_SKIP_WORDS, isGoldFile } from './gold/index.js';
export type { ChosenGoldColumns, GoldReadReport, GoldSkipReason } from './gold/index.js';
export type * from './figures.js';
export { figuresFrom, mentionFigures, type EvaluationFigures } from './figures-file.js';
export type { MatchedSpans, PostFigures, SpanFigures } from './post-figures.js';
export {
  COUNTED_MARKS,
  DEFAULT_SETTINGS,
  LEARNING,
  TASKS,
  ManifestSchema,
  MISSING_GOLDS,
  SettingsSchema,
} from './manifest.js';
export type { EvaluationSettings, EvaluationTask, RunManifest } from './manifest.js';
export { SPAN_CRITERIA, SPAN_WAYS, wilson } from './measures/index.js';
export type {
  PrecisionHeldBy,
  ProposedThreshold,
  ProposedThresholds,
  RunComparison,
  SpanCriterion,
  SpanWay,
  WantedPrecisions,
} from './measures/index.js';
export { RUN_FILES } from './service.js';
export type * from './service.js';
