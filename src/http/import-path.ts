import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { AppError } from '../errors.js';

/**
 * The file or folder that an admin names below the import folder; links that lead out of it are refused.
 * @throws AppError `import_refused`
 */
export async function importPath(importDir: string, path: string): Promise<string> {
  if (importDir === '')
    throw new AppError(
      'import_refused',
      'No import folder is set (ADE_IMPORT_DIR): upload the file instead, as form field “file”.',
    );
  const notThere = new AppError('import_refused', `The import folder has no “${path}” (ADE_IMPORT_DIR).`);
  if (path.includes('\0')) throw notThere;
  const [root, found] = await Promise.all([realpath(importDir), realpath(resolve(importDir, path))]).catch(
    () => {
      throw notThere;
    },
  );
  const within = relative(root, found);
  if (within === '' || within.startsWith('..') || isAbsolute(within)) throw notThere;
  return found;
}
