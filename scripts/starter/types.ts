/** Where a line of the vocabulary stands, for messages a person can act on. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Something that keeps the vocabulary from being built. */
export interface Problem extends Place {
  readonly message: string;
}

export type Level = 'system' | 'group' | 'concept';

interface Sourced {
  /** Undefined until the builder gives the line its id. */
  readonly id: string | undefined;
  readonly name: string;
  readonly place: Place;
}

export interface SystemEntry extends Sourced {
  readonly level: 'system';
}

export interface GroupEntry extends Sourced {
  readonly level: 'group';
  /** Id of the system the group belongs to. */
  readonly system: string;
}

export interface ConceptEntry extends Sourced {
  readonly level: 'concept';
  /** Name of the group the concept belongs to. */
  readonly group: string;
  readonly definition: string;
  readonly synonyms: readonly string[];
  readonly lay: readonly string[];
}

export type Entry = SystemEntry | GroupEntry | ConceptEntry;
export type HierarchyEntry = SystemEntry | GroupEntry;

/** Every name of a concept, the preferred one first. */
export function namesOf({ name, synonyms, lay }: ConceptEntry): readonly string[] {
  return [name, ...synonyms, ...lay];
}

/** An entry after the builder has seen to its id. */
export type Identified<E extends Entry> = E & { readonly id: string };

/** Compares by code unit, so that output does not depend on the machine's locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
