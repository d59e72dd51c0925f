import { AppError } from '../../errors.js';
import type { SnomedConcepts } from './snomed-concepts.js';
import type { Relation } from './snomed-hierarchy.js';

/** The concept above all others. */
export const ROOT = '138875005';
export const CLINICAL_FINDING = '404684003';

export interface SnomedSelection {
  /** Whether the concept of a row is read. */
  readonly has: (row: number) => boolean;
  /** What was chosen, in words. */
  readonly words: string;
}

/**
 * Chooses the concepts that are read: those of `below` and all below them, and inactive ones that one of these
 * stands for now. Nothing is below an inactive concept.
 * @param below ids of concepts, or `all`; undefined for clinical findings, or all in a release that has none
 * @throws AppError `invalid_request` when the release has no such active concept
 */
export function selectConcepts(
  concepts: SnomedConcepts,
  hierarchy: Relation,
  successors: Relation,
  below: readonly string[] | undefined,
): SnomedSelection {
  const everything = { has: () => true };
  if (below?.some((id) => id.toLowerCase() === 'all') === true)
    return { ...everything, words: 'all concepts' };
  const ids = below ?? [CLINICAL_FINDING];
  const roots: number[] = [];
  for (const id of ids) {
    const row = concepts.row(id);
    if (row !== undefined && concepts.isActive(row)) roots.push(row);
    else if (below === undefined)
      return { ...everything, words: `all concepts, as the release has no active ${CLINICAL_FINDING}` };
    else throw unusable(id, row, concepts, successors);
  }
  const taken = new Uint8Array(concepts.size);
  const current = spread(roots, hierarchy, taken);
  spread(current, successors, taken);
  return { has: (row) => taken[row] === 1, words: ids.join(', ') };
}

/** Marks the starts and, against the direction of the relation, all that leads to them; each once, also in cycles. */
function spread(starts: readonly number[], { from }: Relation, taken: Uint8Array): number[] {
  const reached = [...starts];
  for (const row of starts) taken[row] = 1;
  for (const row of reached) {
    for (const other of from.of(row)) {
      if (taken[other] === 1) continue;
      taken[other] = 1;
      reached.push(other);
    }
  }
  return reached;
}

function unusable(
  id: string,
  row: number | undefined,
  concepts: SnomedConcepts,
  successors: Relation,
): AppError {
  if (row === undefined)
    return new AppError(
      'invalid_request',
      `below: the release has no concept “${id}”. Give ids of its concepts, such as ${CLINICAL_FINDING}, or all.`,
    );
  const [successor] = successors.to.of(row);
  const instead =
    successor === undefined ? 'Give an active concept.' : `${concepts.id(successor)} stands for it now.`;
  return new AppError(
    'invalid_request',
    `below: the concept ${id} is inactive in this release, so nothing is below it. ${instead}`,
  );
}
