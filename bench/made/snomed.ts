import { writeFiles, type RowFile, type RowLayout } from './files.js';
import {
  american,
  FULL,
  meaning,
  NameBook,
  synonymsOf,
  termOf,
  uncapitalised,
  type Meaning,
} from './names.js';
import { Random } from './random.js';
import { sctid } from './sctid.js';
import * as rf2 from './snomed-ids.js';

export interface SnomedOptions {
  /** Active concepts. */
  readonly concepts: number;
  readonly inactive: number;
  /** Of all concepts, from two to six for each: a fully specified name and at least one term. */
  readonly descriptions: number;
  readonly seed: number;
  /** The release's date as eight digits. */
  readonly release: string;
}

export const SNOMED_DEFAULTS: SnomedOptions = {
  concepts: 370_000,
  inactive: 130_000,
  descriptions: 1_500_000,
  seed: 1,
  release: '20250101',
};

const LAYOUT: RowLayout = { separator: '\t', end: '\r\n' };
const FEWEST = 2;
const MOST = 6;
const FIRST_ITEM = 10_000_000;

/**
 * Writes a SNOMED CT release in RF2, with the snapshot files alone.
 * @param folder an empty one
 * @throws Error when the sizes do not fit each other, or the release is no date
 */
export function makeSnomed(folder: string, options: SnomedOptions): void {
  const { concepts, inactive, descriptions, release } = options;
  const all = concepts + inactive;
  if (concepts < rf2.TOPS.length) throw new Error(`At least ${rf2.TOPS.length} active concepts are needed.`);
  if (descriptions < FEWEST * all || descriptions > MOST * all)
    throw new Error(
      `${all} concepts can have ${FEWEST * all} to ${MOST * all} descriptions, not ${descriptions}.`,
    );
  if (!/^\d{8}$/.test(release)) throw new Error(`A release is a date, as 20250101, not “${release}”.`);
  writeFiles(`${folder}/Snapshot`, LAYOUT, (open) => {
    const file = (folderName: string, name: string, header: readonly string[]) => {
      const opened = open(`${folderName}/${name}_INT_${release}.txt`);
      opened.row(header);
      return opened;
    };
    new SnomedWriter(options, {
      concept: file('Terminology', 'sct2_Concept_Snapshot', rf2.CONCEPT),
      description: file('Terminology', 'sct2_Description_Snapshot-en', rf2.DESCRIPTION),
      definition: file('Terminology', 'sct2_TextDefinition_Snapshot-en', rf2.DESCRIPTION),
      relationship: file('Terminology', 'sct2_Relationship_Snapshot', rf2.RELATIONSHIP),
      language: file('Refset/Language', 'der2_cRefset_LanguageSnapshot-en', rf2.LANGUAGE),
      association: file('Refset/Content', 'der2_cRefset_AssociationSnapshot', rf2.ASSOCIATION),
    }).write();
  });
}

type Files = Readonly<
  Record<'concept' | 'description' | 'definition' | 'relationship' | 'language' | 'association', RowFile>
>;

/** Goes over the concepts once and writes what belongs to each into all files. */
class SnomedWriter {
  readonly #random: Random;
  readonly #book = new NameBook();
  readonly #ids: string[] = [];
  /** Rows of the concepts of each branch, by the row of its top. */
  readonly #branches = rf2.TOPS.map((_, at) => [at]);
  #descriptions = 0;
  #relationships = 0;
  #date = '';

  constructor(
    private readonly options: SnomedOptions,
    private readonly files: Files,
  ) {
    this.#random = new Random(options.seed, 'snomed');
  }

  write(): void {
    const { concepts, inactive } = this.options;
    for (const [at, { id, name, tag }] of rf2.TOPS.entries()) {
      this.#begin(id, true);
      this.#book.take(`${name} (${tag})`);
      this.#describe(
        id,
        `${name} (${tag})`,
        [name, ...[1, 2, 3, 4].map((other) => `${name} ${other}`)],
        null,
      );
      if (at > 0) this.#relate(id, rf2.ROOT, rf2.IS_A, true);
    }
    for (let at = rf2.TOPS.length; at < concepts; at += 1) this.#active(at);
    for (let at = concepts; at < concepts + inactive; at += 1) this.#inactive(at);
  }

  #active(at: number): void {
    const random = this.#random;
    const id = sctid(FIRST_ITEM + at, 'concept');
    this.#begin(id, true);
    const branch = random.chance(rf2.FINDINGS_SHARE) ? 1 : 2 + random.below(rf2.TOPS.length - 2);
    const rows = this.#branches[branch] ?? [];
    const of = this.#named(id, branch);
    const parents = new Set([random.pick(rows), ...(random.chance(0.35) ? [random.pick(rows)] : [])]);
    for (const parent of parents) this.#relate(id, this.#ids[parent] ?? '', rf2.IS_A, true);
    if (random.chance(0.6)) this.#relate(id, this.#ids[random.below(at)] ?? '', rf2.FINDING_SITE, true);
    // Old relationships, which a reader is to pass over; to later rows they would make cycles.
    if (random.chance(0.4)) this.#relate(id, this.#ids[random.below(at)] ?? '', rf2.IS_A, false);
    if (random.chance(0.02)) this.#define(id, of);
    rows.push(at);
  }

  #inactive(at: number): void {
    const random = this.#random;
    const id = sctid(FIRST_ITEM + at, 'concept');
    this.#begin(id, false);
    this.#named(id, random.chance(rf2.FINDINGS_SHARE) ? 1 : 2);
    this.#relate(id, random.pick(this.#ids), rf2.IS_A, false);
    if (random.chance(0.2)) return;
    const successor = this.#ids[random.below(this.options.concepts)] ?? '';
    const refset = random.pick(rf2.ASSOCIATIONS);
    this.files.association.row([...this.#member(refset, id), successor]);
  }

  #begin(id: string, active: boolean): void {
    this.#ids.push(id);
    this.#date = `20${10 + this.#random.below(15)}0${this.#random.chance(0.5) ? 1 : 7}31`;
    const status = this.#random.chance(0.3) ? rf2.DEFINED : rf2.PRIMITIVE;
    this.files.concept.row([id, this.#date, active ? 1 : 0, rf2.MODULE, status]);
  }

  #named(id: string, branch: number): Meaning {
    const { tag, opening } = rf2.TOPS[branch] ?? rf2.TOPS[0];
    const inBranch = (name: string) => american(opening === '' ? name : `${opening} ${uncapitalised(name)}`);
    const fullName = (of: Meaning) => `${inBranch(termOf(of))} (${tag})`;
    const of = this.#book.fresh(() => meaning(this.#random, FULL), fullName);
    const term = inBranch(termOf(of));
    const british = opening === '' && termOf(of) !== term ? termOf(of) : null;
    const further = synonymsOf(of).map((name) => (opening === '' ? name : inBranch(name)));
    const terms = new Set([term, ...(british === null ? [] : [british]), ...further]);
    this.#describe(id, fullName(of), [...terms], british);
    return of;
  }

  /**
   * @param terms the preferred one first; as many are taken as this concept is to have
   * @param british the one that is preferred in British English, where that is not the first
   */
  #describe(id: string, fullName: string, terms: readonly string[], british: string | null): void {
    const { concepts, inactive, descriptions } = this.options;
    const row = this.#ids.length;
    // Whole numbers whose sum over all concepts is the number of descriptions.
    const share = (rows: number) => Math.floor((rows * descriptions) / (concepts + inactive));
    const taken = terms.slice(0, share(row) - share(row - 1) - 1);
    const hasBritish = british !== null && taken.includes(british);
    this.#text('description', id, fullName, rf2.FULL_NAME, true, { us: true, gb: true });
    taken.forEach((term, at) => {
      const gb = hasBritish ? term === british : at === 0;
      const active = at < 2 || !this.#random.chance(0.1);
      this.#text('description', id, term, rf2.SYNONYM, active, { us: at === 0, gb });
    });
  }

  #define(id: string, of: Meaning): void {
    const text = `A condition in which ${of.finding.name} is found in the ${of.site.noun}: ${termOf(of)}.`;
    this.#text('definition', id, text, rf2.DEFINITION, true, { us: true, gb: true });
  }

  #text(
    file: 'description' | 'definition',
    concept: string,
    text: string,
    type: string,
    active: boolean,
    preferred: { readonly us: boolean; readonly gb: boolean },
  ): void {
    const id = sctid(FIRST_ITEM + this.#descriptions, 'description');
    this.#descriptions += 1;
    const start = [id, this.#date, active ? 1 : 0, rf2.MODULE];
    this.files[file].row([...start, concept, 'en', type, text, rf2.CASE_INSENSITIVE]);
    if (!active) return;
    for (const [refset, isPreferred] of [
      [rf2.US_ENGLISH, preferred.us],
      [rf2.GB_ENGLISH, preferred.gb],
    ] as const)
      this.files.language.row([...this.#member(refset, id), isPreferred ? rf2.PREFERRED : rf2.ACCEPTABLE]);
  }

  #relate(from: string, to: string, type: string, active: boolean): void {
    if (from === to) return;
    const id = sctid(FIRST_ITEM + this.#relationships, 'relationship');
    this.#relationships += 1;
    const start = [id, this.#date, active ? 1 : 0, rf2.MODULE];
    const group = type === rf2.IS_A ? 0 : 1;
    this.files.relationship.row([...start, from, to, group, type, rf2.INFERRED, rf2.SOME]);
  }

  #member(refset: string, component: string): readonly (string | number)[] {
    const hex = this.#random.hex(32);
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    return [id.join('-'), this.#date, 1, rf2.MODULE, refset, component];
  }
}
