import { everydayNames } from './everyday.js';
import { BRIEF, capitalised, layOf, meaning, NameBook, synonymsOf, termOf, type Meaning } from './names.js';
import type { Random } from './random.js';
import { FINDINGS, KINDS, SITES } from './words.js';

/** A heading under another; of a SOC, `above` is nothing. */
export interface Heading {
  readonly code: number;
  readonly name: string;
  readonly above: Heading | null;
}

export interface PreferredTerm {
  readonly code: number;
  readonly name: string;
  /** The HLTs above it; its primary path goes over the first. */
  readonly hlts: readonly Heading[];
}

export interface LowestLevelTerm {
  readonly code: number;
  readonly name: string;
  /** Code of its preferred term. */
  readonly pt: number;
  readonly current: boolean;
}

export interface Query {
  readonly code: number;
  readonly name: string;
  readonly level: number;
  /** Codes of the queries one level below that belong to it. */
  readonly parts: readonly number[];
  readonly members: readonly QueryMember[];
}

export interface QueryMember {
  readonly pt: number;
  readonly narrow: boolean;
  readonly active: boolean;
  /** The releases that added and last changed it. */
  readonly added: string;
  readonly changed: string;
}

/** A whole release; terms by their codes. */
export interface MeddraRelease {
  readonly version: string;
  readonly socs: readonly Heading[];
  readonly hlgts: readonly Heading[];
  readonly hlts: readonly Heading[];
  readonly pts: ReadonlyMap<number, PreferredTerm>;
  readonly llts: ReadonlyMap<number, LowestLevelTerm>;
  readonly queries: readonly Query[];
}

export interface MeddraSize {
  readonly pts: number;
  readonly llts: number;
}

/** As in the releases of 2024; with fewer terms the hierarchy and the queries get fewer, too. */
const TRUE_SIZE = { pts: 27_000, socs: 27, hlgts: 337, hlts: 1738, queries: 230, everyday: 300 } as const;
const NOT_CURRENT = 0.1;
const FIRST_CODE = 10_000_001;
const FIRST_QUERY_CODE = 20_000_001;

/** @throws Error when there are fewer LLTs than PTs, or not a single PT for each SOC */
export function firstRelease(size: MeddraSize, version: string, random: Random): MeddraRelease {
  if (size.llts < size.pts)
    throw new Error(`Each PT is an LLT, too: ${size.llts} LLTs are too few for ${size.pts} PTs.`);
  if (size.pts < TRUE_SIZE.socs) throw new Error(`At least ${TRUE_SIZE.socs} PTs are needed, one a SOC.`);
  const scaled = (count: number, least: number) =>
    Math.min(count, Math.max(least, Math.round((count * size.pts) / TRUE_SIZE.pts)));
  const book = new NameBook();
  // Taken first, so that no made name is in their way.
  const everyday = everydayNames(scaled(TRUE_SIZE.everyday, 3), random).filter((name) => book.take(name));
  let code = FIRST_CODE;
  const level = (count: number, above: readonly Heading[], nameOf: () => string): Heading[] =>
    Array.from({ length: count }, (_, at) => ({
      code: code++,
      name: book.fresh(nameOf, (name) => name),
      // Each heading has one below it before any has two.
      above: above.length === 0 ? null : (above[at] ?? random.pick(above)),
    }));
  const site = () => random.pick(SITES).adjective;
  const found = () => random.pick(FINDINGS).name;
  const socs = level(TRUE_SIZE.socs, [], () => capitalised(`${site()} system disorders`));
  const hlgtCount = scaled(TRUE_SIZE.hlgts, socs.length);
  const hlgts = level(hlgtCount, socs, () => capitalised(`${site()} ${found()} and ${found()} conditions`));
  const hltCount = scaled(TRUE_SIZE.hlts, hlgts.length);
  const hlts = level(hltCount, hlgts, () => capitalised(`${random.pick(KINDS)} ${site()} ${found()} NEC`));

  const asTerms = everyday.slice(0, Math.ceil((everyday.length * 2) / 3));
  const asLowest = everyday.slice(asTerms.length);
  const meanings: { readonly pt: number; readonly of: Meaning }[] = [];
  const pts = new Map<number, PreferredTerm>();
  for (let at = 0; at < size.pts; at += 1) {
    const known = asTerms[at];
    const of = known === undefined ? freshMeaning(book, random) : meaning(random, BRIEF);
    const pt = { code: code++, name: known ?? termOf(of), hlts: pathsOf(hlts, at, random) };
    pts.set(pt.code, pt);
    meanings.push({ pt: pt.code, of });
  }
  const llts = new Map<number, LowestLevelTerm>();
  for (const { code: own, name } of pts.values()) llts.set(own, { code: own, name, pt: own, current: true });
  const further = size.llts - size.pts;
  const notCurrent = Math.min(0.5, (NOT_CURRENT * size.llts) / Math.max(1, further));
  for (let at = 0; at < further; at += 1) {
    const { pt, of } = random.pick(meanings);
    const known = asLowest[at];
    const name = known ?? lowestName(of, book, random);
    // An everyday name is a good one: it stays in use.
    const current = known !== undefined || !random.chance(notCurrent);
    llts.set(code, { code, name, pt, current });
    code += 1;
  }
  const queries = queriesOf(scaled(TRUE_SIZE.queries, 4), [...pts.keys()], version, random);
  return { version, socs, hlgts, hlts, pts, llts, queries };
}

export function freshMeaning(book: NameBook, random: Random): Meaning {
  return book.fresh(() => meaning(random, BRIEF), termOf);
}

/** A name for an LLT of a term that means this: a variant of it, now and then a lay one or something narrower. */
export function lowestName(of: Meaning, book: NameBook, random: Random): string {
  if (random.chance(0.1)) {
    const lay = capitalised(layOf(of, random));
    if (book.take(lay)) return lay;
  }
  const variants = synonymsOf(of);
  const from = random.below(variants.length);
  const free = [...variants.slice(from), ...variants.slice(0, from)].find((name) => book.take(name));
  return free ?? termOf(freshMeaning(book, random));
}

/** Some three in ten terms stand under more than one HLT. */
export function pathsOf(hlts: readonly Heading[], at: number, random: Random): Heading[] {
  const first = hlts[at] ?? random.pick(hlts);
  const more = random.chance(0.3) ? (random.chance(0.2) ? 2 : 1) : 0;
  return [...new Set([first, ...Array.from({ length: more }, () => random.pick(hlts))])];
}

/** One in four has parts: the two after it, on the second level. */
function queriesOf(count: number, pts: readonly number[], version: string, random: Random): Query[] {
  const most = Math.min(300, Math.ceil(pts.length / 10));
  return Array.from({ length: count }, (_, at) => {
    const place = at % 4;
    const parts = place === 0 ? [at + 1, at + 2].filter((part) => part < count) : [];
    const site = SITES[at % SITES.length]?.noun ?? '';
    const members = random.sample(pts, 1 + random.below(most)).map((pt) => ({
      pt,
      narrow: random.chance(0.6),
      active: true,
      added: version,
      changed: version,
    }));
    return {
      code: FIRST_QUERY_CODE + at,
      name: `${capitalised(site)} events, query ${at + 1} (SMQ)`,
      level: place === 1 || place === 2 ? 2 : 1,
      parts: parts.map((part) => FIRST_QUERY_CODE + part),
      members,
    };
  });
}
