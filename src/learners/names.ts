import type { TopProducts, Tops } from './products.js';
import type { Candidate, Names } from './types.js';

/** Names that are looked at for each mention, and concepts that are kept of them. */
export const NEAR_NAMES = 64;
export const CANDIDATES = 10;

/** Names that may be proposed. */
export function proposable(names: Names, dimension: number): Names {
  const kept = [...names.concepts.keys()].filter((name) => (names.concepts[name] ?? -1) >= 0);
  if (kept.length === names.concepts.length) return names;
  const vectors = new Float32Array(kept.length * dimension);
  kept.forEach((name, i) => {
    vectors.set(names.vectors.subarray(name * dimension, (name + 1) * dimension), i * dimension);
  });
  return { vectors, concepts: Int32Array.from(kept, (name) => names.concepts[name] ?? -1) };
}

/** The concepts of the nearest names, each with the cosine of its nearest one, best first. */
export async function nearestConcepts(
  search: TopProducts,
  concepts: Int32Array,
  queries: Float32Array,
  signal?: AbortSignal,
): Promise<Candidate[][]> {
  return conceptsOf(await search.find(queries, NEAR_NAMES, signal), concepts);
}

export function conceptsOf({ width, rows, scores }: Tops, concepts: Int32Array): Candidate[][] {
  return Array.from({ length: width === 0 ? 0 : rows.length / width }, (_, query) => {
    const best = new Map<number, number>();
    for (let at = query * width; at < (query + 1) * width && best.size < CANDIDATES; at += 1) {
      const concept = concepts[rows[at] ?? 0] ?? -1;
      if (!best.has(concept)) best.set(concept, scores[at] ?? 0);
    }
    return [...best].map(([concept, score]) => ({ concept, score }));
  });
}
