import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../../errors.js';
import {
  archiveKind,
  isFolder,
  isWorkbook,
  magicOf,
  unpack,
  type ArchiveKind,
} from '../../ontology/index.js';
import { isGoldFile } from './files.js';
import { goldInvalid } from './reading.js';

/** What somebody hands over: a file, a folder, or one that is packed. */
export interface HandedGold {
  readonly path: string;
  /** The name it had at its owner's. */
  readonly fileName: string;
}

/**
 * Calls `use` with a gold set that `readGold` can read, and the name to tell it by: a zip or tar.gz is unpacked into a
 * folder, a single .gz into a file, for as long as that runs.
 * @throws AppError `gold_set_invalid` when it cannot be read or unpacked, or grows as no text does; `disk_full`
 */
export async function withPlainGold<T>(
  { path, fileName }: HandedGold,
  tmpDir: string,
  signal: AbortSignal,
  use: (plain: HandedGold) => Promise<T>,
): Promise<T> {
  const kind = await kindOf(path, fileName);
  if (kind === null) return use({ path, fileName });
  const folder = join(tmpDir, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    await unpack(path, kind, folder, {
      ...{ fileName, signal, keepFolders: kind !== 'gz' },
      wants: kind === 'gz' ? () => true : isGoldFile,
    }).catch(asGold);
    const [single = ''] = await readdir(folder);
    return await use(
      kind === 'gz' ? { path: join(folder, single), fileName: single } : { path: folder, fileName },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function kindOf(path: string, fileName: string): Promise<ArchiveKind | null> {
  if (await isFolder(path)) return null;
  try {
    const kind = await archiveKind(path, fileName);
    if (kind !== null) return (await isWorkbook(path)) ? null : kind;
    return (await magicOf(path)).startsWith('\x1f\x8b') ? 'gz' : null;
  } catch (error) {
    throw goldInvalid(fileName, `the file cannot be read (${messageOf(error)}).`);
  }
}

/** What the readers of ontologies refuse, a gold set is refused for. */
export function asGold(error: unknown): never {
  if (error instanceof AppError && error.code === 'ontology_invalid')
    throw new AppError('gold_set_invalid', error.message, { cause: error });
  throw error;
}
