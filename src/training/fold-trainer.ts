import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoldTrainer, GoldShelf } from '../evaluation/index.js';
import { encodeLearner, HostedLearner } from '../learners/index.js';
import { NO_OVERLAY } from '../ontology/index.js';
import { dataFolders, exists } from '../store/index.js';
import { readCoded, rowsToLearn } from './coded-mentions.js';
import { learnFrom, type LearnParts } from './learn.js';
import { snapshotLearner } from './opener.js';

export interface FoldTrainerParts extends LearnParts {
  readonly goldSets: GoldShelf;
  readonly dataDir: string;
  readonly maxMentionChars: number;
}

/**
 * Trains learners for evaluation runs. What was learned from the same rows stays in `tmp` while the process lives, so that
 * a run for each strategy learns once.
 */
export function foldTrainer(parts: FoldTrainerParts): FoldTrainer {
  const folder = join(dataFolders(parts.dataDir).tmp, 'folds');
  return async ({ snapshot, goldSet, fold, seed }, { signal, onProgress }) => {
    const bare = { ...snapshot, overlay: NO_OVERLAY };
    const { catalogue, manifest } = snapshot.artefact;
    const rows = rowsToLearn(parts.goldSets.rowsPath(goldSet.id), goldSet.splits, {
      split: 'train',
      ...(fold === null ? {} : { fold }),
    });
    const { coded } = await readCoded(rows, catalogue, parts.maxMentionChars);
    const what = [goldSet.sha256, fold, seed, manifest.hash, ...Object.values(manifest.files)];
    const path = join(folder, createHash('sha256').update(JSON.stringify(what)).digest('hex'));
    if (!(await exists(path))) {
      const { learner } = await learnFrom(bare, coded, seed, parts, {
        signal,
        onProgress: (step) => {
          onProgress(step.phase === 'learn' ? step.words : 'mentions are embedded');
        },
      });
      await mkdir(folder, { recursive: true });
      await writeFile(`${path}.part`, encodeLearner(learner), { mode: 0o600 });
      await rename(`${path}.part`, path);
    }
    const hosted = await HostedLearner.open(path);
    // It was trained for this very version: its numbers are the version's rows.
    const concepts = new Map([...hosted.head.classes].map((row) => [row, row]));
    const learner = snapshotLearner('fold', hosted.head.best, false, hosted, concepts);
    return { learner, learned: coded.length };
  };
}
