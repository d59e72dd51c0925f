import { randomUUID } from 'node:crypto';
import type { Core } from '../../src/core.js';
import { DEFAULT_SETTINGS, mentionFigures, type Evaluation } from '../../src/evaluation/index.js';
import { STRATEGIES, type Strategy } from '../../src/learners/index.js';
import { ACTOR, bringDictionary, silent, type Variant } from './variants.js';
import type { OpenSet } from './sets.js';

/** A strategy that learned, for each fold, from the train rows of that fold. */
export interface Supervised {
  readonly set: OpenSet;
  readonly strategy: Strategy | 'auto';
  readonly evaluation: Evaluation;
}

/** The set's own names: what is learned is to be seen, not what the starter vocabulary lends. */
const DICTIONARY: Variant = 'none';

/** Measures every strategy on the test rows of an open set's folds. */
export async function measureSupervised(
  core: Core,
  set: OpenSet,
  data: string,
  folder: string,
  say: (text: string) => void,
): Promise<Supervised[]> {
  const { goldSet, version } = await bringDictionary(core, set, data, folder, DICTIONARY);
  const measured: Supervised[] = [];
  for (const strategy of [...STRATEGIES, 'auto' as const]) {
    const settings = { ...DEFAULT_SETTINGS, split: set.split, strategy, learning: 'folds' as const };
    const request = { goldSet, ontology: set.name, version, settings, actor: ACTOR };
    const evaluation = await core.evaluations.run(randomUUID(), request, silent);
    measured.push({ set, strategy, evaluation });
    const first = mentionFigures(evaluation.figures).overall.accuracy[0]?.micro.value ?? 0;
    say(`${set.name}, learned for each fold, ${strategy}: Acc@1 ${(100 * first).toFixed(1)}`);
  }
  return measured;
}
