import { parse } from 'csv-parse';
import { MAX_LINE_LENGTH } from './text-source.js';

/** A row of delimited text as it stands. */
export interface DelimitedRow {
  /** The line that it begins on. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Cuts lines into rows of cells; quotes as in RFC 4180, a stray one inside a cell is text. Drives csv-parse by hand:
 * text in, rows out, so that rows keep their lines and nothing is buffered.
 */
export class DelimitedText {
  #rows: DelimitedRow[] = [];
  /** The line after the last whole row: an open quotation mark is found there or later. */
  #next: number;
  readonly #parser;

  /**
   * @param linesBefore lines of the file that came before the first one pushed
   * @param unclosed what to throw when a quotation mark that opens in this line or soon after is never closed
   */
  constructor(
    delimiter: string,
    linesBefore: number,
    private readonly unclosed: (line: number, cause: Error) => Error,
  ) {
    this.#next = linesBefore + 1;
    this.#parser = parse({
      delimiter,
      record_delimiter: '\n',
      relax_quotes: true,
      relax_column_count: true,
      // In bytes; a character may have several.
      max_record_size: 4 * MAX_LINE_LENGTH,
      on_record: (cells: string[], { lines }) => {
        const inner = cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
        const last = lines + linesBefore;
        this.#next = last + 1;
        this.#rows.push({ line: last - inner, cells });
        return null;
      },
    });
    // The callback of each call has it; without a listener it would end the process.
    this.#parser.on('error', () => undefined);
    this.#parser.resume();
  }

  /** @returns the rows that end in these lines */
  push(lines: readonly string[]): Promise<readonly DelimitedRow[]> {
    return this.#settle((done) => this.#parser.write(lines.map((line) => `${line}\n`).join(''), done));
  }

  /** @returns the rows that are left */
  end(): Promise<readonly DelimitedRow[]> {
    return this.#settle((done) => this.#parser.end(done));
  }

  #settle(call: (done: (error?: Error | null) => void) => unknown): Promise<readonly DelimitedRow[]> {
    return new Promise((resolve, reject) => {
      call((error) => {
        if (error) {
          reject(this.unclosed(this.#next, error));
          return;
        }
        resolve(this.#rows);
        this.#rows = [];
      });
    });
  }
}
