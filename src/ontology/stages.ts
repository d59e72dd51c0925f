import type { ArtefactSpec } from './artefact.js';

export interface StageChoice {
  /** `auto` takes the graph above so many names. */
  readonly index: 'auto' | 'exact' | 'hnsw';
  readonly hnswAbove: number;
}

/** Graph parameters: links per node, and candidates looked at while building (Malkov and Yashunin 2018). */
export const GRAPH = { m: 16, efConstruction: 200 } as const;

/** Lay names to embed above which a first start does not wait for them. */
const DEFER_LAY_ABOVE = 10_000;

export type ArtefactBase = Omit<ArtefactSpec, 'lay' | 'index'>;

/**
 * The artefacts of a version, from the one that is there soonest to the one that it ends with. Each answers
 * for itself; the next replaces it by a swap in the background.
 * @param names names that can be proposed
 * @param coreNames those of them that are not lay
 */
export function stagesOf(
  base: ArtefactBase,
  names: number,
  coreNames: number,
  { index, hnswAbove }: StageChoice,
): readonly [ArtefactSpec, ...ArtefactSpec[]] {
  const exact = { kind: 'exact' } as const;
  const whole: ArtefactSpec = { ...base, lay: 'embedded', index: exact };
  const graph = index === 'hnsw' || (index === 'auto' && names > hnswAbove);
  const last: ArtefactSpec[] = graph ? [{ ...whole, index: { kind: 'hnsw', ...GRAPH } }] : [];
  return names - coreNames > DEFER_LAY_ABOVE
    ? [{ ...whole, lay: 'deferred' }, whole, ...last]
    : [whole, ...last];
}

/** The first stage that searches all names. */
export function firstWhole(stages: readonly [ArtefactSpec, ...ArtefactSpec[]]): ArtefactSpec {
  return stages.find((spec) => spec.lay === 'embedded') ?? stages[0];
}
