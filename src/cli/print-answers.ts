import type { Answered } from './coded.js';
import type { Session } from './session.js';
import { Table, type Column } from './table.js';

type Print = Session['print'];

/** Prints a line of JSON for each answer. */
export async function printJson<T extends { readonly id: string }, O extends object>(
  print: Print,
  results: AsyncIterable<Answered<T, O>>,
): Promise<void> {
  for await (const { row, outcome } of results)
    await print(`${JSON.stringify({ id: row.id, ...outcome })}\n`);
}

/** A table that is printed block by block: later blocks keep the widths, so that memory stays constant. */
export class PrintedTable {
  readonly #table: Table;
  #rows: string[][] = [];
  #titles = true;

  constructor(
    private readonly print: Print,
    columns: readonly Column[],
  ) {
    this.#table = new Table(columns);
  }

  /** Rows that wait for the end of their block. */
  get waiting(): number {
    return this.#rows.length;
  }

  add(rows: readonly string[][]): void {
    this.#rows.push(...rows);
  }

  /** Ends the block. */
  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    await this.print(this.#table.block(this.#rows, this.#titles));
    this.#rows = [];
    this.#titles = false;
  }
}
