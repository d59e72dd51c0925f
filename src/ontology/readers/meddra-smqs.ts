import type { ConceptGroup } from '../concept.js';
import { furtherRowsOf, type Release, type Row } from './meddra-files.js';

/** Which codes the release has. */
export interface KnownCodes {
  readonly pt: { has(code: string): boolean };
  readonly llt: { has(code: string): boolean };
}

/** Code of a term -> the queries that it belongs to. */
export type Groups = ReadonlyMap<string, readonly ConceptGroup[]>;

/**
 * Reads the Standardised MedDRA Queries (SMQs) as groups of concepts: smq_list.asc names them, smq_content.asc lists
 * the terms of each and the queries below it, whose terms are its own, too. Only what both files give as active
 * counts. Where a term comes into a query in two ways, the narrow scope is kept: a broad search includes the narrow.
 *
 * @param level at `PT` the memberships of lowest level terms are passed over
 */
export async function readGroups(release: Release, known: KnownCodes, level: 'PT' | 'LLT'): Promise<Groups> {
  const { files, report } = release;
  if (!files.has('smq_content.asc')) return new Map();
  if (!files.has('smq_list.asc')) {
    const place = { file: 'smq_content.asc', line: 1, text: '' };
    report.skip(place, 'parent_missing', 'smq_list.asc is missing, so that no SMQ has a name; none is read');
    return new Map();
  }
  const queries = await readQueries(release);
  const members = await readMembers(release, queries, known, level);
  return groupsOf(members);
}

type Scope = 'narrow' | 'broad' | 'other';

interface Query {
  readonly active: boolean;
  /** The queries that list it. */
  readonly above: Query[];
  readonly groups: Readonly<Record<Scope, ConceptGroup>>;
}

interface Member {
  readonly term: string;
  readonly query: Query;
  readonly scope: Scope;
}

async function readQueries(release: Release): Promise<ReadonlyMap<string, Query>> {
  const queries = new Map<string, Query>();
  for await (const rows of furtherRowsOf(release, 'smq_list.asc', 8)) {
    for (const row of rows) {
      const [id = '', name = ''] = row.cells;
      if (id === '') release.report.skip(row, 'id_missing', 'the code is empty');
      else if (name === '') release.report.skip(row, 'name_missing', 'the name is empty');
      else if (queries.has(id)) release.report.skip(row, 'duplicate_id', `the SMQ "${id}" was listed before`);
      else queries.set(id, { active: isActive(row.cells[7]), above: [], groups: inEachScope(id, name) });
    }
  }
  return queries;
}

/** Made once, so that the concepts share them. */
function inEachScope(id: string, name: string): Readonly<Record<Scope, ConceptGroup>> {
  return {
    narrow: { id, name, scope: 'narrow' },
    broad: { id, name, scope: 'broad' },
    other: { id, name, scope: null },
  };
}

async function readMembers(
  release: Release,
  queries: ReadonlyMap<string, Query>,
  known: KnownCodes,
  level: 'PT' | 'LLT',
): Promise<readonly Member[]> {
  const members: Member[] = [];
  const missing = (row: Row, detail: string) => {
    release.report.skip(row, 'parent_missing', detail);
  };
  for await (const rows of furtherRowsOf(release, 'smq_content.asc', 7)) {
    for (const row of rows) {
      const [id = '', term = '', termLevel = '', scope = ''] = row.cells;
      if (!isActive(row.cells[6])) continue;
      const query = queries.get(id);
      if (query === undefined) {
        missing(row, `smq_list.asc has no SMQ "${id}"`);
        continue;
      }
      if (!query.active) continue;
      if (termLevel === '0') {
        const below = queries.get(term);
        if (below === undefined) missing(row, `smq_list.asc has no SMQ "${term}"`);
        else if (below.active) below.above.push(query);
      } else if (termLevel === '4') {
        if (known.pt.has(term)) members.push({ term, query, scope: scopeOf(scope) });
        else missing(row, `pt.asc has no preferred term "${term}"`);
      } else if (termLevel === '5') {
        if (!known.llt.has(term)) missing(row, `llt.asc has no lowest level term "${term}"`);
        else if (level === 'LLT') members.push({ term, query, scope: scopeOf(scope) });
      } else {
        const detail = `the level of a term is 4 (PT), 5 (LLT) or 0 (SMQ); "${termLevel}" was found`;
        release.report.skip(row, 'field_invalid', detail);
      }
    }
  }
  return members;
}

function groupsOf(members: readonly Member[]): Groups {
  const reached = new Map<Query, readonly Query[]>();
  const ofTerm = new Map<string, Map<Query, Scope>>();
  for (const { term, query, scope } of members) {
    let queries = reached.get(query);
    if (queries === undefined) reached.set(query, (queries = withAllAbove(query)));
    let scopes = ofTerm.get(term);
    if (scopes === undefined) ofTerm.set(term, (scopes = new Map<Query, Scope>()));
    for (const each of queries) scopes.set(each, stronger(scopes.get(each), scope));
  }
  const groups = new Map<string, readonly ConceptGroup[]>();
  for (const [term, scopes] of ofTerm)
    groups.set(
      term,
      [...scopes].map(([query, scope]) => query.groups[scope]),
    );
  return groups;
}

/** The query and all above it, each once: a cycle in a damaged file ends where it began. */
function withAllAbove(query: Query): readonly Query[] {
  const all = new Set([query]);
  // A set that grows is gone through to its new end.
  for (const each of all) for (const above of each.above) all.add(above);
  return [...all];
}

function stronger(known: Scope | undefined, scope: Scope): Scope {
  if (known === 'narrow' || scope === 'narrow') return 'narrow';
  return known === 'broad' || scope === 'broad' ? 'broad' : 'other';
}

function scopeOf(cell: string): Scope {
  if (cell === '2') return 'narrow';
  return cell === '1' ? 'broad' : 'other';
}

function isActive(status: string | undefined): boolean {
  return status?.toUpperCase() === 'A';
}
