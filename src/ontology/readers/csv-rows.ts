import { parse } from 'csv-parse';
import { AppError } from '../../errors.js';
import type { ChosenColumn } from './chosen-columns.js';
import { delimitedBy, layoutOf } from './delimiter.js';
import type { Layout } from './layout.js';
import type { TableBatch, TableRow } from './table-rows.js';
import { MAX_LINE_LENGTH, type TextSource } from './text-source.js';

const SAMPLE_LINES = 50;
// Excel's own way to tell itself the delimiter.
const SEPARATOR_LINE = /^"?sep=(.)"?$/i;

/**
 * Cuts text into rows of cells, without the header and without empty rows; quotes as in RFC 4180, a stray one
 * inside a cell is text.
 * @throws AppError `ontology_invalid` when a quotation mark is never closed, or a row is longer than 1 MiB
 */
export async function* csvRows(
  source: TextSource,
  chosen: readonly ChosenColumn[],
  fileName: string,
): AsyncGenerator<TableBatch, void, undefined> {
  let table: { readonly layout: Layout; readonly tokens: Tokenizer } | null = null;
  let blankLines = 0;
  for await (const batch of source.batches()) {
    let lines = batch;
    if (!table) {
      const first = batch.findIndex((line) => line.trim() !== '');
      if (first === -1) {
        blankLines += batch.length;
        continue;
      }
      const separator = SEPARATOR_LINE.exec(batch[first]?.trim() ?? '')?.[1];
      const start = separator === undefined ? first : first + 1;
      const sample = batch.slice(start, start + SAMPLE_LINES).filter((line) => line.trim() !== '');
      const layout =
        separator === undefined ? layoutOf(sample, chosen) : delimitedBy(separator, sample[0] ?? '', chosen);
      table = { layout, tokens: new Tokenizer(layout, blankLines + start, fileName) };
      lines = batch.slice(start);
    }
    yield { layout: table.layout, rows: await table.tokens.push(lines) };
  }
  if (table) yield { layout: table.layout, rows: await table.tokens.end() };
}

/** Drives csv-parse by hand: text in, rows out, so that rows keep their lines and nothing is buffered. */
class Tokenizer {
  #rows: TableRow[] = [];
  #line: number;
  #headerSeen: boolean;
  readonly #parser;

  constructor(
    private readonly layout: Layout,
    linesBefore: number,
    private readonly fileName: string,
  ) {
    this.#line = linesBefore + 1;
    this.#headerSeen = layout.headerless;
    this.#parser = parse({
      delimiter: layout.between,
      record_delimiter: '\n',
      relax_quotes: true,
      relax_column_count: true,
      // In bytes; a character may have several.
      max_record_size: 4 * MAX_LINE_LENGTH,
      on_record: (cells: string[], { lines }) => {
        this.#take(cells, lines + linesBefore);
        return null;
      },
    });
    // The callback of each call has it; without a listener it would end the process.
    this.#parser.on('error', () => undefined);
    this.#parser.resume();
  }

  push(lines: readonly string[]): Promise<readonly TableRow[]> {
    return this.#settle((done) => this.#parser.write(lines.map((line) => `${line}\n`).join(''), done));
  }

  end(): Promise<readonly TableRow[]> {
    return this.#settle((done) => this.#parser.end(done));
  }

  #settle(call: (done: (error?: Error | null) => void) => unknown): Promise<readonly TableRow[]> {
    return new Promise((resolve, reject) => {
      call((error) => {
        if (error) {
          reject(this.#refused(error));
          return;
        }
        resolve(this.#rows);
        this.#rows = [];
      });
    });
  }

  #take(cells: string[], lastLine: number): void {
    const inner = cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    this.#line = lastLine + 1;
    if (cells.every((cell) => cell.trim() === '')) return;
    if (this.#headerSeen) {
      const problem = problemOf(cells, this.layout.width);
      this.#rows.push({ line: lastLine - inner, cells, ...(problem ? { problem } : {}) });
    }
    this.#headerSeen = true;
  }

  #refused(cause: Error): AppError {
    return new AppError(
      'ontology_invalid',
      `${this.fileName}: a quotation mark (") that opens in line ${this.#line} or soon after is not closed, so the ` +
        'rest of the file would be one cell. Close it, remove it, or write it twice ("") where it belongs to the text.',
      { cause },
    );
  }
}

function problemOf(cells: readonly string[], width: number): TableRow['problem'] | null {
  // Empty cells too many at a row's end mean nothing.
  if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '')) {
    const detail = `${cells.length} columns were found, ${width} are needed; put a text that holds the delimiter in quotes`;
    return { reason: 'wrong_columns', detail };
  }
  if (!cells.some(swallowsLines)) return null;
  const detail = 'a quotation mark at the beginning of a cell runs over several lines';
  return { reason: 'field_invalid', detail };
}

/** A cell that opens with a quote, goes over a line end and is not closed properly: rows were taken for text. */
function swallowsLines(cell: string): boolean {
  return cell.startsWith('"') && cell.includes('\n');
}
