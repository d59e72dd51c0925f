import type { Neighbours } from './vector-index.js';

/** Queries that are answered together, of one request or of several. */
const BATCH_QUERIES = 64;
/**
 * Queries x neighbours that are answered together, unless one query has more: some 10 ms on two cores with 124,000
 * names, which whoever asks next may have to wait.
 */
const BATCH_COST = 2 ** 12;
/** How often the search that has waited longest lets smaller ones go first. */
const PASSED_OVER = 4;

/** A search that waits, or is being answered; perhaps a piece of one. */
export interface Search {
  /** `count` vectors, one after another. */
  readonly queries: Float32Array;
  readonly count: number;
  readonly k: number;
  attempts: number;
  /** How often others that came later went first. */
  passedOver: number;
  resolve(neighbours: Neighbours): void;
  reject(error: unknown): void;
}

/** The cheapest of the searches, the longest waiting first; but that which was passed over too often. */
export function nextOf(oldest: Search, waiting: readonly Search[]): Search {
  if (oldest.passedOver >= PASSED_OVER) return oldest;
  return waiting.reduce((best, search) => (costOf(search) < costOf(best) ? search : best));
}

/** How many queries for so many neighbours are answered together. */
export function mostTogether(k: number): number {
  return Math.max(1, Math.min(BATCH_QUERIES, Math.floor(BATCH_COST / k)));
}

/** What a search costs, in no unit: every query is compared with all rows, and its best rows are scored again. */
function costOf({ count, k }: Search): number {
  return count * k;
}

/** Searches that go with one: alike, and none larger, so that it does not wait for them. */
export function companionsOf(first: Search, waiting: readonly Search[]): Search[] {
  let room = mostTogether(first.k) - first.count;
  return waiting.filter((search) => {
    const fits = search !== first && search.k === first.k && search.count <= Math.min(first.count, room);
    if (fits) room -= search.count;
    return fits;
  });
}

/** The answers to the pieces of a search, one after another; a graph may have found fewer for some. */
export function joined(pieces: readonly Neighbours[]): Neighbours {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const k = Math.min(...pieces.map((piece) => piece.k));
  const queries = pieces.flatMap((piece) =>
    Array.from({ length: piece.rows.length / piece.k }, (_, i) => ({ piece, at: i * piece.k })),
  );
  const rows = new Int32Array(queries.length * k);
  const scores = new Float32Array(queries.length * k);
  queries.forEach(({ piece, at }, i) => {
    rows.set(piece.rows.subarray(at, at + k), i * k);
    scores.set(piece.scores.subarray(at, at + k), i * k);
  });
  return { k, rows, scores };
}

/** Gives each search its part of the answer to their batch. */
export function share(neighbours: Neighbours, searches: readonly Search[]): void {
  const { k, rows, scores } = neighbours;
  let start = 0;
  for (const search of searches) {
    const end = start + search.count * k;
    search.resolve(
      searches.length === 1
        ? neighbours
        : { k, rows: rows.slice(start, end), scores: scores.slice(start, end) },
    );
    start = end;
  }
}
