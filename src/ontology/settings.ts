import type { LearnerStore, OverrideStore, ThresholdStore } from '../store/index.js';
import { loadLearnerState, type LearnerOpener } from './learner.js';
import type { Snapshot } from './live.js';
import type { LoadedArtefact } from './loaded.js';
import { overlayOf } from './overlay.js';
import { thresholdsOf } from './threshold-values.js';

/** What people decided for an ontology, whichever of its versions answers. */
export interface SettingStores {
  readonly overrides: OverrideStore;
  readonly thresholds: ThresholdStore;
  readonly learners: LearnerStore;
  readonly openLearner: LearnerOpener;
}

/**
 * What people decided, as it applies to an artefact of the ontology.
 * @param before a snapshot whose learner is taken over where it is the same
 */
export async function settingsOf(
  { overrides, thresholds, learners, openLearner }: SettingStores,
  ontology: string,
  artefact: LoadedArtefact,
  before?: Pick<Snapshot, 'artefact' | 'learner'>,
): Promise<Pick<Snapshot, 'overlay' | 'thresholds' | 'learner'>> {
  return {
    overlay: overlayOf(await overrides.all(ontology), artefact.catalogue),
    thresholds: thresholdsOf(await thresholds.find(ontology)),
    learner: await loadLearnerState(await learners.active(ontology), artefact, openLearner, before),
  };
}
