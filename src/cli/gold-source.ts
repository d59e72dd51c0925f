import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { GoldSet } from '../evaluation/index.js';
import type { GoldSource } from './backends/evaluation-backend.js';
import { CommandError, UsageError } from './errors.js';
import { readingOf, type GoldReading } from './gold-options.js';
import type { Session } from './session.js';

const ID = /^[0-9a-f]{16}$/;

/**
 * The gold set that `--gold` names: one that is kept, by its id; or a file, folder or archive, which is kept first.
 * @throws UsageError when it is said how to read one that has been read; CommandError `gold_set_invalid` when there
 * is no such file; what the backend fails with
 */
export async function goldSetOf(
  { backend, signal, progress }: Session,
  gold: string,
  reading: GoldReading,
): Promise<GoldSet> {
  if (ID.test(gold)) {
    if (Object.keys(readingOf(reading)).length > 0)
      throw new UsageError(
        `${gold} is the id of a gold set that has been read already; --format, --columns, --sheet and --types go with a file.`,
        `A file of that name is given as ./${gold}.`,
      );
    return backend.goldSets.get(gold, signal);
  }
  progress.show({ label: basename(gold), text: 'reading the gold set', fraction: null });
  const { goldSet } = await backend.goldSets.add(await goldSource(gold, reading), signal);
  progress.stop();
  return goldSet;
}

/** @throws CommandError `gold_set_invalid` when there is no such file */
export async function goldSource(path: string, reading: GoldReading): Promise<GoldSource> {
  await access(path).catch((error: unknown) => {
    throw new CommandError('gold_set_invalid', `There is no file or folder ${path} that can be read.`, {
      cause: error,
      hint: 'A gold set that is kept is named by its id of 16 hex digits; “ade-normalizer gold-sets list” shows them.',
    });
  });
  return { path: resolve(path), fileName: basename(resolve(path)), ...readingOf(reading) };
}
