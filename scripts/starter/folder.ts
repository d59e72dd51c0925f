import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from './vocabulary.js';

export const starterFolder = fileURLToPath(new URL('../../ontologies/starter', import.meta.url));

/** Reads every file of the folder, by path in it. */
export async function readFolder(folder: string): Promise<Files> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  return new Map(
    await Promise.all(
      paths.map(async (path): Promise<[string, string]> => [
        path,
        await readFile(join(folder, path), 'utf8'),
      ]),
    ),
  );
}

/** The files of a build that the folder lacks or holds with other content. */
export function changedFiles(held: Files, built: Files): Files {
  return new Map([...built].filter(([path, content]) => held.get(path) !== content));
}

/** Writes files into the folder. */
export async function writeFolder(folder: string, files: Files): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
