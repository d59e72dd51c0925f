/** Tokens that a window shares with the one before it. */
const OVERLAP = 32;

/** Words from `first` up to, not including, `end`. */
export interface WordRange {
  readonly first: number;
  readonly end: number;
}

/**
 * Cuts words into windows that a model can read. A window takes as many words as it has room for; the next one
 * begins so many words before its end as have together at most `overlap` tokens, but after the window's own first
 * word.
 * @param lengths tokens of each word, each from 1 to `room`
 * @param room tokens in a window, special ones left out
 */
export function windowsOf(lengths: readonly number[], room: number, overlap = OVERLAP): WordRange[] {
  const windows: WordRange[] = [];
  let first = 0;
  let end = 0;
  while (end < lengths.length) {
    if (windows.length > 0) first = stepBack(lengths, first + 1, end, overlap);
    end = first;
    for (let used = 0; end < lengths.length; end += 1) {
      used += lengths[end] ?? 0;
      if (used > room && end > first) break;
    }
    windows.push({ first, end });
  }
  return windows;
}

function stepBack(lengths: readonly number[], least: number, end: number, overlap: number): number {
  let first = end;
  for (let used = 0; first > least; first -= 1) {
    used += lengths[first - 1] ?? 0;
    if (used > overlap) break;
  }
  return first;
}

/**
 * For each word the window in which it stands farthest from an edge: the distance is the lesser of the tokens
 * before it and after it; of windows alike, the first.
 * @returns positions in `windows`
 */
export function windowOfEach(windows: readonly WordRange[], lengths: readonly number[]): number[] {
  const distances = new Array<number>(lengths.length).fill(-1);
  const best = new Array<number>(lengths.length).fill(0);
  windows.forEach(({ first, end }, window) => {
    let before = 0;
    let after = lengths.slice(first, end).reduce((sum, length) => sum + length, 0);
    for (let at = first; at < end; at += 1) {
      const length = lengths[at] ?? 0;
      after -= length;
      const distance = Math.min(before, after);
      if (distance > (distances[at] ?? -1)) {
        distances[at] = distance;
        best[at] = window;
      }
      before += length;
    }
  });
  return best;
}
