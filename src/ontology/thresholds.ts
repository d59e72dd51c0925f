import { AppError } from '../errors.js';
import type { ThresholdRow, ThresholdStore } from '../store/index.js';
import { thresholdsOf, type Thresholds } from './threshold-values.js';
import type { LiveOntologies } from './live.js';
import type { OntologyStates } from './states.js';
import type { Switcher } from './switcher.js';

/** The thresholds of an ontology, and whose choice they are. */
export interface ThresholdSetting {
  readonly ontology: string;
  readonly thresholds: Thresholds;
  /** Null while the defaults hold. */
  readonly chosen: { readonly by: string; readonly at: string; readonly note: string } | null;
}

export interface ThresholdRequest {
  readonly ontology: string;
  /** Null: the defaults hold again. */
  readonly thresholds: Thresholds | null;
  /** Why, such as the run that they were proposed from. */
  readonly note: string;
  readonly expectedGeneration?: number;
  readonly actor: string;
}

/** Says from which confidence on an ontology's mentions are coded automatically, suggested or put up for review. */
export interface ThresholdService {
  /** @throws AppError `ontology_not_found`, `not_ready`, `version_not_loaded` */
  get(ontology: string): Promise<ThresholdSetting>;
  /**
   * The next generation decides by the new thresholds; they hold for every version of the ontology.
   * @returns the generation; null where nothing changed
   * @throws AppError `thresholds_invalid`, `generation_conflict`, and what `get` throws
   */
  change(request: ThresholdRequest): Promise<ThresholdSetting & { readonly generation: number | null }>;
}

export interface ThresholdParts {
  readonly store: ThresholdStore;
  readonly switcher: Switcher;
  readonly live: LiveOntologies;
  readonly states: OntologyStates;
}

export function createThresholds({ store, switcher, live, states }: ThresholdParts): ThresholdService {
  const get = async (ontology: string): Promise<ThresholdSetting> => {
    states.require(live, ontology);
    return settingOf(ontology, await store.find(ontology));
  };
  return {
    get,
    change: async ({ ontology, thresholds, note, expectedGeneration, actor }) => {
      const { generation: seen } = states.require(live, ontology);
      if (thresholds) check(thresholds);
      const before = await get(ontology);
      if (isSame(before, thresholds)) return { ...before, generation: null };
      const seenGeneration = expectedGeneration ?? seen;
      const generation = await switcher.decideBy({ ontology, thresholds, note, actor, seenGeneration });
      return { ...(await get(ontology)), generation };
    },
  };
}

function settingOf(ontology: string, row: ThresholdRow | undefined): ThresholdSetting {
  const chosen = row ? { by: row.changed_by, at: row.changed_at, note: row.note } : null;
  return { ontology, thresholds: thresholdsOf(row), chosen };
}

function isSame({ thresholds, chosen }: ThresholdSetting, wanted: Thresholds | null): boolean {
  if (!wanted || !chosen) return wanted === null && chosen === null;
  return (['auto', 'suggest', 'review'] as const).every((key) => thresholds[key] === wanted[key]);
}

function check({ auto, suggest, review }: Thresholds): void {
  const ordered = 1 >= auto && auto >= suggest && suggest >= review && review >= 0;
  if (ordered) return;
  throw new AppError(
    'thresholds_invalid',
    `auto ${auto}, suggest ${suggest} and review ${review} must lie between 0 and 1, and not rise from one to the next.`,
  );
}
