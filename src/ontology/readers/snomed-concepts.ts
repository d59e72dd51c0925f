import type { Place } from './report.js';
import { detached } from './draft.js';
import { readRows, refuseRow, type SnomedReading, type SnomedRow } from './snomed-rows.js';

/** Ids have 6 to 18 digits: too many for a number. */
const ID = /^[1-9]\d{5,17}$/;

/** The concepts of a release by the order of their files; elsewhere a concept is the number of its row here. */
export class SnomedConcepts {
  readonly #ids: string[] = [];
  readonly #rows = new Map<string, number>();
  readonly #active: boolean[] = [];
  readonly #times: string[] = [];
  readonly #files: string[] = [];
  readonly #lines: number[] = [];

  get size(): number {
    return this.#ids.length;
  }

  id(row: number): string {
    return this.#ids[row] ?? '';
  }

  /** Undefined where no concept has the id. */
  row(id: string): number | undefined {
    return this.#rows.get(id);
  }

  isActive(row: number): boolean {
    return this.#active[row] === true;
  }

  place(row: number): Place {
    return { file: this.#files[row] ?? '', line: this.#lines[row] ?? 0, text: this.id(row) };
  }

  /**
   * Takes a row of a concept file. Where an extension repeats a concept, its latest state counts.
   * @returns where the concept stands already, if it does
   */
  add({ cells: [id = '', time = ''], active, file, line }: SnomedRow): Place | null {
    const known = this.#rows.get(id);
    if (known === undefined) {
      const own = detached(id);
      this.#rows.set(own, this.#ids.length);
      this.#ids.push(own);
      this.#active.push(active);
      // Eight characters: too few to keep the text that they are a part of.
      this.#times.push(time);
      this.#files.push(file);
      this.#lines.push(line);
      return null;
    }
    if (time > (this.#times[known] ?? '')) {
      this.#times[known] = time;
      this.#active[known] = active;
    }
    return this.place(known);
  }
}

/** Reads the concept files; rows that are in the table are still to be counted, others are. */
export async function readConcepts(reading: SnomedReading): Promise<SnomedConcepts> {
  const concepts = new SnomedConcepts();
  await readRows(reading, 'concept', (row) => {
    const [id = ''] = row.cells;
    if (!ID.test(id)) {
      const detail = id === '' ? 'the id is empty' : `id: "${id}" was found; 6 to 18 digits are allowed`;
      refuseRow(row, id === '' ? 'id_missing' : 'field_invalid', detail, 'concept', reading.report);
      return;
    }
    const earlier = concepts.add(row);
    if (earlier === null) return;
    const detail = `${earlier.file ?? ''}, line ${earlier.line} has the id "${id}" already`;
    refuseRow(row, 'duplicate_id', detail, 'concept', reading.report);
  });
  return concepts;
}
