import type { Catalogue, CatalogueNameRow, StoredConcept } from '../store/index.js';
import type { Branches } from './branches.js';
import { refOf, type Change, type ChangeKind } from './changes.js';
import type { Versions } from './successors.js';

/** A name that a concept lost or got. */
interface Entry {
  readonly text: string;
  readonly code: string | null;
  /** Row of the concept in its own version. */
  readonly row: number;
  /** Another change tells of it already, unless the name went to another concept. */
  readonly told: boolean;
}

type Entries = Map<string, Entry[]>;

/** The ontology's own names of a concept by their normal form. */
export type OwnNames = ReadonlyMap<string, CatalogueNameRow>;

/** Names that the starter vocabulary lent are not the ontology's to change. */
export function ownNames(catalogue: Catalogue, row: number): OwnNames {
  const own = new Map<string, CatalogueNameRow>();
  for (const name of catalogue.names(row)) {
    if (name.origin !== 'ontology') continue;
    const key = name.normal === '' ? name.text : name.normal;
    const known = own.get(key);
    if (!known || (known.current === false && name.current !== false)) own.set(key, name);
  }
  return own;
}

/**
 * Keeps what concepts lost and got, until all are seen and it is known which names moved. Holds names that changed
 * only.
 */
export class NameLedger {
  readonly #lost: Entries = new Map();
  readonly #gained: Entries = new Map();

  lose(key: string, name: CatalogueNameRow, told: boolean): void {
    put(this.#lost, key, name, told);
  }

  gain(key: string, name: CatalogueNameRow, told: boolean): void {
    put(this.#gained, key, name, told);
  }

  /** The changes of names, once every concept of both versions was seen. */
  *changes({ from, to }: Versions, branches: { from: Branches; to: Branches }): Generator<Change, void> {
    const branchOf = (concept: StoredConcept, old: boolean) => {
      const now = old ? to.concept(concept.id) : concept;
      return now ? branches.to.of(now.row) : branches.from.of(concept.row);
    };
    for (const [key, lost] of this.#lost) {
      const holders = (this.#gained.get(key) ?? []).flatMap(({ row }) => to.conceptAt(row) ?? []);
      for (const { text, code, row, told } of lost) {
        const concept = from.conceptAt(row);
        if (!concept || (told && holders.length === 0)) continue;
        const moved = holders.length > 0;
        yield {
          ...nameChange(moved ? 'name_moved' : 'name_removed', concept, code),
          branch: branchOf(concept, true),
          before: text,
          after: moved ? (this.#gained.get(key)?.[0]?.text ?? null) : null,
          from: moved ? [refOf(concept)] : [],
          to: holders.map(refOf),
        };
      }
    }
    for (const [key, gained] of this.#gained) {
      if (this.#lost.has(key)) continue;
      for (const { text, code, row, told } of gained) {
        const concept = told ? undefined : to.conceptAt(row);
        if (!concept) continue;
        yield { ...nameChange('name_added', concept, code), branch: branchOf(concept, false), after: text };
      }
    }
  }
}

function nameChange(kind: ChangeKind, concept: StoredConcept, code: string | null): Change {
  return {
    ...{ kind, concept: refOf(concept), branch: null, before: null, after: null },
    ...{ from: [], to: [], sign: null, code },
  };
}

function put(entries: Entries, key: string, { text, code, concept }: CatalogueNameRow, told: boolean): void {
  const entry = { text, code: code ?? null, row: concept, told };
  const known = entries.get(key);
  if (known) known.push(entry);
  else entries.set(key, [entry]);
}
