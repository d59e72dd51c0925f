import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { PostModels, Posts } from '../posts/index.js';
import { annotateDocuments } from './annotate.js';
import { readDocuments } from './gold-documents.js';
import { readRows } from './gold-rows.js';
import type { GoldShelf } from './gold-shelf.js';
import { documentsInPlace, requireInPlace } from './golds-in-place.js';
import { HashedLines } from './hashed-lines.js';
import { goldsByDocument, type DocumentGolds } from './post-golds.js';
import type { PostPrediction } from './post-prediction.js';
import { GoldResolver } from './resolve.js';
import { paceOf, type Predicted, type Run } from './run.js';
import type { EvaluationRequest, GoldSet } from './service.js';
import { noneKnown } from './write-mentions.js';

/** What annotates documents. */
export interface PostParts {
  readonly goldSets: GoldShelf;
  readonly posts: Pick<Posts, 'answer'>;
  readonly postModels: Pick<PostModels, 'ids' | 'require'>;
}

/**
 * Says whether posts can be measured on a gold set.
 * @throws AppError `posts_not_available`, `evaluation_empty`, `learner_invalid`
 */
export async function checkPosts(
  goldSet: GoldSet,
  { learning, split }: EvaluationRequest['settings'],
  postModels: PostParts['postModels'],
): Promise<void> {
  await postModels.require();
  if (goldSet.report.documents === null)
    throw new AppError(
      'evaluation_empty',
      `${goldSet.name} has no texts to find events in: give annotated documents with their texts (brat with .txt, PubTator, TAC 2017), or a table or JSONL with document, begin, end and documentText. A gold set of before texts were kept is to be added again.`,
    );
  requireInPlace(goldSet, split);
  if (learning === 'folds')
    throw new AppError(
      'learner_invalid',
      'learning: folds is measured of mentions alone; over posts a learner takes part as it does in answers (learning: active).',
    );
}

/** Finds and codes the events of a gold set's documents, and writes `predictions.ndjson`. @throws AppError `evaluation_empty` */
export async function writePosts(
  { folder, goldSet, snapshot, request: { settings }, context }: Run,
  { goldSets, posts, postModels }: PostParts,
): Promise<Predicted> {
  const { signal, onProgress } = context;
  const models = await postModels.ids();
  const started = performance.now();
  const golds = await goldsByDocument(
    readRows(goldSets.rowsPath(goldSet.id)),
    new GoldResolver(snapshot.artefact.catalogue),
  );
  const path = goldSets.documentsPath(goldSet.id);
  const total = await documentsInPlace(readDocuments(path), golds, settings, goldSet);
  const tally = new Tally();
  const lines = await HashedLines.create(join(folder, 'predictions.ndjson'));
  try {
    const source = annotateDocuments(readDocuments(path), golds, snapshot, posts, settings, signal);
    for await (const predictions of source) {
      signal.throwIfAborted();
      for (const prediction of predictions) {
        tally.add(prediction);
        await lines.add(`${JSON.stringify(prediction)}\n`);
      }
      onProgress({ phase: 'annotate', ...paceOf(tally.measured, total, started) });
    }
    if (tally.measured === 0) throw noDocument(goldSet, settings.split);
    if (tally.kinds.missing > 0 && tally.kinds.known === 0) throw noneKnown(goldSet, snapshot);
    const sha256 = await lines.end();
    const seconds = (performance.now() - started) / 1000;
    return { sha256, seconds, named: [], ...tally.counts(models, golds, settings.missing) };
  } finally {
    await lines.close();
  }
}

/** Counts what was measured. */
class Tally {
  measured = 0;
  readonly kinds = { known: 0, missing: 0, none: 0, open: 0 };
  #withMentions = 0;
  #refused = 0;
  #unplaced = 0;

  add({ golds, unplaced, error }: PostPrediction): void {
    this.measured += 1;
    if (golds.length + unplaced > 0) this.#withMentions += 1;
    if (error !== null) this.#refused += 1;
    this.#unplaced += unplaced;
    for (const { kind } of golds) this.kinds[kind] += 1;
  }

  /** @param left mentions of documents that have no text */
  counts(
    models: Awaited<ReturnType<PostModels['ids']>>,
    left: ReadonlyMap<string, DocumentGolds>,
    fate: EvaluationRequest['settings']['missing'],
  ): Pick<Predicted, 'mentions' | 'posts'> {
    const { known, missing, none, open } = this.kinds;
    const elsewhere = [...left.values()].reduce(
      (sum, { placed, unplaced }) => sum + placed.length + unplaced,
      0,
    );
    return {
      mentions: {
        measured: known + missing + none + open,
        missing: fate === 'miss' ? missing : 0,
        excluded: fate === 'exclude' ? missing : 0,
      },
      posts: {
        ...models,
        documents: { measured: this.measured, withMentions: this.#withMentions, refused: this.#refused },
        unplaced: this.#unplaced + elsewhere,
      },
    };
  }
}

function noDocument({ name }: GoldSet, split: string | null): AppError {
  return new AppError(
    'evaluation_empty',
    `${name} has no text ${split === null ? 'beside those of the split “train”' : `of the split “${split}”`}.`,
  );
}
