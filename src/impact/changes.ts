import type { ConceptRef } from '../ontology/index.js';
import type { StoredConcept } from '../store/index.js';

/** What can change between two versions: of concepts first, then of names. */
export const CHANGE_KINDS = [
  'added',
  'removed',
  'retired',
  'reinstated',
  'renamed',
  'respelled',
  'recased',
  'moved',
  'level_changed',
  'selectable_lost',
  'selectable_gained',
  'name_moved',
  'name_currency_lost',
  'name_currency_gained',
  'name_added',
  'name_removed',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  added: 'Concepts that are new',
  removed: 'Concepts that are gone',
  retired: 'Concepts that were retired',
  reinstated: 'Concepts that were retired and are current again',
  renamed: 'Concepts with another preferred name',
  respelled: 'Concepts whose preferred name has other punctuation or signs',
  recased: 'Concepts whose preferred name has other capitals',
  moved: 'Concepts with other parents',
  level_changed: 'Concepts on another level',
  selectable_lost: 'Concepts that became headings',
  selectable_gained: 'Headings that can be coded to now',
  name_moved: 'Names that another concept has now',
  name_currency_lost: 'Names that went out of use',
  name_currency_gained: 'Names that are in use again',
  name_added: 'Names that concepts got',
  name_removed: 'Names that concepts lost',
};

/** How a successor was found: what the concept says, what the successor says, a code, or the same name. */
export const SUCCESSOR_SIGNS = ['replaced_by', 'replaces', 'code', 'name'] as const;
export type SuccessorSign = (typeof SUCCESSOR_SIGNS)[number];

/** One difference between two versions. */
export interface Change {
  readonly kind: ChangeKind;
  /** As the new version has it; as the old one had it where it is gone, and for a name that moved. */
  readonly concept: ConceptRef;
  /** The root of its first way up; null where it stands in no hierarchy. */
  readonly branch: ConceptRef | null;
  /** The old name or level; null where the kind has none. */
  readonly before: string | null;
  readonly after: string | null;
  /** `moved`: parents before; `name_moved`: the concept that had the name. */
  readonly from: readonly ConceptRef[];
  /** `moved`: parents now; `name_moved`: who has the name; `removed` and `retired`: what stands for it now. */
  readonly to: readonly ConceptRef[];
  /** How the successors in `to` were found. */
  readonly sign: SuccessorSign | null;
  /** The source's own code for the name that changed. */
  readonly code: string | null;
}

export function refOf({ id, name, level }: StoredConcept): ConceptRef {
  return { id, name, level };
}
