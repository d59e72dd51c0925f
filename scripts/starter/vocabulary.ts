import { assignIds, parseRegistry, registryFile, type RegistryRow } from './ids.js';
import { parseConcepts, parseHierarchy, slug } from './source.js';
import type {
  ConceptEntry,
  Entry,
  GroupEntry,
  HierarchyEntry,
  Identified,
  Problem,
  SystemEntry,
} from './types.js';

/** The files of the vocabulary's folder, by path in it. */
export type Files = ReadonlyMap<string, string>;

export const hierarchyFile = 'source/hierarchy.jsonl';

/** The vocabulary as its source files and its registry give it. */
export interface Vocabulary {
  readonly systems: readonly Identified<SystemEntry>[];
  readonly groups: readonly Identified<GroupEntry>[];
  /** In the order of their systems. */
  readonly concepts: readonly Identified<ConceptEntry>[];
  /** The registry, with rows for the entries that had no id yet. */
  readonly registry: readonly RegistryRow[];
  readonly problems: readonly Problem[];
}

/** The source file of a system's concepts. */
export function conceptsFile(systemName: string): string {
  return `source/${slug(systemName)}.jsonl`;
}

/** Reads the folder: every line checked, every entry with its id. */
export function readVocabulary(files: Files): Vocabulary {
  const hierarchy = parseHierarchy(files.get(hierarchyFile) ?? '', hierarchyFile);
  const registry = parseRegistry(files.get(registryFile) ?? '');
  const conceptFiles = hierarchy.entries
    .filter((entry) => entry.level === 'system')
    .map((system) => conceptsFile(system.name));
  const parsed = conceptFiles.map((file) => parseConcepts(files.get(file) ?? '', file));

  const entries: Entry[] = [...hierarchy.entries, ...parsed.flatMap((file) => file.entries)];
  const assigned = assignIds(entries, registry.rows);
  const systems = assigned.entries.filter((entry) => entry.level === 'system');
  const groups = assigned.entries.filter((entry) => entry.level === 'group');
  const concepts = assigned.entries.filter((entry) => entry.level === 'concept');

  const unread = [hierarchy, registry, ...parsed].flatMap((file) => file.problems);
  return {
    systems,
    groups,
    concepts,
    registry: [...registry.rows, ...assigned.added],
    problems: [
      ...unread,
      // A line that could not be read would show up again as a missing id.
      ...(unread.length > 0 ? [] : assigned.problems),
      ...strayFiles(files, conceptFiles),
      ...repeatedNames(hierarchy.entries),
      ...misplaced(systems, groups, concepts),
    ],
  };
}

function strayFiles(files: Files, conceptFiles: readonly string[]): readonly Problem[] {
  const expected = new Set([hierarchyFile, ...conceptFiles]);
  return [...files.keys()]
    .filter((file) => file.startsWith('source/') && file.endsWith('.jsonl') && !expected.has(file))
    .map((file) => ({ file, line: 1, message: `no system of ${hierarchyFile} has this file name` }));
}

/** Concepts name their group, and files their system, so these names must be unique. */
function repeatedNames(entries: readonly HierarchyEntry[]): readonly Problem[] {
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const key = `${entry.level} ${slug(entry.name)}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ ...entry.place, message: `there is another ${entry.level} "${entry.name}"` }];
  });
}

function misplaced(
  systems: readonly Identified<SystemEntry>[],
  groups: readonly Identified<GroupEntry>[],
  concepts: readonly ConceptEntry[],
): readonly Problem[] {
  const fileOf = new Map(systems.map((system) => [system.id, conceptsFile(system.name)]));
  const groupOf = new Map(groups.map((group) => [group.name, group]));
  const lostGroups = groups
    .filter((group) => !fileOf.has(group.system))
    .map((group) => ({
      ...group.place,
      message: `the system ${group.system} is not in ${hierarchyFile}`,
    }));
  const lostConcepts = concepts.flatMap(({ place, name, group: groupName }) => {
    const group = groupOf.get(groupName);
    if (group === undefined) {
      const message = `the group "${groupName}" of "${name}" is not in ${hierarchyFile}`;
      return [{ ...place, message }];
    }
    const file = fileOf.get(group.system);
    if (file === undefined || file === place.file) return [];
    return [{ ...place, message: `the group "${groupName}" belongs to ${file}` }];
  });
  return [...lostGroups, ...lostConcepts];
}
