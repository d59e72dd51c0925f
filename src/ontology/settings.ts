import type { OverrideStore, ThresholdStore } from '../store/index.js';
import type { Snapshot } from './live.js';
import type { LoadedArtefact } from './loaded.js';
import { overlayOf } from './overlay.js';
import { thresholdsOf } from './threshold-values.js';

/** What people decided for an ontology, whichever of its versions answers. */
export interface SettingStores {
  readonly overrides: OverrideStore;
  readonly thresholds: ThresholdStore;
}

/** What people decided, as it applies to an artefact of the ontology. */
export async function settingsOf(
  { overrides, thresholds }: SettingStores,
  ontology: string,
  { catalogue }: LoadedArtefact,
): Promise<Pick<Snapshot, 'overlay' | 'thresholds'>> {
  return {
    overlay: overlayOf(await overrides.all(ontology), catalogue),
    thresholds: thresholdsOf(await thresholds.find(ontology)),
  };
}
