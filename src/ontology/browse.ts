import { AppError } from '../errors.js';
import { normalForm } from '../text/index.js';
import type { Catalogue, StoredConcept } from '../store/index.js';
import {
  CONCEPT_STATUSES,
  NAME_KINDS,
  NAME_ORIGINS,
  type CatalogueName,
  type ConceptDetail,
  type ConceptRef,
  type ConceptStatus,
} from './concept.js';
import type { LoadedArtefact } from './loaded.js';
import { pageByOffset, type Page } from '../paging.js';
import type { ConceptHit } from './service.js';

/** Ways up that are listed, and steps of each: a hierarchy with a cycle or a thousand parents stays readable. */
const MAX_PATHS = 20;
const MAX_DEPTH = 40;
/** Words of a search; further ones are passed over. */
const MOST_WORDS = 8;

/** @throws AppError `concept_not_found` */
export function conceptDetail(
  { catalogue, lexicon }: Pick<LoadedArtefact, 'catalogue' | 'lexicon'>,
  ontology: string,
  id: string,
): ConceptDetail {
  const concept = catalogue.concept(id);
  if (!concept) {
    throw new AppError('concept_not_found', `${ontology} has no concept "${id}" in its active version.`);
  }
  return {
    ...refOf(concept),
    definition: concept.definition,
    status: statusOf(concept),
    selectable: concept.selectable,
    names: namesOf(catalogue, concept.row),
    replacedBy: concept.replacedBy,
    groups: catalogue.groups(concept.row),
    reported: concept.reported,
    near: lexicon.nearTo(concept.row),
    parents: catalogue.parents(concept.row).map(refOf),
    children: catalogue.children(concept.row).map(refOf),
    paths: pathsUp(catalogue, concept.row),
  };
}

/** The concept's names, with where each comes from. */
export function namesOf(catalogue: Catalogue, row: number): CatalogueName[] {
  return catalogue.names(row).map(({ text, kind, origin, code, current }) => ({
    text,
    kind: NAME_KINDS.find((known) => known === kind) ?? 'synonym',
    origin: NAME_ORIGINS.find((known) => known === origin) ?? 'ontology',
    ...(code ? { code } : {}),
    ...(current === false ? { current } : {}),
  }));
}

/** Each way from the concept's parent to a root; a cycle ends where it closes. */
export function pathsUp(catalogue: Catalogue, row: number): ConceptRef[][] {
  const paths: ConceptRef[][] = [];
  const climb = (from: number, path: readonly StoredConcept[]): void => {
    if (paths.length >= MAX_PATHS) return;
    const parents = catalogue
      .parents(from)
      .filter((parent) => parent.row !== row && !path.some((step) => step.row === parent.row));
    if (parents.length === 0 || path.length >= MAX_DEPTH) {
      if (path.length > 0) paths.push(path.map(refOf));
      return;
    }
    for (const parent of parents) climb(parent.row, [...path, parent]);
  };
  climb(row, []);
  return paths;
}

/**
 * Concepts that have every word of `q` in one of their names; without `q`, all of them in the source's order.
 * @throws AppError `invalid_request` for a cursor that was not given out here
 */
export function searchConcepts(
  catalogue: Catalogue,
  { q, cursor, limit }: { q?: string; cursor?: string; limit: number },
): Page<ConceptHit> {
  const words = [...new Set(normalForm(q ?? '').split(' '))]
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, MOST_WORDS);
  const nothing = q !== undefined && q.trim() !== '' && words.length === 0;
  return pageByOffset({ limit, ...(cursor === undefined ? {} : { cursor }) }, (count, offset) =>
    (nothing ? [] : catalogue.search(words, count, offset)).map(({ concept, matched }) => ({
      ...refOf(concept),
      status: statusOf(concept),
      matchedName: matched,
    })),
  );
}

function statusOf(concept: StoredConcept): ConceptStatus {
  return CONCEPT_STATUSES.find((status) => status === concept.status) ?? 'current';
}

function refOf({ id, name, level }: StoredConcept): ConceptRef {
  return { id, name, level };
}
