/** Rows whose greatest score stands for all of them while rows are chosen. */
export const GROUP_ROWS = 32;
const ROW_MAX = 127;
/** Score of the rows that only fill the last group. */
const NEVER = -1e9;
/** Rows of a tile: what is read and what is written both stay in the processor's cache. */
const TILE_ROWS = 64;

/** Rows as int8 columns, as a matrix product wants them, each with a scale of its own. Filled block by block. */
export class QuantisedRows {
  /** Columns of the matrix: the rows, and what fills the last group. */
  readonly columns: number;
  /** dimension x columns */
  readonly matrix: Int8Array<ArrayBuffer>;
  /** What one unit of a column is worth. */
  readonly scales: Float32Array<ArrayBuffer>;
  /** Added to a column's score. */
  readonly bias: Float32Array<ArrayBuffer>;

  constructor(
    readonly size: number,
    readonly dimension: number,
  ) {
    this.columns = Math.ceil(size / GROUP_ROWS) * GROUP_ROWS;
    this.matrix = new Int8Array(this.columns * dimension);
    this.scales = new Float32Array(this.columns);
    this.bias = new Float32Array(this.columns).fill(NEVER, size);
  }

  /** @param values rows x dimension, for the rows from `firstRow` on */
  set(firstRow: number, values: Float32Array): void {
    const { dimension, columns, matrix, scales } = this;
    const rows = values.length / dimension;
    const inverses = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const most = largest(values, row * dimension, dimension);
      scales[firstRow + row] = most / ROW_MAX;
      inverses[row] = most === 0 ? 0 : ROW_MAX / most;
    }
    for (let first = 0; first < rows; first += TILE_ROWS) {
      const end = Math.min(first + TILE_ROWS, rows);
      for (let column = 0; column < dimension; column += 1) {
        for (let row = first; row < end; row += 1) {
          const value = values[row * dimension + column] ?? 0;
          // Rounds to the nearest: the sum is above zero, and storing drops its fraction.
          matrix[column * columns + firstRow + row] = ((value * (inverses[row] ?? 0) + 128.5) | 0) - 128;
        }
      }
    }
  }
}

/** The greatest size of a number among some. Plain loops: over 50 million values, iterators take seconds. */
export function largest(values: Float32Array, start = 0, length = values.length): number {
  let most = 0;
  for (let i = start; i < start + length; i += 1) {
    const value = values[i] ?? 0;
    const size = value < 0 ? -value : value;
    if (size > most) most = size;
  }
  return most;
}
