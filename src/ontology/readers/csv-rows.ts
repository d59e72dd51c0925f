import { AppError } from '../../errors.js';
import type { ChosenColumn } from './chosen-columns.js';
import { DelimitedText, type DelimitedRow } from './delimited-text.js';
import { delimitedBy, layoutOf, separatorIn } from './delimiter.js';
import type { Layout } from './layout.js';
import type { TableBatch, TableRow } from './table-rows.js';
import type { TextSource } from './text-source.js';

const SAMPLE_LINES = 50;

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
  let table: { readonly layout: Layout; readonly text: TableText } | null = null;
  let blankLines = 0;
  for await (const batch of source.batches()) {
    let lines = batch;
    if (!table) {
      const first = batch.findIndex((line) => line.trim() !== '');
      if (first === -1) {
        blankLines += batch.length;
        continue;
      }
      const separator = separatorIn(batch[first] ?? '');
      const start = separator === undefined ? first : first + 1;
      const sample = batch.slice(start, start + SAMPLE_LINES).filter((line) => line.trim() !== '');
      const layout =
        separator === undefined ? layoutOf(sample, chosen) : delimitedBy(separator, sample[0] ?? '', chosen);
      table = { layout, text: new TableText(layout, blankLines + start, fileName) };
      lines = batch.slice(start);
    }
    yield { layout: table.layout, rows: await table.text.push(lines) };
  }
  if (table) yield { layout: table.layout, rows: await table.text.end() };
}

/** Rows without the header and without empty ones, with what is wrong with them. */
class TableText {
  #headerSeen: boolean;
  readonly #text: DelimitedText;

  constructor(
    private readonly layout: Layout,
    linesBefore: number,
    fileName: string,
  ) {
    this.#headerSeen = layout.headerless;
    this.#text = new DelimitedText(
      layout.between,
      linesBefore,
      (line, cause) =>
        new AppError(
          'ontology_invalid',
          `${fileName}: a quotation mark (") that opens in line ${line} or soon after is not closed, so the ` +
            'rest of the file would be one cell. Close it, remove it, or write it twice ("") where it belongs to the text.',
          { cause },
        ),
    );
  }

  async push(lines: readonly string[]): Promise<readonly TableRow[]> {
    return this.#rowsOf(await this.#text.push(lines));
  }

  async end(): Promise<readonly TableRow[]> {
    return this.#rowsOf(await this.#text.end());
  }

  #rowsOf(found: readonly DelimitedRow[]): readonly TableRow[] {
    const rows: TableRow[] = [];
    for (const { line, cells } of found) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (this.#headerSeen) {
        const problem = problemOf(cells, this.layout.width);
        rows.push({ line, cells, ...(problem ? { problem } : {}) });
      }
      this.#headerSeen = true;
    }
    return rows;
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
