import { setImmediate as nextTurn } from 'node:timers/promises';
import { inSlices } from '../in-slices.js';
import { TrigramTable } from '../text/index.js';
import type { Catalogue, CatalogueNameRow } from '../store/index.js';
import { eachName } from './each-name.js';
import { countLent, discountOf, lentNames, type Lender } from './lent.js';
import {
  canBeProposed,
  NAME_KINDS,
  NAME_ORIGINS,
  type NameKind,
  type NameOrigin,
  type NearConcept,
} from './concept.js';
import { prominences } from './prominence.js';

/** Rows read before the event loop gets a turn: a few milliseconds. */
const SLICE = 2048;
/** Concepts that share one name and are proposed for it. */
const MOST_EXACT = 100;

export interface LexiconConcept {
  readonly id: string;
  readonly name: string;
}

export interface LexiconName {
  readonly text: string;
  readonly conceptRow: number;
  readonly kind: NameKind;
  readonly origin: NameOrigin;
  /** The source's own code for the name, where it has one. */
  readonly code?: string;
}

export interface LexiconParts {
  /** How many concepts the catalogue has. */
  readonly concepts: number;
  /** How many of its names belong to concepts that can be proposed: the first so many. */
  readonly names: number;
  /** How many of these dense search sees: the first so many. */
  readonly embedded: number;
  /** Kind by kind of names, of each concept by its row, and of each that lends behind them. */
  readonly hubness: Float32Array;
  /** Their names follow the others; dense search sees all of them. */
  readonly lenders?: readonly Lender[];
  /** How often, on average, a concept is reported of which that is not known; null where that is not known either. */
  readonly expectedReports?: number | null;
}

/** For which concept one speaks that only lends its names, and what it reaches less than by its own names. */
export interface Loan {
  readonly conceptRow: number;
  readonly discount: number;
}

/** The names that can be proposed, in memory and in columns: what each request needs, and no more. */
export class Lexicon {
  readonly #texts: string[] = [];
  readonly #concepts: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #origins: Uint8Array;
  readonly #codes = new Map<number, string>();
  /** Of each concept, by its row, which kinds of its names dense search sees, one bit a kind. */
  readonly #searched: number[] = [];
  /** Of each concept, by its row: see `prominence`. */
  #prominence: Float64Array = new Float64Array(0);
  /** Normal form -> the strongest row that has it; further rows in `#more`. */
  readonly #exact = new Map<string, number>();
  readonly #more = new Map<string, number[]>();
  /** The catalogue's concepts, and behind them those that lend. */
  readonly #conceptRefs: LexiconConcept[] = [];
  /** Of each concept that lends, by its row. */
  readonly #loans = new Map<number, Loan>();
  /** Of each concept, by its row, which one lends it names. */
  readonly #near = new Map<number, NearConcept>();

  readonly #trigrams: TrigramTable;

  private constructor(
    names: number,
    private readonly embedded: number,
    private readonly hubnesses: Float32Array,
  ) {
    this.#trigrams = new TrigramTable(names);
    this.#concepts = new Int32Array(names);
    this.#kinds = new Uint8Array(names);
    this.#origins = new Uint8Array(names);
  }

  /** Reads a catalogue in slices, so that requests are answered meanwhile. */
  static async load(
    catalogue: Catalogue,
    { concepts, names, embedded, hubness, lenders = [], expectedReports = null }: LexiconParts,
  ): Promise<Lexicon> {
    const all = concepts + lenders.length;
    if (hubness.length !== NAME_KINDS.length * all)
      throw new RangeError(`hubness of ${hubness.length} values is not that of ${all} concepts`);
    const lexicon = new Lexicon(names + countLent(lenders), embedded, hubness);
    const counts: (number | null)[] = [];
    for (let from = 0; from < concepts; from += SLICE) {
      for (const concept of catalogue.conceptsBetween(from, from + SLICE)) {
        lexicon.#conceptRefs.push({ id: concept.id, name: concept.name });
        // Not of headings, which may have the sum of what stands below them, nor of what is retired.
        counts.push(canBeProposed(concept) ? concept.reported : null);
      }
      await nextTurn();
    }
    for (const { id, name, concept, cosine } of lenders) {
      const row = lexicon.#conceptRefs.push({ id, name }) - 1;
      lexicon.#loans.set(row, { conceptRow: concept, discount: discountOf(cosine) });
      lexicon.#near.set(concept, { id, name, cosine });
    }
    const borrows = (row: number): boolean => lexicon.#near.has(row);
    lexicon.#prominence = prominences({ counts, expected: expectedReports, borrows });
    await eachName(catalogue, names, (name, row) => {
      lexicon.#add(row, name);
    });
    let row = names;
    await inSlices(lentNames(lenders), ({ lender, name }) => {
      lexicon.#addToSearch(row, { ...name, concept: concepts + lender, origin: 'near' }, true);
      row += 1;
    });
    lexicon.#sortExact();
    return lexicon;
  }

  get size(): number {
    return this.#texts.length;
  }

  name(row: number): LexiconName {
    const text = this.#texts[row];
    const conceptRow = this.#concepts[row];
    const kind = NAME_KINDS[this.#kinds[row] ?? -1];
    const origin = NAME_ORIGINS[this.#origins[row] ?? -1];
    if (text === undefined || conceptRow === undefined || !kind || !origin)
      throw new RangeError(`no name in row ${row}`);
    const code = this.#codes.get(row);
    return { text, conceptRow, kind, origin, ...(code === undefined ? {} : { code }) };
  }

  conceptRowOf(row: number): number {
    const conceptRow = this.#concepts[row];
    if (conceptRow === undefined) throw new RangeError(`no name in row ${row}`);
    return conceptRow;
  }

  /** For whom a concept speaks that is none of the ontology's own; undefined for its own. */
  loanOf(conceptRow: number): Loan | undefined {
    return this.#loans.get(conceptRow);
  }

  /** The concept of the starter that lends its names to this one; null for none. */
  nearTo(conceptRow: number): NearConcept | null {
    return this.#near.get(conceptRow) ?? null;
  }

  /** The kinds of the concept's names that are searched by meaning, the strongest first. */
  searchedKinds(conceptRow: number): readonly NameKind[] {
    const bits = this.#searched[conceptRow] ?? 0;
    return NAME_KINDS.filter((_, kind) => bits & (1 << kind));
  }

  kindOf(row: number): NameKind {
    const kind = NAME_KINDS[this.#kinds[row] ?? -1];
    if (!kind) throw new RangeError(`no name in row ${row}`);
    return kind;
  }

  /** How much people speak of the concept, as `prominences` has it; of one that only lends its names, of the one it speaks for. */
  prominence(conceptRow: number): number {
    return this.#prominence[this.#loans.get(conceptRow)?.conceptRow ?? conceptRow] ?? 0;
  }

  /** How near the concept's names up to a kind are to what people say of others: see `measureHubness`. */
  hubness(conceptRow: number, kind: NameKind): number {
    return this.hubnesses[NAME_KINDS.indexOf(kind) * this.#conceptRefs.length + conceptRow] ?? 0;
  }

  /** How alike the names of these rows are spelled to a normal form: see `lexicalSimilarity`. */
  lexicalSimilarities(normal: string, rows: Int32Array): Float64Array {
    return this.#trigrams.similarities(normal, rows);
  }

  concept(row: number): LexiconConcept {
    const concept = this.#conceptRefs[row];
    if (!concept) throw new RangeError(`no concept in row ${row}`);
    return concept;
  }

  /**
   * Rows of the names with this normal form, the stronger kind before the weaker, then what is reported more often: the
   * first hundred, as a column of equal names is no vocabulary.
   */
  exact(normal: string): readonly number[] {
    const first = this.#exact.get(normal);
    return first === undefined ? [] : [first, ...(this.#more.get(normal) ?? [])];
  }

  #add(row: number, name: CatalogueNameRow): void {
    this.#addToSearch(row, name, row < this.embedded);
    if (name.code) this.#codes.set(row, name.code);
    if (!this.#exact.has(name.normal)) {
      this.#exact.set(name.normal, row);
      return;
    }
    const more = this.#more.get(name.normal);
    if (!more) this.#more.set(name.normal, [row]);
    else if (more.length < MOST_EXACT) more.push(row);
  }

  #addToSearch(row: number, name: CatalogueNameRow, searched: boolean): void {
    this.#texts.push(name.text);
    this.#concepts[row] = name.concept;
    const kind = NAME_KINDS.findIndex((each) => each === name.kind);
    this.#kinds[row] = kind;
    this.#origins[row] = NAME_ORIGINS.findIndex((origin) => origin === name.origin);
    if (searched) this.#searched[name.concept] = (this.#searched[name.concept] ?? 0) | (1 << kind);
    this.#trigrams.add(name.normal);
  }

  #sortExact(): void {
    const kind = (row: number): number => this.#kinds[row] ?? 0;
    const prominence = (row: number): number => this.prominence(this.conceptRowOf(row));
    for (const normal of this.#more.keys()) {
      const [first, ...others] = this.exact(normal).toSorted(
        (a, b) => kind(a) - kind(b) || prominence(b) - prominence(a),
      );
      if (first !== undefined) this.#exact.set(normal, first);
      this.#more.set(normal, others);
    }
  }
}
