import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RUN_FILES } from '../evaluation/index.js';
import { CommandError } from './errors.js';
import type { Session } from './session.js';

/** Where the files of a run are to be written. */
export interface OutOptions {
  readonly out?: string;
  readonly force?: boolean;
}

/**
 * Looks whether the files of a run can be written, before the work begins.
 * @throws CommandError `file_exists` when one is there already, unless it may be replaced
 */
export async function checkOut({ out, force = false }: OutOptions): Promise<void> {
  if (out === undefined || force) return;
  for (const file of RUN_FILES) {
    const path = join(out, file);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new CommandError('file_exists', `${path} exists.`, {
        hint: 'Name another folder with --out, or give --force to replace its files.',
      });
  }
}

/**
 * Writes all files of a run into a folder; each appears under its name when it is whole.
 * @returns their paths; none where no folder is named
 */
export async function saveRun(
  { backend, signal }: Session,
  id: string,
  { out }: OutOptions,
): Promise<readonly string[]> {
  if (out === undefined) return [];
  await mkdir(out, { recursive: true });
  for (const file of RUN_FILES) {
    const temporary = join(out, `${file}.${process.pid}.tmp`);
    try {
      const content = await backend.evaluations.read(id, file, signal);
      await pipeline(content, createWriteStream(temporary), { signal });
      await rename(temporary, join(out, file));
    } finally {
      await rm(temporary, { force: true });
    }
  }
  return RUN_FILES.map((file) => join(out, file));
}

/** Tells where a run’s report is, and what else was written. */
export function whereInWords({ backend }: Session, id: string, written: readonly string[]): string {
  if (written.length > 0) return `\nWritten: ${written.join(', ')}\n`;
  return `\nReport: ${backend.evaluations.reportAt(id)}\n“ade-normalizer evaluate show ${id} --out <folder>” saves it with all predictions.\n`;
}
