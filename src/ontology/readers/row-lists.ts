/**
 * For each row of a table a list of numbers, in the order in which they were given. Made of pairs; it takes a few
 * bytes for each, where an array for each row would take a hundred.
 */
export class RowLists {
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  /**
   * @param rows how many rows the table has
   * @param from the row of each pair
   * @param to what is in the list of that row; where it is left out, the number of the pair
   */
  constructor(
    rows: number,
    from: readonly number[],
    private readonly to?: readonly number[],
  ) {
    this.#first = new Int32Array(rows).fill(-1);
    this.#next = new Int32Array(from.length);
    for (let at = from.length - 1; at >= 0; at -= 1) {
      const row = from[at] ?? -1;
      this.#next[at] = this.#first[row] ?? -1;
      this.#first[row] = at;
    }
  }

  *of(row: number): Generator<number, void, undefined> {
    for (let at = this.#first[row] ?? -1; at >= 0; at = this.#next[at] ?? -1) yield this.to?.[at] ?? at;
  }
}
