import { RowLists } from './row-lists.js';
import type { SnomedConcepts } from './snomed-concepts.js';
import { readRows, type SnomedReading } from './snomed-rows.js';

const IS_A = '116680003';
const SAME_AS = '900000000000527005';
const REPLACED_BY = '900000000000526001';

/** Both ways along a relation of concepts. */
export interface Relation {
  /** From a concept to those above it, or to its successors. */
  readonly to: RowLists;
  readonly from: RowLists;
}

/** The is-a relationships that are in force. */
export async function readHierarchy(reading: SnomedReading, concepts: SnomedConcepts): Promise<Relation> {
  const below: number[] = [];
  const above: number[] = [];
  await readRows(reading, 'relationship', (row) => {
    const [, , , , source = '', destination = '', , type] = row.cells;
    if (!row.active || type !== IS_A) return;
    const child = concepts.row(source);
    const parent = concepts.row(destination);
    if (child !== undefined && parent !== undefined) {
      below.push(child);
      above.push(parent);
    } else {
      const strange = child === undefined ? source : destination;
      reading.report.skip(row, 'parent_missing', `no concept file has the concept "${strange}"`);
    }
  });
  return relation(concepts.size, below, above);
}

/**
 * Which concepts stand for inactive ones: what is the same comes before what replaces. The other associations
 * (possibly equivalent, moved to) leave the choice to people.
 */
export async function readSuccessors(reading: SnomedReading, concepts: SnomedConcepts): Promise<Relation> {
  const same: [number[], number[]] = [[], []];
  const replaced: [number[], number[]] = [[], []];
  await readRows(reading, 'association', ({ active, cells }) => {
    const [, , , , refset, referenced = '', target = ''] = cells;
    if (!active || (refset !== SAME_AS && refset !== REPLACED_BY)) return;
    const old = concepts.row(referenced);
    const successor = concepts.row(target);
    // Descriptions have associations, too.
    if (old === undefined || successor === undefined || concepts.isActive(old)) return;
    const [from, to] = refset === SAME_AS ? same : replaced;
    from.push(old);
    to.push(successor);
  });
  return relation(concepts.size, [...same[0], ...replaced[0]], [...same[1], ...replaced[1]]);
}

function relation(size: number, from: readonly number[], to: readonly number[]): Relation {
  return { to: new RowLists(size, from, to), from: new RowLists(size, to, from) };
}
