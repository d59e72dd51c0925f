import { readChosenColumns } from './chosen-columns.js';
import { csvRows } from './csv-rows.js';
import type { OntologyReader } from './reader.js';
import { readTable } from './table.js';
import { openText } from './text-source.js';

/** A table with a header, delimited by comma, semicolon, tab or bar; what its rows are is in `table.ts`. */
export const csvReader: OntologyReader = {
  format: 'csv',
  choices: ['columns', 'level'],
  async *read(path, options) {
    const chosen = readChosenColumns(options.choice?.columns ?? []);
    const source = await openText(path, options);
    const rows = csvRows(source, chosen, options.fileName);
    return yield* readTable(rows, { format: 'csv', encoding: source.encoding }, options);
  },
};
