import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { GoldSet } from '../evaluation/index.js';
import type { AddedGoldSet, GoldSource } from './backends/evaluation-backend.js';
import { codeOf, CommandError, UsageError } from './errors.js';
import { readingOf, type GoldReading } from './gold-options.js';
import type { Session } from './session.js';

const ID = /^[0-9a-f]{16}$/;

/**
 * The gold set that `--gold` names: one that is kept, by its id; or a file, folder or archive, which is kept first.
 * @throws UsageError when it is said how to read one that has been read; CommandError `gold_set_invalid` when there
 * is no such file; what the backend fails with
 */
export async function goldSetOf(session: Session, gold: string, reading: GoldReading): Promise<GoldSet> {
  return (await found(session, gold, reading)).goldSet;
}

async function found(
  { backend, signal, progress }: Session,
  gold: string,
  reading: GoldReading,
): Promise<AddedGoldSet> {
  if (ID.test(gold)) {
    if (Object.keys(readingOf(reading)).length > 0)
      throw new UsageError(
        `${gold} is the id of a gold set that has been read already; --format, --columns, --sheet and --types go with a file.`,
        `A file of that name is given as ./${gold}.`,
      );
    return { goldSet: await backend.goldSets.get(gold, signal), isNew: false };
  }
  progress.show({ label: basename(gold), text: 'reading the gold set', fraction: null });
  const added = await backend.goldSets.add(await goldSource(gold, reading), signal);
  progress.stop();
  return added;
}

/** What a request is refused with before anything was done. */
const REFUSALS: ReadonlySet<string | null> = new Set([
  ...['evaluation_empty', 'learner_invalid', 'posts_not_available', 'validation_failed', 'forbidden'],
  ...['ontology_not_found', 'version_not_found', 'version_not_loaded', 'not_ready', 'rate_limited'],
]);

/**
 * Works with the gold set that an option names, as `goldSetOf`. Where the work is refused, a gold set that was kept for
 * it alone is not kept any longer.
 */
export async function withGoldSet<T>(
  session: Session,
  gold: string,
  reading: GoldReading,
  work: (goldSet: GoldSet) => Promise<T>,
): Promise<T> {
  const { goldSet, isNew } = await found(session, gold, reading);
  try {
    return await work(goldSet);
  } catch (error) {
    if (isNew && REFUSALS.has(codeOf(error)))
      // What the work was refused for counts, not whether this succeeds.
      await session.backend.goldSets.remove(goldSet.id, session.signal).catch(() => undefined);
    throw error;
  }
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
