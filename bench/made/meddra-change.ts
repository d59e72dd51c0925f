import {
  freshMeaning,
  lowestName,
  pathsOf,
  type LowestLevelTerm,
  type MeddraRelease,
  type PreferredTerm,
  type Query,
} from './meddra-release.js';
import { american, BRIEF, meaning, NameBook, termOf } from './names.js';
import type { Random } from './random.js';

/** What a next release changes: how many terms of each kind. */
export interface ChangeCounts {
  readonly newPts: number;
  /** The new preferred terms' own among them. */
  readonly newLlts: number;
  readonly renamedPts: number;
  readonly renamedLlts: number;
  /** LLTs that are not current any more. */
  readonly lapsedLlts: number;
  /** LLTs that go to another PT; those of demoted PTs come on top. */
  readonly movedLlts: number;
  /** PTs that become LLTs of another PT, with all their LLTs. */
  readonly demotedPts: number;
}

/** @param share how many terms are new, of one; a quarter of that is renamed, lapsed, moved and demoted each */
export function changeCounts({ pts, llts }: MeddraRelease, share: number): ChangeCounts {
  const count = (of: number) => Math.max(1, Math.round(of));
  const [newPts, newLlts] = [count(pts.size * share), count(llts.size * share)];
  return {
    newPts,
    newLlts: Math.max(newPts, newLlts),
    renamedPts: count(newPts / 4),
    renamedLlts: count(newLlts / 4),
    lapsedLlts: count(newLlts / 4),
    movedLlts: count(newLlts / 4),
    demotedPts: count(newPts / 4),
  };
}

/** The release after this one. */
export function nextRelease(
  before: MeddraRelease,
  counts: ChangeCounts,
  version: string,
  random: Random,
): MeddraRelease {
  const book = new NameBook();
  for (const { name } of [...before.socs, ...before.hlgts, ...before.hlts, ...before.llts.values()])
    book.take(name);
  const pts = new Map(before.pts);
  const llts = new Map(before.llts);
  const changed = random.sample([...pts.keys()], counts.demotedPts + counts.renamedPts);
  // Spread over both by turns, as the sample stands in the order of the codes.
  const demoted = new Set(changed.filter((_, at) => at % 2 === 0).slice(0, counts.demotedPts));
  const renamed = changed.filter((code) => !demoted.has(code));
  for (const code of demoted) pts.delete(code);
  const kept = [...pts.keys()];
  const targets = new Map([...demoted].map((code) => [code, random.pick(kept)]));
  for (const llt of before.llts.values()) {
    const pt = targets.get(llt.pt);
    if (pt !== undefined) llts.set(llt.code, { ...llt, pt });
  }
  for (const code of renamed) {
    const pt = known(pts, code);
    const name = otherName(pt.name, book);
    pts.set(code, { ...pt, name });
    llts.set(code, { ...known(llts, code), name });
  }
  changeLowest({ pts, llts }, demoted, counts, book, random);
  addTerms({ pts, llts }, before, counts, book, random);
  const queries = before.queries.map((query) => withoutDemoted(query, demoted, version));
  return { ...before, version, pts, llts, queries };
}

interface Terms {
  readonly pts: Map<number, PreferredTerm>;
  readonly llts: Map<number, LowestLevelTerm>;
}

/** Renames, lapses and moves LLTs that are no PT's own, each in one way. */
function changeLowest(
  { pts, llts }: Terms,
  demoted: ReadonlySet<number>,
  counts: ChangeCounts,
  book: NameBook,
  random: Random,
): void {
  const { renamedLlts, lapsedLlts, movedLlts } = counts;
  const free = [...llts.values()].filter(
    ({ code, current }) => current && !pts.has(code) && !demoted.has(code),
  );
  const chosen = random.sample(free, renamedLlts + lapsedLlts + movedLlts);
  if (chosen.length < renamedLlts + lapsedLlts + movedLlts)
    throw new Error('There are too few LLTs to change: ask for more of them, or for a smaller change.');
  const targets = [...pts.keys()];
  chosen.forEach((llt, at) => {
    if (at < renamedLlts) llts.set(llt.code, { ...llt, name: otherName(llt.name, book) });
    else if (at < renamedLlts + lapsedLlts) llts.set(llt.code, { ...llt, current: false });
    else llts.set(llt.code, { ...llt, pt: otherOf(targets, llt.pt, random) });
  });
}

function addTerms(
  { pts, llts }: Terms,
  { hlts }: MeddraRelease,
  { newPts, newLlts }: ChangeCounts,
  book: NameBook,
  random: Random,
): void {
  let code = 1 + [...llts.keys()].reduce((most, one) => Math.max(most, one));
  const targets = [...pts.keys()];
  for (let at = 0; at < newPts; at += 1, code += 1) {
    const name = termOf(freshMeaning(book, random));
    pts.set(code, { code, name, hlts: pathsOf(hlts, hlts.length, random) });
    llts.set(code, { code, name, pt: code, current: true });
  }
  for (let at = newPts; at < newLlts; at += 1, code += 1) {
    const name = lowestName(meaning(random, BRIEF), book, random);
    llts.set(code, { code, name, pt: random.pick(targets), current: true });
  }
}

function withoutDemoted(query: Query, demoted: ReadonlySet<number>, version: string): Query {
  const members = query.members.map((member) =>
    demoted.has(member.pt) ? { ...member, active: false, changed: version } : member,
  );
  return { ...query, members };
}

/** Another spelling where there is one that is free, else a closer name. */
function otherName(name: string, book: NameBook): string {
  const free = [american(name), `${name} NEC`, `${name} (unspecified)`].find((other) => book.take(other));
  if (free === undefined) throw new Error(`"${name}" finds no other name`);
  return free;
}

function otherOf(targets: readonly number[], than: number, random: Random): number {
  for (;;) {
    const target = random.pick(targets);
    if (target !== than) return target;
  }
}

function known<T>(terms: ReadonlyMap<number, T>, code: number): T {
  const term = terms.get(code);
  if (term === undefined) throw new Error(`no term has the code ${code}`);
  return term;
}
