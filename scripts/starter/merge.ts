import { normalForm } from '../../src/text/index.js';
import { sourceFiles } from './output.js';
import { formatEntries } from './source.js';
import type { ConceptEntry, Entry, GroupEntry, SystemEntry } from './types.js';
import { conceptsFile, hierarchyFile, readVocabulary, type Files } from './vocabulary.js';

/** One line of a vocabulary to import. */
export interface ImportRow {
  readonly name: string;
  readonly system: string;
  readonly group: string;
  readonly definition: string;
  readonly synonyms: readonly string[];
  readonly lay: readonly string[];
}

export interface Merge {
  /** The folder's files with the rows merged into the source. */
  readonly files: Files;
  /** What a person should look at. */
  readonly remarks: readonly string[];
}

// The builder reads lines anew, so a merged entry needs no place of its own.
const place = { file: '', line: 0 };

/**
 * Merges rows into the source. A row is the concept of the same name: what the
 * source says of it stays, and names it lacks are added. Other rows become new
 * concepts at the end of their group, unless the registry has retired them.
 */
export function mergeRows(files: Files, rows: readonly ImportRow[]): Merge {
  return mergeConcepts(mergeGroups(mergeSystems(files, rows), rows), rows);
}

/** Systems come first, for groups name their system by its id. */
function mergeSystems(files: Files, rows: readonly ImportRow[]): Files {
  const { systems, groups } = readVocabulary(files);
  const names = missing(
    rows.map((row) => row.system),
    systems,
  );
  const added = names.map((name): SystemEntry => ({ level: 'system', id: undefined, name, place }));
  return withIds(files, [...systems, ...added, ...groups]);
}

function mergeGroups(files: Files, rows: readonly ImportRow[]): Files {
  const { systems, groups } = readVocabulary(files);
  const systemId = new Map(systems.map((system) => [system.name, system.id]));
  const systemOf = new Map(rows.map((row) => [row.group, systemId.get(row.system) ?? '']));
  const names = missing(systemOf.keys(), groups);
  const merged: GroupEntry[] = [...groups];
  for (const name of names) {
    const system = systemOf.get(name) ?? '';
    const group: GroupEntry = { level: 'group', id: undefined, name, system, place };
    insertAfterLast(merged, group, (other) => other.system === system);
  }
  return withIds(files, [...systems, ...merged]);
}

function mergeConcepts(files: Files, rows: readonly ImportRow[]): Merge {
  const vocabulary = readVocabulary(files);
  const remarks: string[] = [];
  const retired = new Map(
    vocabulary.registry
      .filter((row) => row.level === 'concept' && row.status === 'retired')
      .map((row) => [normalForm(row.name), row.id]),
  );
  const synonymOf = new Map(
    vocabulary.concepts.flatMap(({ name, synonyms }) =>
      synonyms.map((synonym) => [normalForm(synonym), name]),
    ),
  );
  const rowOf = new Map<string, ImportRow>();
  for (const row of rows) {
    const form = normalForm(row.name);
    if (rowOf.has(form)) remarks.push(`"${row.name}" comes twice; only its first row was merged`);
    else rowOf.set(form, row);
  }
  const merged: ConceptEntry[] = vocabulary.concepts.map((concept) => {
    const row = rowOf.get(normalForm(concept.name));
    if (row === undefined) return concept;
    rowOf.delete(normalForm(concept.name));
    if (row.group !== concept.group)
      remarks.push(`${concept.id} "${row.name}" stays in "${concept.group}", not "${row.group}"`);
    return {
      ...concept,
      definition: concept.definition || row.definition,
      synonyms: [...new Set([...concept.synonyms, ...row.synonyms])],
      lay: [...new Set([...concept.lay, ...row.lay])],
    };
  });
  for (const [form, row] of rowOf) {
    const retiredId = retired.get(form);
    if (retiredId !== undefined) {
      remarks.push(`${retiredId} "${row.name}" is retired and stays out`);
      continue;
    }
    const other = synonymOf.get(form);
    if (other !== undefined) remarks.push(`the new "${row.name}" is a synonym of "${other}" too`);
    const { name, group, definition, synonyms, lay } = row;
    const file = { file: conceptsFile(row.system), line: 0 };
    insertAfterLast(
      merged,
      { level: 'concept', id: undefined, name, group, definition, synonyms, lay, place: file },
      (concept) => concept.group === group,
    );
  }
  const conceptFiles = vocabulary.systems.map(({ name }): [string, string] => {
    const file = conceptsFile(name);
    return [file, formatEntries(merged.filter((concept) => concept.place.file === file))];
  });
  return { files: new Map([...files, ...conceptFiles]), remarks };
}

/** The files with this hierarchy, its new entries given their ids. */
function withIds(files: Files, hierarchy: readonly Entry[]): Files {
  const changed = new Map([...files, [hierarchyFile, formatEntries(hierarchy)]]);
  return new Map([...changed, ...sourceFiles(readVocabulary(changed))]);
}

function missing(names: Iterable<string>, entries: readonly Entry[]): readonly string[] {
  const known = new Set(entries.map((entry) => entry.name));
  return [...new Set(names)].filter((name) => !known.has(name));
}

function insertAfterLast<T>(items: T[], item: T, alike: (other: T) => boolean): void {
  const last = items.findLastIndex(alike);
  items.splice(last < 0 ? items.length : last + 1, 0, item);
}
