import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { AppError, messageOf } from '../errors.js';
import { keepFile, keepFiles } from '../store/index.js';
import { archiveKind, packFiles, unpack } from './archive.js';
import {
  filesIn,
  isDistributionFile,
  isFolder,
  isWorkbook,
  noDistribution,
  type FoundFile,
} from './readers/index.js';

/** What an admin hands over: a file, a folder, or an archive of a folder. */
export interface HandedSource {
  readonly path: string;
  /** The name it had at its owner's, for messages. */
  readonly fileName: string;
  /** Of an archive; kept nowhere. */
  readonly password?: string;
}

/**
 * Calls `use` with the source as a plain file or folder; an archive is unpacked for as long as that runs.
 * @throws AppError `ontology_invalid` when it cannot be read or unpacked, `disk_full`
 */
export async function withPlainSource<T>(
  { path, fileName, password }: HandedSource,
  tmpDir: string,
  signal: AbortSignal,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (await isFolder(path)) return use(path);
  const kind = await archiveKind(path, fileName).catch((error: unknown) => {
    throw new AppError('ontology_invalid', `${fileName}: the file cannot be read (${messageOf(error)}).`);
  });
  // A workbook is a zip file, too, whatever it is called.
  if (kind === null || (await isWorkbook(path))) return use(path);
  const folder = join(tmpDir, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    const names = await unpack(path, kind, folder, {
      fileName,
      wants: isDistributionFile,
      signal,
      ...(password === undefined ? {} : { password }),
    });
    if (names.length === 0) throw noDistribution(fileName);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keeps a plain source under its content's sha256, and returns that; of a folder, what the readers read. */
export async function keepSource(path: string, folder: string): Promise<string> {
  if (!(await isFolder(path))) return keepFile(path, folder);
  return keepFiles(await distributionIn(path), folder);
}

/**
 * Packs what the readers read of a folder into a zip file, to be sent elsewhere.
 * @throws AppError `ontology_invalid` when there is nothing that they read
 */
export async function packFolder(path: string, target: string): Promise<void> {
  const files = await distributionIn(path);
  if (files.length === 0) throw noDistribution(path);
  await packFiles(files, target);
}

/**
 * What the readers read of a folder; they are kept side by side.
 * @throws AppError `ontology_invalid` when two have one name
 */
async function distributionIn(path: string): Promise<FoundFile[]> {
  const files = (await filesIn(path)).filter(({ name }) => isDistributionFile(name));
  const places = new Map<string, string>();
  for (const { name, path: at } of files) {
    const earlier = places.get(name.toLowerCase());
    if (earlier !== undefined)
      throw new AppError(
        'ontology_invalid',
        `${basename(path)}: ${relative(path, earlier)} and ${relative(path, at)} have one name, so there are perhaps several releases. Give the folder of one.`,
      );
    places.set(name.toLowerCase(), at);
  }
  return files;
}
