import type { SourceConcept } from '../concept.js';
import type { ColumnMap } from './columns.js';
import { absorb, conceptOf, draftOf, type Draft, type RawConcept } from './draft.js';
import type { Place, ReportBuilder } from './report.js';
import type { TableIntake } from './table-rows.js';

/**
 * One row a concept, or one row a name.
 *
 * Rows of one id that stand together are one concept: the first gives the preferred name, further names are
 * synonyms; a row that adds nothing is told as `duplicate_id` and does no harm. As concepts are streamed, an id
 * that comes back after another one is refused as `duplicate_id`: such a table is to be sorted by id first.
 */
export class PlainTable implements TableIntake {
  #open: Draft | null = null;

  constructor(
    private readonly map: ColumnMap,
    /** What a report calls the place of a row: `line`. */
    private readonly placeWord: string,
    private readonly report: ReportBuilder,
  ) {}

  *take(cells: readonly string[], place: Place): Generator<SourceConcept> {
    const { report } = this;
    const draft = draftOf(rawOf(cells, this.map), (reason, detail) => {
      report.skip(place, reason, detail);
    });
    if (!draft) {
      report.refuse();
      return;
    }
    if (this.#open?.id === draft.id) {
      if (!absorb(this.#open, draft))
        report.skip(place, 'duplicate_id', 'the row adds nothing to the one before it');
      else if (draft.name !== this.#open.name) report.join(this.#open, draft.name, place);
      return;
    }
    yield* this.end();
    const earlier = report.claim(draft.id, place.line);
    if (earlier === undefined) {
      this.#open = draft;
      return;
    }
    report.skip(
      place,
      'duplicate_id',
      `${this.placeWord} ${earlier} has the id "${draft.id}" already; rows of one concept must stand together, so sort by id`,
    );
    report.refuse();
  }

  *end(): Generator<SourceConcept> {
    if (!this.#open) return;
    this.report.concept(this.#open);
    yield conceptOf(this.#open);
    this.#open = null;
  }
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
