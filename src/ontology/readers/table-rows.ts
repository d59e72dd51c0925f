import type { SourceConcept } from '../concept.js';
import type { Layout } from './layout.js';
import type { SkipReason } from './reader.js';
import type { Place } from './report.js';

export interface TableRow {
  /** The line that the row begins on; in a workbook, the number of the row. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why it cannot be used, where that is known before anything is read of it. */
  readonly problem?: { readonly reason: SkipReason; readonly detail: string };
}

/** Some rows of a table, without its header and without empty rows. */
export interface TableBatch {
  readonly layout: Layout;
  readonly rows: readonly TableRow[];
}

/** Makes concepts of rows, and tells the report of those that it cannot use. */
export interface TableIntake {
  take(cells: readonly string[], place: Place): Iterable<SourceConcept>;
  /** What is left when all rows were taken. */
  end(): Iterable<SourceConcept>;
}
