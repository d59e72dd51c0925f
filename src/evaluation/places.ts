import type { Catalogue, StoredConcept } from '../store/index.js';

/** Where concepts stand in their hierarchy. */
export interface Places {
  /** Levels of the hierarchy, lowest first: of MedDRA PT, HLT, HLGT, SOC; empty where the ontology names none. */
  readonly levels: readonly string[];
  /** Ids of what stands above a concept at a level, or of itself. */
  ancestorsAt(conceptId: string, level: string): readonly string[];
  /** Name of the heading at the top of the concept's first way up (MedDRA: its primary SOC); null at the top. */
  systemOf(conceptId: string): string | null;
}

/** A hierarchy may have a cycle. */
const MOST_STEPS = 40;

/** @param sample concepts from whose ways up the order of the levels is read */
export function placesIn(catalogue: Catalogue, sample: readonly string[]): Places {
  const ways = new Map<string, readonly StoredConcept[]>();
  const wayUp = (id: string): readonly StoredConcept[] => {
    const known = ways.get(id);
    if (known) return known;
    const way: StoredConcept[] = [];
    let step = catalogue.concept(id);
    while (step && way.length < MOST_STEPS && !way.some(({ row }) => row === step?.row)) {
      way.push(step);
      [step] = catalogue.parents(step.row);
    }
    ways.set(id, way);
    return way;
  };
  const above = new Map<string, ReadonlyMap<string, readonly string[]>>();
  return {
    levels: levelsOf(sample.map(wayUp)),
    ancestorsAt: (id, level) => {
      const known = above.get(id) ?? byLevel(catalogue, id);
      above.set(id, known);
      return known.get(level) ?? [];
    },
    systemOf: (id) => {
      const way = wayUp(id);
      return way.length > 1 ? (way.at(-1)?.name ?? null) : null;
    },
  };
}

/** The levels of the longest way, lowest first. */
function levelsOf(ways: readonly (readonly StoredConcept[])[]): string[] {
  const named = ways.map((way) => [...new Set(way.flatMap(({ level }) => (level === null ? [] : [level])))]);
  return named.reduce<string[]>((longest, levels) => (levels.length > longest.length ? levels : longest), []);
}

/** The concept and all that stands above it, whichever way. */
function byLevel(catalogue: Catalogue, id: string): Map<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const met = new Set<number>();
  const waiting = [catalogue.concept(id)];
  for (let concept = waiting.pop(); concept; concept = waiting.pop()) {
    if (met.has(concept.row)) continue;
    met.add(concept.row);
    if (concept.level !== null) found.set(concept.level, [...(found.get(concept.level) ?? []), concept.id]);
    waiting.push(...catalogue.parents(concept.row));
  }
  return found;
}
