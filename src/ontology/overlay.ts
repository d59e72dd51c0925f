import type { Catalogue, OverrideRow } from '../store/index.js';

/** What people settled for a mention: the concept that it means, or that nothing is to be proposed for it. */
export type Settled =
  | { readonly kind: 'concept'; readonly conceptRow: number; readonly text: string }
  | { readonly kind: 'stop' };

/** Why an override has no effect on a version. */
export type OverrideProblem = 'concept_missing' | 'concept_retired' | 'concept_not_selectable';

/** The overrides of an ontology as they apply to one version of it. It never changes. */
export interface Overlay {
  /** @param normal the mention's normal form */
  find(normal: string): Settled | undefined;
  /** Those whose concept this version does not have, or cannot propose, by normal form. */
  readonly problems: ReadonlyMap<string, OverrideProblem>;
}

export const NO_OVERLAY: Overlay = { find: () => undefined, problems: new Map() };

/** Ties overrides to the concepts of a version. */
export function overlayOf(rows: readonly OverrideRow[], catalogue: Catalogue): Overlay {
  const settled = new Map<string, Settled>();
  const problems = new Map<string, OverrideProblem>();
  for (const { normal, text, concept_id } of rows) {
    if (concept_id === null) {
      settled.set(normal, { kind: 'stop' });
      continue;
    }
    const concept = catalogue.concept(concept_id);
    const problem = problemOf(concept);
    if (concept && problem === null) settled.set(normal, { kind: 'concept', conceptRow: concept.row, text });
    else problems.set(normal, problem ?? 'concept_missing');
  }
  return { find: (normal) => settled.get(normal), problems };
}

/** Why a concept cannot be what a mention is settled to. */
export function problemOf(concept: ReturnType<Catalogue['concept']>): OverrideProblem | null {
  if (!concept) return 'concept_missing';
  if (concept.status === 'retired') return 'concept_retired';
  return concept.selectable ? null : 'concept_not_selectable';
}
