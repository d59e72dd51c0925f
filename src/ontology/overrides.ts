import { AppError } from '../errors.js';
import { pageByOffset, type Page, type PageQuery } from '../paging.js';
import { digestOf, type NewOverride, type OverrideRow, type OverrideStore } from '../store/index.js';
import { cleanMention, normalForm } from '../text/index.js';
import type { LiveOntologies, Snapshot } from './live.js';
import { problemOf, type OverrideProblem } from './overlay.js';
import type { OntologyStates } from './states.js';
import type { Switcher } from './switcher.js';

/** A mention that somebody settled. */
export interface Override {
  /** Stands for the mention in addresses. */
  readonly id: string;
  readonly mention: string;
  /** Null: nothing is proposed for the mention. */
  readonly conceptId: string | null;
  /** The concept's name in the active version. */
  readonly conceptName: string | null;
  readonly note: string;
  readonly changedAt: string;
  readonly changedBy: string;
  /** Why it has no effect on the active version; null while it has. */
  readonly problem: OverrideProblem | null;
}

export interface OverrideEntry {
  readonly mention: string;
  readonly conceptId: string | null;
  readonly note?: string;
}

export interface OverrideRequest {
  readonly ontology: string;
  readonly set: readonly OverrideEntry[];
  /** Ids of overrides that go; those that are not there are passed over. */
  readonly remove: readonly string[];
  readonly expectedGeneration?: number;
  readonly actor: string;
}

export interface OverrideResult {
  readonly ontology: string;
  /** From which on mentions are answered with the change; null when nothing changed. */
  readonly generation: number | null;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** Settles mentions by hand; HTTP and command line both stand on it. */
export interface OverrideService {
  /** In the order of their normal forms. @throws AppError `ontology_not_found`, `not_ready`, `version_not_loaded` */
  list(ontology: string, query: PageQuery): Promise<Page<Override>>;
  /**
   * Adds, changes and removes overrides, all or none; the next generation answers with them.
   * @throws AppError `override_invalid`, `generation_conflict`, and what `list` throws
   */
  change(request: OverrideRequest): Promise<OverrideResult>;
}

export interface OverrideParts {
  readonly store: OverrideStore;
  readonly switcher: Switcher;
  readonly live: LiveOntologies;
  readonly states: OntologyStates;
}

const MOST_NOTE = 1000;
const MOST_TOLD = 10;

export function createOverrides({ store, switcher, live, states }: OverrideParts): OverrideService {
  return {
    list: async (ontology, query) => {
      const snapshot = states.require(live, ontology);
      const rows = await store.all(ontology);
      return pageByOffset(query, (count, offset) =>
        rows.slice(offset, offset + count).map((row) => overrideOf(row, snapshot)),
      );
    },
    change: async ({ ontology, set, remove, expectedGeneration, actor }) => {
      const snapshot = states.require(live, ontology);
      const wanted = readEntries(set, snapshot);
      const known = new Map((await store.all(ontology)).map((row) => [row.normal, row]));
      const changes = wanted.filter((entry) => !isSame(entry, known.get(entry.normal)));
      const gone = new Set(remove);
      const removed = [...known.keys()].filter((normal) => gone.has(digestOf(normal)));
      const leaving = new Set(removed);
      const twice = changes.find(({ normal }) => leaving.has(normal));
      if (twice) throw invalid(`“${twice.text}” is to be set and removed at once.`);
      const added = changes.filter(({ normal }) => !known.has(normal)).length;
      const counts = { added, changed: changes.length - added, removed: removed.length };
      if (changes.length + removed.length === 0) return { ontology, generation: null, ...counts };
      const seenGeneration = expectedGeneration ?? snapshot.generation;
      const generation = await switcher.settle({ ontology, set: changes, removed, actor, seenGeneration });
      return { ontology, generation, ...counts };
    },
  };
}

/** The id of a mention's override, whether there is one or not. */
export function overrideIdOf(mention: string): string {
  return digestOf(normalOf(mention.normalize('NFC').trim()));
}

function normalOf(text: string): string {
  return normalForm(cleanMention(text));
}

function overrideOf(row: OverrideRow, { artefact, overlay }: Snapshot): Override {
  const { normal, text, concept_id: conceptId, note } = row;
  return {
    id: digestOf(normal),
    mention: text,
    conceptId,
    conceptName: conceptId === null ? null : (artefact.catalogue.concept(conceptId)?.name ?? null),
    note,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    problem: overlay.problems.get(normal) ?? null,
  };
}

/** @throws AppError `override_invalid` naming the first entries that cannot be used */
function readEntries(entries: readonly OverrideEntry[], snapshot: Snapshot): NewOverride[] {
  const found = new Map<string, NewOverride>();
  const faults: string[] = [];
  entries.forEach((entry, at) => {
    const text = entry.mention.normalize('NFC').trim();
    const normal = normalOf(text);
    const fault = faultOf(entry, normal, snapshot) ?? clashOf(entry, found.get(normal));
    if (fault === null)
      found.set(normal, { normal, text, concept_id: entry.conceptId, note: entry.note ?? '' });
    else faults.push(`${at + 1} (“${text.slice(0, 60)}”): ${fault}`);
  });
  if (faults.length === 0) return [...found.values()];
  const more = faults.length > MOST_TOLD ? ` and ${faults.length - MOST_TOLD} more` : '';
  throw invalid(`Nothing was changed. Entry ${faults.slice(0, MOST_TOLD).join('; entry ')}${more}.`);
}

function faultOf({ conceptId, note }: OverrideEntry, normal: string, snapshot: Snapshot): string | null {
  if (normal === '') return 'the mention has no letter or digit';
  if ((note ?? '').length > MOST_NOTE) return `the note has more than ${MOST_NOTE} characters`;
  if (conceptId === null) return null;
  switch (problemOf(snapshot.artefact.catalogue.concept(conceptId))) {
    case null:
      return null;
    case 'concept_missing':
      return `version ${snapshot.version} has no concept "${conceptId}"`;
    case 'concept_retired':
      return `"${conceptId}" is retired in version ${snapshot.version}`;
    case 'concept_not_selectable':
      return `"${conceptId}" is a heading, which nothing is coded to`;
  }
}

function clashOf({ conceptId }: OverrideEntry, earlier: NewOverride | undefined): string | null {
  if (!earlier || earlier.concept_id === conceptId) return null;
  return `an earlier entry settles the same mention to ${earlier.concept_id ?? 'nothing'}`;
}

function isSame(entry: NewOverride, row: OverrideRow | undefined): boolean {
  return row?.concept_id === entry.concept_id && row.note === entry.note;
}

function invalid(detail: string): AppError {
  return new AppError('override_invalid', detail);
}
