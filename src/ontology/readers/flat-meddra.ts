import { normalForm } from '../../text/index.js';
import type { SourceConcept } from '../concept.js';
import type { RawConcept, RawTerm } from './draft.js';
import {
  FLAT_LEVELS,
  FLAT_NEEDED,
  type FlatColumns,
  type FlatField,
  type FlatLevel,
} from './flat-columns.js';
import type { Place, ReportBuilder } from './report.js';
import type { TableIntake } from './table-rows.js';

interface LowestTerm {
  readonly code: string;
  readonly name: string;
  readonly place: Place;
  readonly pt: string;
  readonly current: boolean;
}

interface UpperTerm {
  readonly code: string;
  name: string;
  readonly place: Place;
  /** Codes directly above it, that of the primary path first. */
  readonly parents: string[];
  /** Of a preferred term, its LLTs in the order of the table. */
  readonly own: LowestTerm[];
}

interface Step {
  readonly level: FlatLevel;
  readonly code: string;
  readonly name: string;
}

const YES = /^(?:y|yes|1|t|true)$/i;
const NOT_CURRENT = /^(?:n|no|0|f|false|(?:non|not)[\s_-]*current|inactive)$/i;

/**
 * A flat MedDRA table: one row an LLT with its PT and, where there are such columns, HLT, HLGT and SOC; or one row
 * for each path above it. Rows may stand in any order, so all terms are held until the end.
 *
 * At the level PT, a preferred term is a concept with its LLTs as names. At the level LLT, each current LLT is a
 * concept below its PT; the PT itself is the LLT with its code, and has the names that are not current any more.
 * What is above is a heading.
 */
export class FlatMeddra implements TableIntake {
  readonly #upper: Readonly<Record<FlatLevel, Map<string, UpperTerm>>> = {
    ...{ SOC: new Map(), HLGT: new Map(), HLT: new Map(), PT: new Map() },
  };
  readonly #lowest = new Map<string, LowestTerm>();

  constructor(
    private readonly columns: FlatColumns,
    private readonly level: 'PT' | 'LLT',
    /** What a report calls the place of a row: `line`. */
    private readonly placeWord: string,
    private readonly report: ReportBuilder,
  ) {}

  take(cells: readonly string[], place: Place): readonly SourceConcept[] {
    const cell = (field: FlatField) => cells[this.columns.get(field) ?? -1]?.trim() ?? '';
    const missing = FLAT_NEEDED.find((field) => cell(field) === '');
    if (missing !== undefined) {
      const reason = missing.endsWith('code') ? 'id_missing' : 'name_missing';
      this.report.skip(place, reason, `the ${missing} is empty`);
      this.report.refuse();
      return [];
    }
    const current = !NOT_CURRENT.test(cell('LLT currency'));
    const term = { code: cell('LLT code'), name: cell('LLT term'), pt: cell('PT code'), current, place };
    const earlier = this.#lowest.get(term.code);
    if (earlier && (earlier.pt !== term.pt || !sameName(earlier.name, term.name))) {
      this.#repeated(
        place,
        `has the LLT "${term.code}", as "${earlier.name}" of the PT "${earlier.pt}"`,
        earlier,
      );
      this.report.refuse();
      return [];
    }
    const path = FLAT_LEVELS.flatMap((level): Step[] => {
      const code = cell(`${level} code`);
      return code === '' ? [] : [{ level, code, name: cell(`${level} term`) }];
    });
    const news = this.#climb(path, this.#isPrimary(cell), place);
    if (!earlier) {
      this.#lowest.set(term.code, term);
      this.#upper.PT.get(term.pt)?.own.push(term);
    } else if (!news) {
      this.#repeated(place, 'says the same', earlier);
    }
    return [];
  }

  *end(): Generator<SourceConcept> {
    for (const level of ['SOC', 'HLGT', 'HLT'] as const) {
      for (const { code: id, name, parents, place } of this.#upper[level].values())
        yield* this.#admit({ id, name, level, parents, selectable: false }, place);
    }
    for (const term of this.#upper.PT.values())
      yield* this.level === 'PT' ? this.#preferred(term) : this.#lowestOf(term);
  }

  *#preferred({ code: id, name, parents, place, own }: UpperTerm): Generator<SourceConcept> {
    // Of two names alike the first stays, and that should be one that is current.
    const terms = [...own.filter(({ current }) => current), ...own.filter(({ current }) => !current)];
    yield* this.#admit({ id, name, level: 'PT', parents, terms: terms.map(asName) }, place);
  }

  *#lowestOf({ code: id, name, parents, place, own }: UpperTerm): Generator<SourceConcept> {
    const itself = own.find(({ code }) => code === id);
    const others = own.filter((term) => term !== itself);
    const terms = others.filter(({ current }) => !current).map(asName);
    yield* this.#admit(
      itself
        ? { id, name: itself.name, level: 'LLT', parents, terms: [{ text: name }, ...terms] }
        : { id, name, level: 'PT', parents, terms, selectable: false },
      place,
    );
    for (const term of others) {
      if (term.current)
        yield* this.#admit({ id: term.code, name: term.name, level: 'LLT', parents: [id] }, term.place);
    }
  }

  *#admit(raw: RawConcept, place: Place): Generator<SourceConcept> {
    const concept = this.report.take(raw, place);
    if (concept) yield concept;
  }

  /** Takes the terms above an LLT, from the top; tells whether a term or a link was new. */
  #climb(path: readonly Step[], primary: boolean, place: Place): boolean {
    let news = false;
    path.forEach(({ level, code, name }, at) => {
      const known = this.#upper[level].get(code);
      const term = known ?? { code, name, place, parents: [], own: [] };
      if (!known) this.#upper[level].set(code, term);
      if (term.name === '') term.name = name;
      else if (name !== '' && !sameName(term.name, name))
        this.#repeated(place, `calls the ${level} "${code}" "${term.name}", which counts`, term);
      const linked = link(term.parents, path[at - 1]?.code, primary && level === 'PT');
      news ||= !known || linked;
    });
    return news;
  }

  /** Without a column that tells, the path that comes first is the first. */
  #isPrimary(cell: (field: FlatField) => string): boolean {
    if (this.columns.has('primary path')) return YES.test(cell('primary path'));
    return cell('SOC code') !== '' && cell('SOC code') === cell('primary SOC code');
  }

  #repeated(place: Place, what: string, earlier: { readonly place: Place }): void {
    this.report.skip(place, 'duplicate_id', `${this.placeWord} ${earlier.place.line} ${what}`);
  }
}

/** Adds a parent, at the front where it is to be there; tells whether it was new. */
function link(parents: string[], parent: string | undefined, toFront: boolean): boolean {
  if (parent === undefined) return false;
  const at = parents.indexOf(parent);
  if (at === -1 && !toFront) parents.push(parent);
  if (toFront && at !== 0) {
    if (at !== -1) parents.splice(at, 1);
    parents.unshift(parent);
  }
  return at === -1;
}

function asName({ name, code, current }: LowestTerm): RawTerm {
  return { text: name, code, current };
}

function sameName(one: string, other: string): boolean {
  return one === other || normalForm(one) === normalForm(other);
}
