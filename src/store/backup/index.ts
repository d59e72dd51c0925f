export type { BackupOntology } from './database-copy.js';
export type { BackupProgress } from './format.js';
export { restoreBackup } from './restore.js';
export type { RestoreRequest, RestoreSummary } from './restore.js';
export { writeBackup } from './write.js';
export type { BackupRequest, BackupSummary } from './write.js';
