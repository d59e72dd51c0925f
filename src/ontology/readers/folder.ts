import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Folders below each other that are looked into: a distribution has two or three. */
const MAX_DEPTH = 6;

export interface FoundFile {
  readonly name: string;
  readonly path: string;
}

/** The files of a folder and of those below it, in the order of their paths; a file alone is its own. Links are not followed. */
export async function filesIn(path: string, depth = MAX_DEPTH): Promise<FoundFile[]> {
  if (!(await isFolder(path))) return [{ name: basename(path), path }];
  if (depth === 0) return [];
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = await Promise.all(
    entries.map(async (entry) => {
      const at = join(path, entry.name);
      if (entry.isDirectory()) return filesIn(at, depth - 1);
      return entry.isFile() ? [{ name: entry.name, path: at }] : [];
    }),
  );
  return found.flat();
}

/** False for a file, and for what is not there. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
