import { rowsOf, type Release } from './meddra-files.js';
import type { Place } from './report.js';
import type { TextSource } from './text-source.js';

export interface Hierarchy {
  /** Codes directly above a code, in the order of the file. */
  readonly above: ReadonlyMap<string, readonly string[]>;
  /** The HLTs above a preferred term on its primary path. */
  readonly primary: ReadonlyMap<string, readonly string[]>;
}

/** Reads mdhier.asc: each way from a preferred term up to a system organ class. */
export async function readHierarchy(release: Release): Promise<Hierarchy> {
  const above = new Map<string, string[]>();
  const primary = new Map<string, string[]>();
  for await (const rows of rowsOf(release, 'mdhier.asc', 12)) {
    for (const { cells } of rows) {
      const [pt = '', hlt = '', hlgt = '', soc = ''] = cells;
      link(above, pt, hlt);
      link(above, hlt, hlgt);
      link(above, hlgt, soc);
      if (cells[11]?.toUpperCase() === 'Y') link(primary, pt, hlt);
    }
  }
  return { above, primary };
}

/** The lists are short: a term has few others directly above it. */
function link(map: Map<string, string[]>, below: string, above: string): void {
  const known = map.get(below);
  if (known === undefined) map.set(below, [above]);
  else if (!known.includes(above)) known.push(above);
}

/** A lowest level term, and where it stands. */
export interface LowestLevelTerm extends Place {
  readonly code: string;
  readonly name: string;
  /** The code of its preferred term. */
  readonly pt: string;
}

/** The lowest level terms of one preferred term, in the order of the file. */
export interface OwnTerms {
  readonly current: LowestLevelTerm[];
  readonly retired: LowestLevelTerm[];
}

export interface LowestLevelTerms {
  /** By the code of the preferred term. */
  readonly ofPreferred: Map<string, OwnTerms>;
  /** All codes. */
  readonly codes: ReadonlySet<string>;
}

/** Reads llt.asc. The term that has its preferred term's code is current, whatever its row says. */
export async function readLowestLevelTerms(release: Release, opened: TextSource): Promise<LowestLevelTerms> {
  const ofPreferred = new Map<string, OwnTerms>();
  const codes = new Set<string>();
  for await (const rows of rowsOf(release, 'llt.asc', 10, opened)) {
    for (const { file, line, text, cells } of rows) {
      const [code = '', name = '', pt = ''] = cells;
      codes.add(code);
      let own = ofPreferred.get(pt);
      if (own === undefined) ofPreferred.set(pt, (own = { current: [], retired: [] }));
      const current = cells[9]?.toUpperCase() !== 'N' || code === pt;
      (current ? own.current : own.retired).push({ code, name, pt, file, line, text });
    }
  }
  return { ofPreferred, codes };
}
