export { activationStore } from './activations.js';
export type { ActivationRow, ActivationStore } from './activations.js';
export { auditStore } from './audit.js';
export type { AuditRow, AuditStore, AuditVerdict } from './audit.js';
export { restoreBackup, writeBackup } from './backup/index.js';
export type { BackupOntology, BackupProgress, BackupSummary, RestoreSummary } from './backup/index.js';
export { Catalogue, writeCatalogue } from './catalogue.js';
export type { CatalogueConceptRow, CatalogueNameRow, StoredConcept } from './catalogue.js';
export { EXPANSIONS, openDatabase } from './database.js';
export type { Db, ExpansionChoice, Tables } from './database.js';
export { feedbackStore } from './feedback.js';
export type {
  FeedbackFilter,
  FeedbackRow,
  FeedbackStore,
  FeedbackTally,
  NewFeedback,
  ReviewState,
  Verdict,
} from './feedback.js';
export {
  bytesOf,
  cleanDataDir,
  dataFolders,
  discardFolder,
  diskFull,
  exists,
  isRecordId,
  keepFile,
  keepFiles,
  publishFolder,
  sha256File,
} from './files.js';
export { learnerStore } from './learners.js';
export type { ActiveLearnerRow, LearnerRow, LearnerStore } from './learners.js';
export { lockDataDir } from './lock.js';
export type { DataDirLock, LockOutcome } from './lock.js';
export { digestOf, overrideStore } from './overrides.js';
export type { NewOverride, OverrideRow, OverrideStore } from './overrides.js';
export { shadowStore } from './shadows.js';
export type { ShadowDifferenceRow, ShadowRow, ShadowStore } from './shadows.js';
export { thresholdStore } from './thresholds.js';
export type { ThresholdRow, ThresholdStore } from './thresholds.js';
export { versionStore } from './versions.js';
export type { VersionRow, VersionStore } from './versions.js';
export { jobStore } from './jobs.js';
export type { JobRow, JobStore } from './jobs.js';
