import { AppError } from '../../errors.js';
import type { SourceConcept } from '../concept.js';
import { COLUMNS_HINT } from './columns.js';
import { FlatMeddra } from './flat-meddra.js';
import { quoted } from './headers.js';
import type { Layout } from './layout.js';
import { PlainTable } from './plain-table.js';
import type { ReaderOptions, ReadReport, SourceFormat } from './reader.js';
import { FORMAT_WORDS } from './reader.js';
import { ReportBuilder } from './report.js';
import type { TableBatch, TableIntake } from './table-rows.js';

/**
 * Reads a table, wherever its rows come from: a flat MedDRA table where it has those columns, else one row a
 * concept or one row a name.
 * @throws AppError `invalid_request` when the columns named, or a level, do not fit the table; else as readers do
 */
export async function* readTable(
  batches: AsyncIterable<TableBatch>,
  source: { readonly format: SourceFormat; readonly encoding: string },
  options: ReaderOptions,
): AsyncGenerator<SourceConcept, ReadReport, undefined> {
  const report = new ReportBuilder(source, options);
  const { place: placeWord } = FORMAT_WORDS[source.format];
  let layout: Layout | null = null;
  let intake: TableIntake | null = null;
  for await (const batch of batches) {
    layout = batch.layout;
    intake ??= intakeOf(layout, report, placeWord, options);
    for (const { line, cells, problem } of batch.rows) {
      report.row();
      const place = { line, text: cells.join(layout.between) };
      if (problem) {
        report.skip(place, problem.reason, problem.detail);
        report.refuse();
      } else {
        yield* intake.take(cells, place);
      }
    }
  }
  if (intake) yield* intake.end();
  return report.finish(layout?.columns.meanings ?? {}, layout ? foundIn(layout) : COLUMNS_HINT);
}

function intakeOf(
  { columns, where }: Layout,
  report: ReportBuilder,
  placeWord: string,
  options: ReaderOptions,
): TableIntake {
  const { level, columns: named } = options.choice ?? {};
  const { fileName } = options;
  const found = `Columns found (${where}): ${quoted(columns.titles)}.`;
  if (columns.problem !== null)
    throw new AppError('invalid_request', `columns: ${columns.problem}. ${fileName}: ${found}`);
  if (columns.meddra) return new FlatMeddra(columns.meddra, level ?? 'PT', placeWord, report);
  if (level !== undefined)
    throw new AppError(
      'invalid_request',
      named === undefined
        ? `level: it is for MedDRA alone, and ${fileName} has not the columns of a flat MedDRA table, which are at least llt_code, llt_term, pt_code and pt_term. ${found}`
        : `level: a table is read either with level or with columns. Leave out columns for a flat MedDRA table, and level for any other.`,
    );
  if (columns.map) return new PlainTable(columns.map, placeWord, report);
  const taken = Object.values(columns.meanings);
  const missing = ['id', 'name'].filter((role) => !taken.includes(role));
  throw new AppError(
    'ontology_invalid',
    `${fileName}: no column is the ${missing.join(', and none the ')}. ${found} ${COLUMNS_HINT}`,
  );
}

function foundIn({ columns, where }: Layout): string {
  const each = Object.entries(columns.meanings).map(([title, meaning]) => `${title} (${meaning})`);
  return `Columns found, ${where}: ${each.join(', ')}.`;
}
