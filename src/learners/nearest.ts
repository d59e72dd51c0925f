import type { Tops } from './products.js';
import type { NearestCandidate, VoteSettings } from './types.js';

/** Most coded mentions that vote. */
export const MOST_NEIGHBOURS = 40;

/** What is tried on held-back mentions. */
export const VOTES: readonly VoteSettings[] = [1, 3, 5, 10, 20, MOST_NEIGHBOURS].flatMap((neighbours) =>
  [0.02, 0.04, 0.07, 0.1, 0.2].map((temperature) => ({ neighbours, temperature })),
);

/**
 * The vote of the nearest coded mentions (distance-weighted nearest neighbours, Dudani 1976, with exponential
 * weights): each votes for its concept with `exp(cosine / temperature)`.
 *
 * @param tops coded mentions nearest to each query, at least `neighbours` where there are so many
 * @param concepts the concept of each coded mention
 * @returns for each query the concepts by their share of the vote; the shares add up to 1
 */
export function votes(tops: Tops, concepts: ArrayLike<number>, settings: VoteSettings): NearestCandidate[][] {
  const { width, rows, scores } = tops;
  const voters = Math.min(width, settings.neighbours);
  return Array.from({ length: width === 0 ? 0 : rows.length / width }, (_, query) => {
    const first = query * width;
    const nearest = scores[first] ?? 0;
    const found = new Map<number, { weight: number; similarity: number }>();
    let total = 0;
    for (let at = first; at < first + voters; at += 1) {
      const similarity = scores[at] ?? 0;
      const concept = concepts[rows[at] ?? 0] ?? 0;
      const weight = Math.exp((similarity - nearest) / settings.temperature);
      total += weight;
      const own = found.get(concept);
      if (own) own.weight += weight;
      else found.set(concept, { weight, similarity });
    }
    return [...found]
      .map(([concept, { weight, similarity }]) => ({ concept, score: weight / total, similarity }))
      .sort((a, b) => b.score - a.score);
  });
}
