import { readChosenColumns, type ChosenColumn } from './chosen-columns.js';
import { tableOf, type Layout } from './layout.js';
import type { OntologyReader } from './reader.js';
import { readTable } from './table.js';
import type { TableBatch, TableRow } from './table-rows.js';
import { cellText, hasCells, headerRow, openSheet, type Sheet } from './workbook.js';

const BATCH_ROWS = 1000;

/**
 * One sheet of an Excel workbook (.xlsx, .xlsm), read as a CSV of the same cells would be; what its rows are is in
 * `table.ts`. The header is the first row with at least two cells, so that a title may stand above it. Of formulas
 * the value counts that was saved with them; a cell that shows an error is empty.
 */
export const xlsxReader: OntologyReader = {
  format: 'xlsx',
  choices: ['columns', 'level', 'sheet'],
  async *read(path, options) {
    const chosen = readChosenColumns(options.choice?.columns ?? []);
    const { fileName, choice, signal } = options;
    const sheet = await openSheet(path, {
      fileName,
      ...(choice?.sheet === undefined ? {} : { sheet: choice.sheet }),
      ...(signal === undefined ? {} : { signal }),
    });
    return yield* readTable(batchesOf(sheet, chosen), { format: 'xlsx', encoding: 'utf-8' }, options);
  },
};

// eslint-disable-next-line @typescript-eslint/require-await -- the rows of other tables are waited for
async function* batchesOf(
  { rows, where }: Sheet,
  chosen: readonly ChosenColumn[],
): AsyncGenerator<TableBatch, void, undefined> {
  const top = headerRow(rows);
  if (top === -1) return;
  const layout = tableOf((rows[top] ?? []).map(cellText), chosen, { where, between: ' | ' });
  const first = layout.headerless ? top : top + 1;
  for (let from = first; from === first || from < rows.length; from += BATCH_ROWS) {
    const batch = rows.slice(from, from + BATCH_ROWS);
    yield {
      layout,
      rows: batch.flatMap((row, at) => (hasCells(row) ? [tableRow(row, from + at + 1, layout)] : [])),
    };
  }
}

function tableRow(row: readonly unknown[], line: number, { columns }: Layout): TableRow {
  const cells = row.map(cellText);
  // Typed as 3-1, and turned into a day: what it was cannot be found again.
  const spoilt = columns.titles.find(
    (title, at) => row[at] instanceof Date && columns.meanings[title] !== 'ignored',
  );
  if (spoilt === undefined) return { line, cells };
  const cell = cells[columns.titles.indexOf(spoilt)] ?? '';
  const detail = `column "${spoilt}" has a date (${cell}), not a text; format the column as text and enter the value again`;
  return { line, cells, problem: { reason: 'field_invalid', detail } };
}
