import { readRows } from '../index/index.js';
import type { Names } from '../learners/index.js';
import type { LoadedArtefact } from '../ontology/index.js';

/** Names that learning looks at, at most: beside those of coded concepts a sample, as what is wrong. */
const MOST_NAMES = 60_000;
const BLOCK_ROWS = 8192;

/**
 * The names of coded concepts, and others taken evenly, with the vectors by which they are searched.
 * @param coded concept rows that were coded
 */
export async function namesToLearnFrom(
  { lexicon, index, vectorsPath }: LoadedArtefact,
  coded: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<Names> {
  const rows = [...Array(index.size).keys()].filter((row) => !lexicon.loanOf(lexicon.conceptRowOf(row)));
  const own = evenly(
    rows.filter((row) => coded.has(lexicon.conceptRowOf(row))),
    MOST_NAMES,
  );
  const others = rows.filter((row) => !coded.has(lexicon.conceptRowOf(row)));
  const chosen = [...own, ...evenly(others, MOST_NAMES - own.length)].sort((a, b) => a - b);
  const { dimension } = index;
  const vectors = new Float32Array(chosen.length * dimension);
  let at = 0;
  for await (const { firstRow, values } of readRows(vectorsPath, index.size, dimension, BLOCK_ROWS)) {
    signal.throwIfAborted();
    const end = firstRow + values.length / dimension;
    for (let row = chosen[at]; row !== undefined && row < end; row = chosen[at]) {
      const from = (row - firstRow) * dimension;
      vectors.set(values.subarray(from, from + dimension), at * dimension);
      at += 1;
    }
  }
  return { vectors, concepts: Int32Array.from(chosen, (row) => lexicon.conceptRowOf(row)) };
}

function evenly(rows: readonly number[], most: number): number[] {
  if (rows.length <= most) return [...rows];
  return Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)] ?? 0);
}
