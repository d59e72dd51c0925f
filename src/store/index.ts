export { activationStore } from './activations.js';
export type { ActivationRow, ActivationStore } from './activations.js';
export { Catalogue, writeCatalogue } from './catalogue.js';
export type { CatalogueConceptRow, CatalogueNameRow, StoredConcept } from './catalogue.js';
export { openDatabase } from './database.js';
export type { Db, Tables } from './database.js';
export {
  cleanDataDir,
  dataFolders,
  diskFull,
  exists,
  keepFile,
  keepFiles,
  publishFolder,
  sha256File,
} from './files.js';
export { lockDataDir } from './lock.js';
export type { DataDirLock, LockOutcome } from './lock.js';
export { versionStore } from './versions.js';
export type { VersionRow, VersionStore } from './versions.js';
export { jobStore } from './jobs.js';
export type { JobRow, JobStore } from './jobs.js';
