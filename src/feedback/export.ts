import { csvRow } from '../csv-file.js';
import type { ExportFormat, Feedback } from './types.js';

/** Columns of the CSV file; those that `feedback add` reads are called as it calls them. */
const COLUMNS = {
  id: ({ id }) => id,
  mention: ({ mention }) => mention,
  verdict: ({ verdict }) => verdict,
  proposed: ({ proposed }) => proposed,
  concept_id: ({ conceptId }) => conceptId,
  concept_name: ({ conceptName }) => conceptName,
  coder: ({ coder }) => coder,
  note: ({ note }) => note,
  request_id: ({ requestId }) => requestId,
  ontology: ({ ontology }) => ontology,
  version: ({ version }) => version,
  generation: ({ generation }) => generation,
  given_at: ({ givenAt }) => givenAt,
  given_by: ({ givenBy }) => givenBy,
  state: ({ state }) => state,
  reviewed_at: ({ reviewedAt }) => reviewedAt,
  reviewed_by: ({ reviewedBy }) => reviewedBy,
} as const satisfies Record<string, (feedback: Feedback) => string | number | null>;

/** Feedback as the text of a file, piece by piece; the CSV file begins with the mark by which Excel knows UTF-8. */
export async function* exported(
  pages: AsyncIterable<readonly Feedback[]>,
  format: ExportFormat,
): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') yield `\ufeff${csvRow(Object.keys(COLUMNS))}`;
  const line =
    format === 'csv'
      ? (feedback: Feedback) => csvRow(Object.values(COLUMNS).map((cell) => cell(feedback)))
      : (feedback: Feedback) => `${JSON.stringify(feedback)}\n`;
  for await (const page of pages) yield page.map(line).join('');
}
