import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, messageOf } from '../errors.js';

/** sha256 of a file, hex. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** How much a file takes, or the files of a folder; 0 for what is not there. */
export async function bytesOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) return found?.size ?? 0;
  const sizes = await Promise.all((await readdir(path)).map((name) => bytesOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Makes what was written to a file or a folder survive a power cut. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const RECORD_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is the id of a report, a run or a learner, which may become part of a path. */
export function isRecordId(text: string): boolean {
  return RECORD_ID.test(text);
}

/**
 * Makes a folder that is visible whole or not at all: filled under a temporary name, synced, renamed.
 * Where `target` exists already, what was made is thrown away: its content is addressed by its name.
 * @returns what `fill` gave
 */
export async function publishFolder<T>(target: string, fill: (folder: string) => Promise<T>): Promise<T> {
  const parent = dirname(target);
  const temporary = join(parent, `.tmp-${randomUUID()}`);
  await mkdir(temporary, { recursive: true });
  try {
    const made = await fill(temporary);
    for (const file of await readdir(temporary)) await syncPath(join(temporary, file));
    await syncPath(temporary);
    await rename(temporary, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
    await syncPath(parent);
    return made;
  } catch (error) {
    throw diskFull(error) ?? error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Throws a folder away: out of sight in one step, so that a crash leaves no half of it. Who has its files open goes
 * on reading them.
 */
export async function discardFolder(folder: string): Promise<void> {
  const hidden = join(dirname(folder), `.tmp-${randomUUID()}`);
  await rename(folder, hidden);
  await rm(hidden, { recursive: true, force: true });
}

/** Copies a file into a folder under its own sha256, and returns that. */
export async function keepFile(path: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.tmp-${randomUUID()}`);
  const hash = createHash('sha256');
  const tee = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(createReadStream(path), tee, createWriteStream(temporary));
    const sha256 = hash.digest('hex');
    await syncPath(temporary);
    await rename(temporary, join(folder, sha256));
    await syncPath(folder);
    return sha256;
  } catch (error) {
    throw diskFull(error) ?? error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Copies files into a folder that is named by the sha256 of their names and contents, and returns that.
 * Their names must differ.
 */
export async function keepFiles(
  files: readonly { readonly name: string; readonly path: string }[],
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const hashed = await Promise.all(
    files.map(async (file) => ({ ...file, sha256: await sha256File(file.path) })),
  );
  const sha256 = sha256OfFiles(hashed);
  const target = join(folder, sha256);
  if (!(await exists(target))) {
    await publishFolder(target, async (temporary) => {
      for (const { name, path } of files) await copyFile(path, join(temporary, name));
    });
  }
  return sha256;
}

/** What names a folder of files: sha256, hex, of their names and contents, in whatever order they come. */
export function sha256OfFiles(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** The folders of a data folder. */
export function dataFolders(
  dataDir: string,
): Record<
  'artefacts' | 'impacts' | 'goldSets' | 'evaluations' | 'learners' | 'sources' | 'uploads' | 'tmp',
  string
> {
  return {
    learners: join(dataDir, 'learners'),
    impacts: join(dataDir, 'impacts'),
    goldSets: join(dataDir, 'gold-sets'),
    evaluations: join(dataDir, 'evaluations'),
    artefacts: join(dataDir, 'artefacts'),
    sources: join(dataDir, 'sources'),
    uploads: join(dataDir, 'uploads'),
    tmp: join(dataDir, 'tmp'),
  };
}

/** Makes the folders, and removes what a killed process left half-made; for whoever holds the folder's lock. */
export async function cleanDataDir(dataDir: string): Promise<void> {
  const { uploads, tmp, ...kept } = dataFolders(dataDir);
  await Promise.all([uploads, tmp].map((folder) => rm(folder, { recursive: true, force: true })));
  await Promise.all(Object.values(kept).map(removeLeftovers));
}

async function removeLeftovers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder)) {
    if (entry.startsWith('.tmp-')) await rm(join(folder, entry), { recursive: true, force: true });
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** What to tell of a database that cannot be opened. */
export function databaseError(error: unknown, dataDir: string): AppError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const full = diskFull(error);
  if (full) return full;
  if (/^SQLITE_(?:NOTADB|CORRUPT)/.test(code)) {
    return new AppError(
      'database_invalid',
      `A database in ${dataDir} is damaged or is none (${messageOf(error)}): restore the folder from a backup, or move it away to start empty; ontologies must then be added again.`,
    );
  }
  return new AppError(
    'config_invalid',
    `ADE_DATA_DIR: ${dataDir} cannot be used (${messageOf(error)}): check its owner and permissions.`,
  );
}

/** The AppError for a disk without space, or null for any other failure. */
export function diskFull(error: unknown): AppError | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL'
    ? new AppError(
        'disk_full',
        'No space is left in the data folder; free some and try again. Nothing was changed.',
      )
    : null;
}
