import type { Catalogue, StoredConcept } from '../store/index.js';
import { normalForm } from '../text/index.js';
import type { SuccessorSign } from './changes.js';

/** The version that answers, and the one that would. */
export interface Versions {
  readonly from: Catalogue;
  readonly to: Catalogue;
}

/** What stands for a concept that is retired or gone. */
export interface Succession {
  readonly sign: SuccessorSign;
  /** Current concepts of the new version; several where the old one was split. */
  readonly concepts: readonly StoredConcept[];
}

/**
 * Finds what stands for a concept in the new version: by what the sources say, over as many steps as it takes to
 * a current concept; else the concept that has its id as a name's code; else the one that has its name.
 * @returns null where there is nothing
 */
export function successionOf({ id, name }: StoredConcept, versions: Versions): Succession | null {
  return (
    followed(id, versions) ??
    found('code', holders(versions.to.namesOfCode(id), versions.to), id) ??
    found('name', holders(versions.to.namesOfNormal(normalForm(name)), versions.to), id)
  );
}

/** The concepts that names belong to, each once; only names of the ontology itself count. */
export function holders(names: ReturnType<Catalogue['names']>, catalogue: Catalogue): StoredConcept[] {
  const rows = new Set(names.filter(({ origin }) => origin === 'ontology').map(({ concept }) => concept));
  return [...rows].flatMap((row) => catalogue.conceptAt(row) ?? []);
}

function followed(start: string, versions: Versions): Succession | null {
  const seen = new Set([start]);
  const reached: StoredConcept[] = [];
  let sign: SuccessorSign | null = null;
  let ids = [start];
  while (ids.length > 0) {
    const steps = ids.flatMap((id) => stepsFrom(id, versions)).filter(({ id }) => !seen.has(id));
    sign ??= steps[0]?.sign ?? null;
    ids = [];
    for (const { id } of steps) {
      if (seen.has(id)) continue;
      seen.add(id);
      const concept = versions.to.concept(id);
      if (concept?.status === 'current') reached.push(concept);
      else ids.push(id);
    }
  }
  return sign === null ? null : found(sign, reached, start);
}

function stepsFrom(
  id: string,
  { from, to }: Versions,
): { readonly id: string; readonly sign: SuccessorSign }[] {
  const named = to.concept(id)?.replacedBy ?? from.concept(id)?.replacedBy;
  return [
    ...(named ? [{ id: named, sign: 'replaced_by' as const }] : []),
    ...to.replacing(id).map((concept) => ({ id: concept.id, sign: 'replaces' as const })),
  ];
}

function found(sign: SuccessorSign, all: readonly StoredConcept[], except: string): Succession | null {
  const concepts = all.filter(({ id, status }) => status === 'current' && id !== except);
  return concepts.length === 0 ? null : { sign, concepts };
}
