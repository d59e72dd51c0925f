import { writeFiles, type RowFile, type RowLayout } from './files.js';
import { FORMS, formOf, FULL, layOf, meaning, type Meaning } from './names.js';
import { Random } from './random.js';
import {
  CLINICAL,
  CLINICAL_TYPES,
  FOREIGN,
  FOREIGN_WORDS,
  OTHER,
  OTHER_TYPES,
  SUBSTANCE_PARTS,
  type AtomKind,
} from './umls-sources.js';

export interface UmlsOptions {
  /** Of MRCONSO.RRF: names, of which a concept has some four. */
  readonly rows: number;
  /** Rows of MRREL.RRF; the true one has some sixty million. */
  readonly relations: number;
  readonly seed: number;
  /** The release's name, as `2024AB`. */
  readonly release: string;
}

export const UMLS_DEFAULTS: UmlsOptions = {
  rows: 15_000_000,
  relations: 10_000_000,
  seed: 1,
  release: '2024AB',
};

const LAYOUT: RowLayout = { separator: '|', end: '|\n' };
/** More would need CUIs of more than seven digits. */
const MOST_ROWS = 30_000_000;
const FIRST_CUI = 5;
/** Of so many CUIs one is out of use: the numbers between those of the concepts. */
const RETIRED_EVERY = 11;
const MEAN_FURTHER_ATOMS = 3.8;
const MOST_ATOMS = 60;
const CLINICAL_SHARE = 0.65;
const ENGLISH_SHARE = 0.7;

/**
 * Writes a release of the UMLS Metathesaurus in Rich Release Format.
 * @param folder an empty one
 * @throws Error when there are no rows, or more than there are CUIs for
 */
export function makeUmls(folder: string, options: UmlsOptions): void {
  if (options.rows < 1 || options.rows > MOST_ROWS)
    throw new Error(`MRCONSO can have 1 to ${MOST_ROWS} rows, not ${options.rows}.`);
  writeFiles(`${folder}/META`, LAYOUT, (open) => {
    const concepts = new NamesWriter(options, {
      conso: open('MRCONSO.RRF'),
      sty: open('MRSTY.RRF'),
      def: open('MRDEF.RRF'),
    }).write();
    writeRelations(open('MRREL.RRF'), concepts, options);
    writeRetired(open('MRCUI.RRF'), concepts, options);
    writeSources(open('MRSAB.RRF'), open('MRRANK.RRF'), options);
  });
  writeFiles(`${folder}/META`, { separator: '=', end: '\n' }, (open) => {
    open('release.dat').row(['umls.release.name', options.release]);
  });
}

/** CUI of the concept at a place: they grow with it, and leave out the retired ones. */
function cuiOf(at: number): string {
  return cui(FIRST_CUI + at + Math.floor(at / (RETIRED_EVERY - 1)));
}

function cui(count: number): string {
  return `C${String(count).padStart(7, '0')}`;
}

const number = (letter: string, count: number) => `${letter}${String(count).padStart(8, '0')}`;

/** So many entries of each kind as its weight: one pick chooses by weight. */
const weighted = (kinds: readonly AtomKind[]): AtomKind[] =>
  kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
const PICKS = { clinical: weighted(CLINICAL), other: weighted(OTHER), foreign: weighted(FOREIGN) };
/** By how often they are met. */
const SUPPRESS: readonly string[] = [...new Array<string>(22).fill('N'), 'O', 'O', 'Y', 'E'];

/** Names, types and definitions, one concept after the other. */
class NamesWriter {
  readonly #random: Random;
  #atoms = 0;
  #attributes = 0;

  constructor(
    private readonly options: UmlsOptions,
    private readonly files: Readonly<Record<'conso' | 'sty' | 'def', RowFile>>,
  ) {
    this.#random = new Random(options.seed, 'umls');
  }

  /** @returns how many concepts there are */
  write(): number {
    let at = 0;
    for (let left = this.options.rows; left > 0; at += 1) {
      const count = Math.min(left, this.#atomCount());
      left -= count;
      this.#concept(at, count);
    }
    return at;
  }

  /** One or some; few have very many. */
  #atomCount(): number {
    const share = (this.#random.bits() + 1) / 0x1_0000_0001;
    return Math.min(MOST_ATOMS, 1 + Math.floor(-Math.log(share) * MEAN_FURTHER_ATOMS));
  }

  #concept(at: number, count: number): void {
    const random = this.#random;
    const id = cuiOf(at);
    const clinical = random.chance(CLINICAL_SHARE);
    const of = meaning(random, FULL);
    const substance = clinical ? '' : substanceName(random);
    const first = this.#atoms + 1;
    // The names in English come first, as they would in a sorted file; a few concepts have none.
    const english = random.chance(0.97) ? Math.max(1, Math.round(count * ENGLISH_SHARE)) : 0;
    const languages = new Set<string>();
    for (let atom = 0; atom < count; atom += 1) {
      const kind = random.pick(atom >= english ? PICKS.foreign : clinical ? PICKS.clinical : PICKS.other);
      // Sources often agree in the name.
      const form = kind.style === 'lay' || random.chance(0.4) ? 0 : random.below(FORMS);
      const text =
        kind.style === 'foreign' ? foreignName(kind.lat, random) : named(of, substance, form, kind, random);
      this.#atom(id, at * 16 + form, kind, text, !languages.has(kind.lat));
      languages.add(kind.lat);
    }
    for (const type of random.sample(clinical ? CLINICAL_TYPES : OTHER_TYPES, random.chance(0.1) ? 2 : 1))
      this.files.sty.row([id, ...type, number('AT', this.#attribute()), '256']);
    if (random.chance(0.08)) {
      const text = `A made definition: ${clinical ? `${of.finding.name} of the ${of.site.noun}` : substance}, as it is described for this concept.`;
      this.files.def.row([
        ...[id, number('A', first), number('AT', this.#attribute()), ''],
        ...[random.pick(['NCI', 'MSH', 'HPO']), text, 'N', ''],
      ]);
    }
  }

  #atom(
    id: string,
    string: number,
    { sab, tty, lat, level }: AtomKind,
    text: string,
    preferred: boolean,
  ): void {
    const random = this.#random;
    this.#atoms += 1;
    const status = preferred ? 'P' : 'S';
    const type = preferred || random.chance(0.7) ? 'PF' : 'VO';
    const code = 10_000_000 + random.below(80_000_000);
    const own = sab === 'MSH' ? `|M${code}|D${code}` : `|${code}|`;
    const strings = `${number('L', string)}|${type}|${number('S', string)}`;
    const atom = `${preferred || random.chance(0.4) ? 'Y' : 'N'}|${number('A', this.#atoms)}|`;
    // Put together by hand: this is done fifteen million times.
    this.files.conso.line(
      `${id}|${lat}|${status}|${strings}|${atom}${own}|${sab}|${tty}|${code}|${text}|${level}|${random.pick(SUPPRESS)}|${random.chance(0.5) ? '256' : ''}`,
    );
  }

  #attribute(): number {
    this.#attributes += 1;
    return this.#attributes;
  }
}

function named(of: Meaning, substance: string, form: number, kind: AtomKind, random: Random): string {
  if (kind.style === 'lay') return layOf(of, random);
  const name = substance === '' ? formOf(of, form) : form === 0 ? substance : `${substance}, variant ${form}`;
  if (kind.style !== 'tagged') return name;
  return `${name} (${substance === '' ? 'disorder' : 'substance'})`;
}

function foreignName(lat: string, random: Random): string {
  const words = FOREIGN_WORDS.get(lat);
  if (!words) throw new Error(`no words are known of the language ${lat}`);
  const between = lat === 'JPN' ? '' : ' ';
  return `${random.pick(words[0])}${between}${random.pick(words[1])}${between}${random.below(1000)}`;
}

function substanceName(random: Random): string {
  const { first, middle, last, form } = SUBSTANCE_PARTS;
  const name = random.pick(first) + random.pick(middle) + random.pick(middle) + random.pick(last);
  if (random.chance(0.4)) return name;
  return `${name} ${5 * (1 + random.below(100))} MG ${random.pick(form)}`;
}

/** Pairs: each relation is told from both of its ends. */
function writeRelations(file: RowFile, concepts: number, { relations, seed }: UmlsOptions): void {
  const random = new Random(seed, 'umls relations');
  const row = (from: string, rel: string, to: string, rela: string, at: number, sab: string) => {
    const atoms = [number('A', 1 + random.below(concepts)), number('A', 1 + random.below(concepts))];
    file.line(
      `${from}|${atoms[0] ?? ''}|AUI|${rel}|${to}|${atoms[1] ?? ''}|AUI|${rela}|${number('R', at)}||${sab}|${sab}||N|N|`,
    );
  };
  for (let at = 0; at < relations; at += 2) {
    const below = 1 + Math.floor(((at / relations) * (concepts - 1)) % Math.max(1, concepts - 1));
    const [one, other] = [cuiOf(Math.min(below, concepts - 1)), cuiOf(random.below(below))];
    const sab = random.pick(['SNOMEDCT_US', 'SNOMEDCT_US', 'MDR', 'MSH', 'NCI', 'ICD10CM']);
    // Half of them tell the hierarchy: the second concept is what REL says to the first.
    const [there, back] = random.chance(0.5)
      ? ([
          ['PAR', 'inverse_isa'],
          ['CHD', 'isa'],
        ] as const)
      : ([
          ['RO', 'has_finding_site'],
          ['RO', 'finding_site_of'],
        ] as const);
    row(one, there[0], other, there[1], at, sab);
    if (at + 1 < relations) row(other, back[0], one, back[1], at + 1, sab);
  }
}

/** The CUIs between those of the concepts: most of them were merged into another. */
function writeRetired(file: RowFile, concepts: number, { seed, release }: UmlsOptions): void {
  const random = new Random(seed, 'umls retired');
  for (let at = RETIRED_EVERY - 1; at < concepts; at += RETIRED_EVERY - 1) {
    const gone = cui(FIRST_CUI + at + at / (RETIRED_EVERY - 1) - 1);
    const rel = random.pick(['SY', 'SY', 'SY', 'RO', 'RB', 'RN', 'DEL']);
    const target = rel === 'DEL' ? '' : cuiOf(random.below(concepts));
    file.row([gone, release, rel, '', '', target, rel === 'DEL' ? '' : 'Y']);
  }
}

function writeSources(sab: RowFile, rank: RowFile, { release }: UmlsOptions): void {
  const kinds = [...CLINICAL, ...OTHER, ...FOREIGN];
  const byName = new Map(kinds.map((kind) => [kind.sab, kind]));
  let root = 1_000_000;
  for (const [name, { lat, level }] of byName) {
    const types = new Set(kinds.filter((kind) => kind.sab === name).map(({ tty }) => tty));
    const versioned = `${name}_${release}`;
    sab.row([
      ...[cui(root + 500_000), cui(root), versioned, name, `${name}, made for measurements`, name],
      ...[release, '', '', release, '', 'made;;', 'made;;', level, 1000, 1000, 'FULL'],
      ...[[...types].join(','), '', lat, 'UTF-8', 'Y', 'Y', name, ';;;;made;;;;'],
    ]);
    root += 1;
  }
  const ranked = new Set(kinds.map((kind) => `${kind.sab}|${kind.tty}`));
  [...ranked].forEach((kind, at) => {
    rank.row([String(ranked.size - at).padStart(4, '0'), kind, 'N']);
  });
}
