import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, messageOf } from '../../errors.js';
import { VERSION } from '../../version.js';
import { DATABASE_NAME, KNOWN_MIGRATIONS } from '../database.js';
import { dataFolders, syncPath } from '../files.js';
import { lockDataDir, type DataDirLock } from '../lock.js';
import { readContents, type BackupOntology, type DatabaseContents } from './database-copy.js';
import { invalid, type BackupHead, type BackupProgress } from './format.js';
import { holdsData, putInPlace } from './place.js';
import { unpackBackup } from './unpack.js';

export interface RestoreRequest {
  /** The archive. */
  readonly from: string;
  readonly dataDir: string;
  /** Whether what the folder holds is moved aside; else a folder that holds something is refused. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

export interface RestoreSummary {
  readonly file: string;
  readonly dataDir: string;
  /** When the backup was taken, and by which release. */
  readonly createdAt: string;
  readonly serviceVersion: string;
  /** How many artefacts came with it; null when the backup was taken without. */
  readonly artefacts: number | null;
  /** Where the old content of the folder is; null where there was none. */
  readonly movedTo: string | null;
  readonly ontologies: readonly BackupOntology[];
}

/**
 * Restores a backup into a data folder. It is unpacked aside and checked as a whole before anything is changed.
 * @throws AppError `data_dir_locked`, `data_dir_not_empty`, `backup_invalid`, `disk_full`, `config_invalid`; what
 * the operating system refuses; the signal's reason
 */
export async function restoreBackup(request: RestoreRequest): Promise<RestoreSummary> {
  await access(request.from);
  const lock = lockOrRefuse(request.dataDir);
  try {
    return await restoreLocked(request);
  } finally {
    lock.release();
  }
}

function lockOrRefuse(dataDir: string): DataDirLock {
  const outcome = lockDataDir(dataDir);
  if (outcome.held) return outcome.lock;
  const where = outcome.url === null ? '' : ` It answers at ${outcome.url}.`;
  throw new AppError(
    'data_dir_locked',
    `Another process works in ${dataDir}.${where} Stop it, or restore into another folder (--data-dir).`,
  );
}

async function restoreLocked({ dataDir, replace, signal, onProgress, ...request }: RestoreRequest) {
  const from = resolve(request.from);
  if (!replace && (await holdsData(dataDir))) {
    throw new AppError(
      'data_dir_not_empty',
      `${dataDir} holds data already. Name another folder with --data-dir, or let --force move what it holds aside.`,
    );
  }
  // Emptied at each start of a service: after a crash nothing is left behind for good.
  const { tmp } = dataFolders(dataDir);
  await mkdir(tmp, { recursive: true });
  const work = await mkdtemp(join(tmp, 'restore-'));
  try {
    const unpacked = join(work, 'unpacked');
    await mkdir(unpacked);
    const head = await unpackBackup({ from, into: unpacked, signal, onProgress });
    const contents = checkedContents(unpacked, head, from);
    await syncFolders(unpacked);
    signal.throwIfAborted();
    const movedTo = await putInPlace(unpacked, dataDir, new Date());
    const { createdAt, serviceVersion } = head;
    const { ontologies } = contents;
    return {
      file: from,
      dataDir,
      createdAt,
      serviceVersion,
      artefacts: artefactsIn(head),
      movedTo,
      ontologies,
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function artefactsIn({ withArtefacts, files }: BackupHead): number | null {
  const folders = files.flatMap(({ name }) => /^artefacts\/([^/]+)/.exec(name)?.[1] ?? []);
  return withArtefacts ? new Set(folders).size : null;
}

/** What the database holds, once it is known to be whole, not too new, and to have all that it needs. */
function checkedContents(unpacked: string, head: BackupHead, from: string): DatabaseContents {
  let contents: DatabaseContents;
  try {
    contents = readContents(join(unpacked, DATABASE_NAME));
  } catch (error) {
    throw invalid(from, `its database is damaged (${messageOf(error)})`);
  }
  const unknown = contents.migrations.find((name) => !KNOWN_MIGRATIONS.includes(name));
  if (unknown !== undefined)
    throw invalid(
      from,
      `its database is of a later release (${head.serviceVersion}, with ${unknown}) than this one (${VERSION}); restore it with that release`,
    );
  const names = new Set(head.files.map(({ name }) => name.split('/').slice(0, 2).join('/')));
  for (const [sha256, version] of contents.sources) {
    if (!names.has(`sources/${sha256}`))
      throw invalid(from, `sources/${sha256}, which ${version} was made from, is not in it`);
  }
  return contents;
}

async function syncFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name));
  await syncPath(folder);
}
