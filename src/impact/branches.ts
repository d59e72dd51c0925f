import type { ConceptRef } from '../ontology/index.js';
import type { Catalogue } from '../store/index.js';
import { refOf } from './changes.js';

/** Tells the top-level branch of concepts, such as the system organ class: the root of the first way up. */
export class Branches {
  readonly #rootOf = new Map<number, ConceptRef | null>();

  constructor(private readonly catalogue: Catalogue) {}

  /** @returns null for a concept that has nothing above it and nothing below */
  of(row: number): ConceptRef | null {
    const way = new Set<number>();
    let at = row;
    let known = this.#rootOf.get(at);
    while (known === undefined) {
      way.add(at);
      const [parent] = this.catalogue.parents(at);
      // A hierarchy that closes on itself ends where it closes.
      known = parent && !way.has(parent.row) ? this.#rootOf.get(parent.row) : this.#root(at);
      at = parent?.row ?? at;
    }
    for (const step of way) this.#rootOf.set(step, known);
    return known;
  }

  #root(row: number): ConceptRef | null {
    const concept = this.catalogue.conceptAt(row);
    return concept && this.catalogue.children(row).length > 0 ? refOf(concept) : null;
  }
}
