import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { GoldSet } from '../evaluation/index.js';
import type { GoldSource } from './backends/evaluation-backend.js';
import { codeOf, CommandError, UsageError } from './errors.js';
import { readingOf, type GoldReading } from './gold-options.js';
import type { Session } from './session.js';

const ID = /^[0-9a-f]{16}$/;

/** A gold set that an option names, and whether naming it is what added it. */
export interface FoundGoldSet {
  readonly goldSet: GoldSet;
  readonly origin: 'named by its id' | 'added' | 'added before';
}

/**
 * The gold set that `--gold` names: one that is kept, by its id; or a file, folder or archive, which is kept first.
 * @throws UsageError when it is said how to read one that has been read; CommandError `gold_set_invalid` when there
 * is no such file; what the backend fails with
 */
async function goldSetOf(
  { backend, signal, progress }: Session,
  gold: string,
  reading: GoldReading,
): Promise<FoundGoldSet> {
  if (ID.test(gold)) {
    if (Object.keys(readingOf(reading)).length > 0)
      throw new UsageError(
        `${gold} is the id of a gold set that has been read already; --format, --columns, --sheet and --types go with a file.`,
        `A file of that name is given as ./${gold}.`,
      );
    return { goldSet: await backend.goldSets.get(gold, signal), origin: 'named by its id' };
  }
  progress.show({ label: basename(gold), text: 'reading the gold set', fraction: null });
  const { goldSet, isNew } = await backend.goldSets.add(await goldSource(gold, reading), signal);
  progress.stop();
  return { goldSet, origin: isNew ? 'added' : 'added before' };
}

/** What a request is refused with before anything was done. */
const REFUSALS: ReadonlySet<string | null> = new Set([
  ...['evaluation_empty', 'learner_invalid', 'posts_not_available', 'validation_failed', 'forbidden'],
  ...['ontology_not_found', 'version_not_found', 'version_not_loaded', 'not_ready', 'rate_limited'],
  'gold_set_differs',
]);

/**
 * Works with the gold set that an option names. Where the work is refused, a gold set that was kept for it alone is not
 * kept any longer.
 * @throws as `goldSetOf`; what the work throws
 */
export async function withGoldSet<T>(
  session: Session,
  gold: string,
  reading: GoldReading,
  work: (found: FoundGoldSet) => Promise<T>,
): Promise<T> {
  const found = await goldSetOf(session, gold, reading);
  try {
    return await work(found);
  } catch (error) {
    if (found.origin === 'added' && REFUSALS.has(codeOf(error)))
      // What the work was refused for counts, not whether this succeeds.
      await session.backend.goldSets.remove(found.goldSet.id, session.signal).catch(() => undefined);
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
