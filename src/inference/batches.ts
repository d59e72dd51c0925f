import { TOKEN_PLACE, type ModelInput } from './model.js';

/** How large a batch may be. */
export interface BatchLimits {
  /** Rows x longest row, padding included: bounds the model's working memory, which never shrinks. */
  readonly maxTokens: number;
  readonly maxRows: number;
}

/**
 * Chooses the next batch from the texts that wait: the oldest one, and those whose lengths are nearest
 * to its own, within the limits. Near lengths keep padding small; the oldest is always taken, so that
 * none starves.
 *
 * @param lengths token counts of the waiting texts, oldest first; not empty
 * @returns positions in `lengths`, ascending; at least one, even if that one alone is over the budget
 */
export function chooseBatch(lengths: readonly number[], limits: BatchLimits): number[] {
  const byLength = lengths.map((_, i) => i).sort((a, b) => at(lengths, a) - at(lengths, b) || a - b);
  let low = byLength.indexOf(0);
  let high = low;
  for (;;) {
    const rows = high - low + 2;
    if (rows > limits.maxRows) break;
    const below = byLength[low - 1];
    const above = byLength[high + 1];
    const longest = at(lengths, at(byLength, high));
    // Shorter texts ride along for free up to the budget; longer ones make every row longer.
    const fitsBelow = below !== undefined && rows * longest <= limits.maxTokens;
    const fitsAbove = above !== undefined && rows * at(lengths, above) <= limits.maxTokens;
    if (fitsBelow && (!fitsAbove || nearer(lengths, 0, below, above))) low -= 1;
    else if (fitsAbove) high += 1;
    else break;
  }
  return byLength.slice(low, high + 1).sort((a, b) => a - b);
}

/** Texts that a batch is chosen from, for near lengths. */
export const WINDOW = 256;

/**
 * Shares a whole list out into batches: the same list always in the same way.
 * @param lengths token counts, in the list's order
 * @returns positions in `lengths`, each in one batch
 */
export function planBatches(lengths: readonly number[], limits: BatchLimits): number[][] {
  const batches: number[][] = [];
  for (let first = 0; first < lengths.length; first += WINDOW) {
    let left = lengths.slice(first, first + WINDOW).map((length, i) => ({ length, position: first + i }));
    while (left.length > 0) {
      const chosen = new Set(
        chooseBatch(
          left.map(({ length }) => length),
          limits,
        ),
      );
      batches.push(left.filter((_, i) => chosen.has(i)).map(({ position }) => position));
      left = left.filter((_, i) => !chosen.has(i));
    }
  }
  return batches;
}

function nearer(lengths: readonly number[], to: number, a: number, b: number): boolean {
  const length = at(lengths, to);
  return Math.abs(at(lengths, a) - length) <= Math.abs(at(lengths, b) - length);
}

function at(values: readonly number[], i: number): number {
  const value = values[i];
  if (value === undefined) throw new RangeError(`position ${i} of ${values.length}`);
  return value;
}

/** Token ids of several texts as one padded matrix. */
export interface PaddedBatch {
  readonly rows: number;
  readonly width: number;
  /** rows x width, row-major. */
  readonly ids: Int32Array<ArrayBuffer>;
  /** Tokens of each row that are not padding. */
  readonly lengths: Int32Array<ArrayBuffer>;
  /** rows x width, where a model looks at a dictionary: `TOKEN_PLACE`. */
  readonly places?: Uint8Array<ArrayBuffer>;
}

/** Lays texts side by side, each padded to the longest. */
export function padBatch(texts: readonly ModelInput[], padId: number): PaddedBatch {
  const lengths = Int32Array.from(texts, ({ ids }) => ids.length);
  const width = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const ids = new Int32Array(texts.length * width).fill(padId);
  texts.forEach((text, row) => {
    ids.set(text.ids, row * width);
  });
  const batch = { rows: texts.length, width, ids, lengths };
  return texts.some(({ places }) => places) ? { ...batch, places: paddedPlaces(texts, width) } : batch;
}

function paddedPlaces(texts: readonly ModelInput[], width: number): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(texts.length * width).fill(TOKEN_PLACE.none);
  texts.forEach(({ places }, row) => {
    if (places) padded.set(places, row * width);
  });
  return padded;
}
