import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { AppError, messageOf, type ErrorCode } from '../../errors.js';
import { isGoldFile } from '../../evaluation/index.js';
import { filesIn, isFolder, packFiles } from '../../ontology/index.js';

/** What is sent to a service: where it is here, and the name that it has there. */
export interface SentFile {
  readonly path: string;
  readonly fileName: string;
}

/**
 * Calls `send` with a file; a folder becomes a zip file, which is there for that long.
 * @param pack writes the zip file of a folder
 */
export async function asOneFile<T>(
  source: SentFile,
  pack: (folder: string, target: string) => Promise<void>,
  send: (file: SentFile) => Promise<T>,
): Promise<T> {
  if (!(await isFolder(source.path))) return send({ path: source.path, fileName: source.fileName });
  const folder = await mkdtemp(join(tmpdir(), 'ade-normalizer-'));
  try {
    const path = join(folder, 'source.zip');
    await pack(source.path, path);
    return await send({ path, fileName: `${source.fileName}.zip` });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Says what is wrong with a path before anything is sent. @throws AppError with the code given */
export async function requireReadable(path: string, code: ErrorCode): Promise<void> {
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw new AppError(code, `${path} cannot be read (${messageOf(error)}).`);
  });
}

/** Packs the files of a gold set with the folders they stand in, whose names may tell split and fold. */
export async function packGoldSet(folder: string, target: string): Promise<void> {
  const files = (await filesIn(folder)).filter(({ name }) => isGoldFile(name));
  await packFiles(
    files.map(({ path }) => ({ name: relative(folder, path).replaceAll(sep, '/'), path })),
    target,
  );
}
