import type { RunManifest } from '../evaluation/index.js';
import { grouped } from './progress.js';

/** What was learned and took part in a run; nothing where nothing did. */
export function learnersInWords({ learners, settings }: RunManifest): string {
  const [first] = learners;
  if (!first) return '';
  const strategies = [...new Set(learners.map(({ strategy }) => strategy))].join(', ');
  if (settings.learning === 'active')
    return `Ranked by ${strategies}, with learner ${first.id ?? ''} (${grouped(first.learned)} coded mentions).\n`;
  const counts = learners.map(({ learned }) => learned);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const mentions = least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
  const folds = learners.length === 1 ? 'its train rows' : `the train rows of ${learners.length} folds`;
  return `Ranked by ${strategies}, learned for this run from ${folds} (${mentions} coded mentions each).\n`;
}
