import { AppError } from '../../errors.js';
import { COLUMNS_HINT, type ColumnMap, type Layout } from './columns.js';
import { csvRows, type CsvRow } from './csv-rows.js';
import { absorb, conceptOf, draftOf, type Draft, type RawConcept } from './draft.js';
import type { OntologyReader } from './reader.js';
import { ReportBuilder, type Place } from './report.js';
import { openText } from './text-source.js';

/**
 * A table with a header, delimited by comma, semicolon, tab or bar: one row a concept, or one row a name.
 *
 * Rows of one id that stand together are one concept: the first gives the preferred name, further names are
 * synonyms; a row that adds nothing is told as `duplicate_id` and does no harm. As concepts are streamed, an id
 * that comes back after another one is refused as `duplicate_id`: such a file is to be sorted by id first.
 */
export const csvReader: OntologyReader = {
  format: 'csv',
  choices: ['columns'],
  async *read(path, options) {
    const source = await openText(path, options);
    const report = new ReportBuilder({ format: 'csv', encoding: source.encoding }, options);
    let layout: Layout | null = null;
    let open: Draft | null = null;
    for await (const batch of csvRows(source, options.fileName)) {
      layout = batch.layout;
      const map = mapOf(layout, options.fileName);
      for (const row of batch.rows) {
        report.row();
        const place = { line: row.line, text: row.cells.join(layout.delimiter) };
        const draft = readRow(row, layout.width, map, place, report);
        if (!draft) {
          report.refuse();
          continue;
        }
        if (open?.id === draft.id) {
          if (!absorb(open, draft))
            report.skip(place, 'duplicate_id', 'the row adds nothing to the one before it');
          continue;
        }
        if (open) {
          report.concept(open);
          yield conceptOf(open);
          open = null;
        }
        const earlier = report.claim(draft.id, row.line);
        if (earlier === undefined) {
          open = draft;
          continue;
        }
        report.skip(
          place,
          'duplicate_id',
          `line ${earlier} has the id "${draft.id}" already; rows of one concept must stand together, so sort by id`,
        );
        report.refuse();
      }
    }
    if (open) {
      report.concept(open);
      yield conceptOf(open);
    }
    return report.finish(layout?.columns.meanings ?? {}, hintOf(layout));
  },
};

/** @throws AppError `ontology_invalid` when the table has no column for the id or the name */
function mapOf({ columns, delimiter }: Layout, fileName: string): ColumnMap {
  if (columns.map) return columns.map;
  const meanings = Object.entries(columns.meanings);
  const missing = ['id', 'name'].filter((role) => !meanings.some(([, meaning]) => meaning === role));
  throw new AppError(
    'ontology_invalid',
    `${fileName}: no column is the ${missing.join(', and none the ')}. Columns found (delimiter ` +
      `${DELIMITER_WORDS.get(delimiter) ?? delimiter}): ${quoted(meanings.map(([title]) => title))}. ${COLUMNS_HINT}`,
  );
}

function readRow(
  row: CsvRow,
  width: number,
  map: ColumnMap,
  place: Place,
  report: ReportBuilder,
): Draft | null {
  const { cells } = row;
  // Empty cells too many at a row's end mean nothing.
  if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '')) {
    report.skip(
      place,
      'wrong_columns',
      `${cells.length} columns were found, ${width} are needed; put a text that holds the delimiter in quotes`,
    );
    return null;
  }
  if (cells.some(swallowsLines)) {
    report.skip(
      place,
      'field_invalid',
      'a quotation mark at the beginning of a cell runs over several lines',
    );
    return null;
  }
  return draftOf(rawOf(cells, map), (reason, detail) => {
    report.skip(place, reason, detail);
  });
}

/** A cell that opens with a quote, goes over a line end and is not closed properly: rows were taken for text. */
function swallowsLines(cell: string): boolean {
  return cell.startsWith('"') && cell.includes('\n');
}

function rawOf(cells: readonly string[], map: ColumnMap): RawConcept {
  const at = (column: number | null) => (column === null ? undefined : cells[column]);
  const all = (columns: readonly number[]) => columns.flatMap((column) => splitCell(cells[column] ?? ''));
  return {
    id: at(map.id),
    name: at(map.name),
    synonyms: all(map.synonyms),
    lay: all(map.lay),
    definition: at(map.definition),
    parents: all(map.parents),
    level: at(map.level),
    status: at(map.status),
    statusInverted: map.statusInverted,
    selectable: at(map.selectable),
  };
}

/** Several values in one cell stand apart by `|` or `;` (but not the one that ends `&amp;`). */
function splitCell(cell: string): string[] {
  return cell.split(/\||(?<!&#?\w{1,10});/);
}

const DELIMITER_WORDS = new Map([
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
]);

function hintOf(layout: Layout | null): string {
  if (!layout) return COLUMNS_HINT;
  const columns = Object.entries(layout.columns.meanings).map(([title, meaning]) => `${title} (${meaning})`);
  const delimiter = DELIMITER_WORDS.get(layout.delimiter) ?? layout.delimiter;
  return `Columns found, delimited by ${delimiter}: ${columns.join(', ')}.`;
}

function quoted(titles: readonly string[]): string {
  return titles.map((title) => `"${title.slice(0, 60)}"`).join(', ');
}
