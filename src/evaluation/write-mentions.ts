import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { Normalizer } from '../normalize/index.js';
import type { Snapshot } from '../ontology/index.js';
import type { GoldShelf } from './gold-shelf.js';
import { readRows } from './gold-rows.js';
import { HashedLines } from './hashed-lines.js';
import { NamedMentions } from './named-mentions.js';
import { measures, predict } from './predict.js';
import { paceOf, type Predicted, type Run } from './run.js';
import type { EvaluationRequest, GoldSet } from './service.js';

/** Normalizes the mentions of a gold set, and writes `predictions.ndjson`. @throws AppError `evaluation_empty` */
export async function writeMentions(
  { folder, goldSet, snapshot, learning, request, context }: Run,
  { goldSets, normalizer }: { readonly goldSets: GoldShelf; readonly normalizer: Normalizer },
): Promise<Predicted> {
  const { settings } = request;
  const { signal, onProgress } = context;
  const started = performance.now();
  const total = measuredRows(goldSet, settings);
  const mentions = { measured: 0, missing: 0, excluded: 0 };
  const named = new NamedMentions();
  let anyKnown = false;
  const rows = readRows(goldSets.rowsPath(goldSet.id));
  const source = predict(rows, learning.snapshotFor, normalizer, settings, signal, (why) => {
    if (why === 'gold missing') mentions.excluded += 1;
  });
  const lines = await HashedLines.create(join(folder, 'predictions.ndjson'));
  try {
    for await (const answered of source) {
      signal.throwIfAborted();
      const predictions = answered.map(({ prediction }) => prediction);
      for (const prediction of predictions) await lines.add(`${JSON.stringify(prediction)}\n`);
      mentions.measured += predictions.length;
      for (const { gold, nameRank } of answered) if (gold.answers.length > 0) named.add(gold, nameRank);
      anyKnown ||= predictions.some(({ golds }) => golds.length > 0);
      mentions.missing += predictions.filter(
        (each) => each.golds.length === 0 && each.missing.length > 0,
      ).length;
      onProgress({ phase: 'normalize', ...paceOf(mentions.measured + mentions.excluded, total, started) });
    }
    const strange = mentions.missing > 0 && !anyKnown;
    if (strange || (mentions.measured === 0 && mentions.excluded > 0)) throw noneKnown(goldSet, snapshot);
    if (mentions.measured === 0) throw empty(goldSet, settings.split);
    const sha256 = await lines.end();
    const seconds = (performance.now() - started) / 1000;
    return { ...{ mentions, posts: null, sha256 }, named: named.list(), seconds };
  } finally {
    await lines.close();
  }
}

function measuredRows({ splits }: GoldSet, settings: EvaluationRequest['settings']): number {
  return Object.entries(splits)
    .filter(([split]) => measures(settings, { split: split === '' ? null : split }))
    .reduce((sum, [, rows]) => sum + rows, 0);
}

/** The ontology has nothing of what is right. */
export function noneKnown({ name }: GoldSet, { ontology, version }: Snapshot): AppError {
  return new AppError(
    'evaluation_empty',
    `${ontology} ${version} has none of the concepts that ${name} calls right: choose the ontology that the gold set was coded to, or the column with its ids.`,
  );
}

function empty({ name, splits }: GoldSet, split: string | null): AppError {
  const known = Object.keys(splits).map((each) => (each === '' ? 'rows without a split' : `“${each}”`));
  return new AppError(
    'evaluation_empty',
    `${name} has no row ${split === null ? 'beside those of the split “train”' : `of the split “${split}”`}; it has ${known.join(', ')}.`,
  );
}
