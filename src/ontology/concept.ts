/** What sort of name it is, strongest first. */
export const NAME_KINDS = ['preferred', 'synonym', 'lay'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/**
 * Where a name comes from: the ontology's own file; the starter vocabulary, as the concept's name equals one there; the
 * concept there that is near to it.
 */
export const NAME_ORIGINS = ['ontology', 'starter', 'near'] as const;
export type NameOrigin = (typeof NAME_ORIGINS)[number];

export const CONCEPT_STATUSES = ['current', 'retired'] as const;
export type ConceptStatus = (typeof CONCEPT_STATUSES)[number];

export interface ConceptName {
  readonly text: string;
  readonly kind: NameKind;
  /** The source's own code for the name, where names have codes: that of an LLT of MedDRA. */
  readonly code?: string;
  /** False for a name that the source gives as out of use: it is recognised all the same. */
  readonly current?: boolean;
}

/** A collection that the source puts the concept in, beside its hierarchy: an SMQ of MedDRA. */
export interface ConceptGroup {
  readonly id: string;
  readonly name: string;
  /** How the concept belongs to it, in the source's own word: `narrow` or `broad` in an SMQ. */
  readonly scope: string | null;
}

/** One entry of an ontology, as a reader finds it in the source. */
export interface SourceConcept {
  readonly id: string;
  readonly name: string;
  /** Further names; the preferred one is `name`. */
  readonly names: readonly ConceptName[];
  readonly definition: string | null;
  readonly parents: readonly string[];
  /** The ontology's own word for its level (`system`, `PT`), where it has levels. */
  readonly level: string | null;
  readonly status: ConceptStatus;
  /** False for headings that nobody codes to; they stand in the hierarchy and are never proposed. */
  readonly selectable: boolean;
  /** Ids that this concept stands for now, where there are any: other concepts were merged into it. */
  readonly replaces?: readonly string[];
  /** For a retired concept, the one that stands for it now, where one is named; it may be retired itself. */
  readonly replacedBy?: string | null;
  readonly groups?: readonly ConceptGroup[];
  /** How often people report it, as a count: of two concepts that are as near, this one comes first. */
  readonly reported?: number;
}

/** Whether a mention may be coded to the concept: neither a heading nor retired. */
export function canBeProposed(concept: { readonly selectable: boolean; readonly status: string }): boolean {
  return concept.selectable && concept.status === 'current';
}

export interface ConceptRef {
  readonly id: string;
  readonly name: string;
  readonly level: string | null;
}

/** A concept of the starter vocabulary that is near to one of an ontology. */
export interface NearConcept {
  readonly id: string;
  readonly name: string;
  /** Of their names. */
  readonly cosine: number;
}

export interface CatalogueName extends ConceptName {
  readonly origin: NameOrigin;
}

/** One concept with all that is known of it, for browsing. */
export interface ConceptDetail extends ConceptRef {
  readonly definition: string | null;
  readonly status: ConceptStatus;
  readonly selectable: boolean;
  readonly names: readonly CatalogueName[];
  /** For a retired concept, the id of the one that stands for it now, where the source names one. */
  readonly replacedBy: string | null;
  readonly groups: readonly ConceptGroup[];
  /** How often people report it, which ranks it a little; null where nothing is known. */
  readonly reported: number | null;
  /** The starter's concept whose names speak for it, at a discount, as it is near: see `src/ontology/lent-build.ts`. */
  readonly near: NearConcept | null;
  readonly parents: readonly ConceptRef[];
  readonly children: readonly ConceptRef[];
  /** From the concept's parent up to a root, one list for each way up. */
  readonly paths: readonly (readonly ConceptRef[])[];
}
