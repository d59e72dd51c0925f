import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { GoldSet, GoldSetService } from '../evaluation/index.js';
import { dataFolders, diskFull, type FeedbackFilter, type FeedbackStore } from '../store/index.js';
import { codedLine, type SplitChoice } from './coded-rows.js';
import type { CodedSetRequest } from './types.js';

export interface CodedSetParts {
  readonly store: FeedbackStore;
  readonly goldSets: GoldSetService;
  readonly dataDir: string;
}

const FILE_NAME = 'feedback.jsonl';

/** Makes a gold set of approved feedback of one ontology; see `FeedbackService.toCodedSet`. */
export async function toCodedSet(
  { store, goldSets, dataDir }: CodedSetParts,
  request: CodedSetRequest & { readonly filter: { readonly ontology: string } },
  nameOf: (conceptId: string | null) => string | null,
  signal: AbortSignal,
): Promise<{ goldSet: GoldSet; isNew: boolean }> {
  const { name, testShare, seed, actor } = request;
  const filter = { ...request.filter, state: 'approved' } as const;
  const { tmp } = dataFolders(dataDir);
  await mkdir(tmp, { recursive: true });
  const path = join(tmp, `${randomUUID()}.jsonl`);
  try {
    const entries = await writeRows(path, store, filter, nameOf, { testShare, seed }, signal);
    if (entries === 0) throw nothingApproved(filter.ontology);
    const added = await goldSets.add({ path, fileName: FILE_NAME, name, format: 'jsonl', actor }, { signal });
    const { id, rows } = added.goldSet;
    await store.converted({
      ...{ actor, action: 'feedback.to-coded-set', subject: filter.ontology },
      after: { codedSet: id, rows, isNew: added.isNew },
    });
    return added;
  } catch (error) {
    throw diskFull(error) ?? error;
  } finally {
    await rm(path, { force: true });
  }
}

/** @returns how many rows there are */
async function writeRows(
  path: string,
  store: FeedbackStore,
  filter: FeedbackFilter,
  nameOf: (conceptId: string | null) => string | null,
  split: SplitChoice,
  signal: AbortSignal,
): Promise<number> {
  // What people wrote may identify somebody.
  const file = await open(path, 'wx', 0o600);
  let count = 0;
  try {
    for await (const rows of store.all(filter)) {
      signal.throwIfAborted();
      count += rows.length;
      await file.appendFile(rows.map((row) => codedLine(row, nameOf(row.concept_id), split)).join(''));
    }
    return count;
  } finally {
    await file.close();
  }
}

export function nothingApproved(ontology: string): AppError {
  return new AppError(
    'feedback_empty',
    `No approved feedback of ${ontology} is there (or none that the filter lets through): approve some first with POST /v1/feedback/review.`,
  );
}
