import { canBeProposed, type ConceptRef } from '../ontology/index.js';
import type { Catalogue, CatalogueNameRow, StoredConcept } from '../store/index.js';
import { refOf } from './changes.js';
import { sameIds } from './compare.js';
import { holders, successionOf, type Versions } from './successors.js';

/** What a new version means for what a mention is coded to. */
export const REMAP_STATUSES = [
  'unchanged',
  'renamed',
  'moved',
  'merged',
  'retired_with_successor',
  'name_moved',
  'name_not_current',
  'invalid',
  'unknown',
  'none',
] as const;
export type RemapStatus = (typeof REMAP_STATUSES)[number];

export const REMAP_WORDS: Readonly<Record<RemapStatus, string>> = {
  unchanged: 'Nothing changes',
  renamed: 'The concept, or the name, is called otherwise',
  moved: 'The concept has other parents',
  merged: 'The concept is gone, and another one stands for it',
  retired_with_successor: 'The concept is retired, and another one stands for it',
  name_moved: 'The name belongs to another concept',
  name_not_current: 'The name is out of use',
  invalid: 'Nothing stands for the concept: code it anew',
  unknown: 'Neither version has it',
  none: 'Coded to nothing, so not affected',
};

/** Statuses that ask nothing of anybody. */
export const UNAFFECTED: readonly RemapStatus[] = ['unchanged', 'none'];
/** Statuses for which the new version's best concepts are proposed. */
export const PROPOSED: readonly RemapStatus[] = ['invalid', 'unknown'];

/** What became of a concept or code that something is coded to. */
export interface Judgement {
  readonly status: RemapStatus;
  /** The concept in the old version; null where it has none. */
  readonly was: ConceptRef | null;
  /** What stands for it in the new version; of several a person has to choose. */
  readonly now: readonly ConceptRef[];
  readonly detail: string;
}

/** Where an id leads in a version: to a concept, or to the one that has a name with that code. */
interface Place {
  readonly concept: StoredConcept;
  /** The name that has the code; null where the id is the concept's own. */
  readonly name: CatalogueNameRow | null;
}

/** Judges the id of a concept, or the code of a name such as an LLT of MedDRA. */
export function judge(id: string, versions: Versions): Judgement {
  const was = placeOf(id, versions.from);
  const now = placeOf(id, versions.to);
  if (!now) {
    if (!was) return alias(id, versions);
    return was.name ? withoutName(was.concept, was.name, versions) : gone(was.concept, versions);
  }
  const before = was ? refOf(was.concept) : null;
  if (now.concept.status !== 'current') return retired(before, now.concept, versions);
  if (!now.concept.selectable) return { ...invalid(before), detail: `“${now.concept.name}” is a heading.` };
  const here = { was: before, now: [refOf(now.concept)] };
  if (!was)
    return { status: 'unchanged', ...here, detail: 'The new version has it, and the old one has not.' };
  if (was.concept.id === now.concept.id) return sameConcept(was, now, versions);
  if (!was.name) return { status: 'merged', ...here, detail: `It is a name of “${now.concept.name}” now.` };
  return { status: 'name_moved', ...here, detail: `It was a name of “${was.concept.name}”.` };
}

function placeOf(id: string, catalogue: Catalogue): Place | null {
  const concept = catalogue.concept(id);
  if (concept) return { concept, name: null };
  const names = catalogue.namesOfCode(id);
  const name = names.find(({ current }) => current !== false) ?? names[0];
  const holder = name && catalogue.conceptAt(name.concept);
  return holder ? { concept: holder, name } : null;
}

function sameConcept(was: Place, now: Place, { from, to }: Versions): Judgement {
  const here = { was: refOf(was.concept), now: [refOf(now.concept)] };
  if (now.name?.current === false && was.name?.current !== false)
    return { status: 'name_not_current', ...here, detail: `“${now.name.text}” is out of use.` };
  const parentsChanged = !sameIds(from.parents(was.concept.row), to.parents(now.concept.row));
  const renamed = [
    [was.concept.name, now.concept.name],
    ...(was.name && now.name ? [[was.name.text, now.name.text]] : []),
  ].find(([before, after]) => before !== after);
  if (renamed) {
    const also = parentsChanged ? ' Its parents changed, too.' : '';
    return { status: 'renamed', ...here, detail: `It was called “${renamed[0] ?? ''}”.${also}` };
  }
  if (parentsChanged) {
    const names = to.parents(now.concept.row).map(({ name }) => `“${name}”`);
    return { status: 'moved', ...here, detail: `It stands below ${names.join(', ') || 'nothing'} now.` };
  }
  return { status: 'unchanged', ...here, detail: '' };
}

function retired(was: ConceptRef | null, concept: StoredConcept, versions: Versions): Judgement {
  const successors = selectable(concept, versions);
  if (successors.length > 0)
    return { status: 'retired_with_successor', was, now: successors, detail: choice(successors) };
  const before =
    versions.from.concept(concept.id)?.status === 'retired' ? 'It was retired before, too' : 'It is retired';
  return { ...invalid(was), detail: `${before}, and nothing stands for it.` };
}

function gone(concept: StoredConcept, versions: Versions): Judgement {
  const successors = selectable(concept, versions);
  const was = refOf(concept);
  if (successors.length > 0) return { status: 'merged', was, now: successors, detail: choice(successors) };
  return { ...invalid(was), detail: 'It is gone, and nothing stands for it.' };
}

/** An id that no concept has any more, but that concepts say they stand for. */
function alias(id: string, versions: Versions): Judgement {
  const [before] = versions.from.replacing(id);
  const was = before ? refOf(before) : null;
  const heirs = versions.to.replacing(id).filter(canBeProposed).map(refOf);
  if (heirs.length > 0) return { status: 'merged', was, now: heirs, detail: choice(heirs) };
  if (!before || !was) return { status: 'unknown', was, now: [], detail: 'Neither version has this id.' };
  const still = versions.to.concept(before.id);
  if (still && canBeProposed(still)) return { status: 'merged', was, now: [refOf(still)], detail: '' };
  return gone(before, versions);
}

/** A name whose code is gone: somebody may still have the name. */
function withoutName(concept: StoredConcept, name: CatalogueNameRow, versions: Versions): Judgement {
  const { to } = versions;
  const was = refOf(concept);
  const same = holders(to.namesOfNormal(name.normal), to).filter(canBeProposed);
  const own = same.find(({ id }) => id === concept.id);
  if (own)
    return {
      status: 'unchanged',
      was,
      now: [refOf(own)],
      detail: 'The code is gone; the name is still there.',
    };
  if (same.length > 0) return { status: 'name_moved', was, now: same.map(refOf), detail: choice(same) };
  const still = to.concept(concept.id);
  if (still && canBeProposed(still))
    return {
      status: 'merged',
      was,
      now: [refOf(still)],
      detail: `“${name.text}” is gone; its concept is still there.`,
    };
  const successors = selectable(concept, versions);
  if (successors.length > 0) return { status: 'merged', was, now: successors, detail: choice(successors) };
  return { ...invalid(was), detail: `“${name.text}” and its concept are gone, and nothing stands for them.` };
}

function selectable(concept: StoredConcept, versions: Versions): ConceptRef[] {
  return successionOf(concept, versions)?.concepts.filter(canBeProposed).map(refOf) ?? [];
}

function choice(concepts: readonly unknown[]): string {
  return concepts.length === 1 ? '' : `${concepts.length} concepts stand for it: choose one.`;
}

function invalid(was: ConceptRef | null): Judgement {
  return { status: 'invalid', was, now: [], detail: '' };
}
