export { createEvaluations } from './evaluations.js';
export { EVALUATION_JOB, evaluationWork, resultOf, type EvaluationResult } from './job.js';
export type { FoldTrainer } from './learning.js';
export { GoldShelf } from './gold-shelf.js';
export { readRows as readGoldRows } from './gold-rows.js';
export { GoldResolver } from './resolve.js';
export type { GoldRow } from './gold.js';
export { GOLD_FORMATS, type GoldFormat } from './gold.js';
export { COLUMN_HINT, GOLD_COLUMNS, GOLD_SKIP_REASONS, GOLD_SKIP_WORDS, isGoldFile } from './gold/index.js';
export type { ChosenGoldColumns, GoldReadReport } from './gold/index.js';
export type * from './figures.js';
export { DEFAULT_SETTINGS, LEARNING, ManifestSchema, MISSING_GOLDS, SettingsSchema } from './manifest.js';
export type { EvaluationSettings, RunManifest } from './manifest.js';
export { wilson } from './measures/index.js';
export type {
  PrecisionHeldBy,
  ProposedThreshold,
  ProposedThresholds,
  RunComparison,
  WantedPrecisions,
} from './measures/index.js';
export { RUN_FILES } from './service.js';
export type * from './service.js';
