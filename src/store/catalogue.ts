import type Database from 'better-sqlite3';
import { openSqlite, prepared } from './sqlite.js';

/** One concept as a catalogue keeps it; its row number is its position. */
export interface CatalogueConceptRow {
  readonly id: string;
  readonly name: string;
  readonly level: string | null;
  readonly definition: string | null;
  readonly status: string;
  readonly selectable: boolean;
  readonly parents: readonly string[];
  /** Ids that this concept stands for now. */
  readonly replaces?: readonly string[];
  /** The id of the one that stands for this one now. */
  readonly replacedBy?: string | null;
  readonly groups?: readonly CatalogueGroup[];
  /** How often people report it, where that is known. */
  readonly reported?: number | null;
}

/** A collection beside the hierarchy that a concept belongs to. */
export interface CatalogueGroup {
  readonly id: string;
  readonly name: string;
  readonly scope: string | null;
}

/** One name; its row number is its position, and the row of its vector. */
export interface CatalogueNameRow {
  /** Row of the concept it belongs to. */
  readonly concept: number;
  readonly text: string;
  readonly normal: string;
  readonly kind: string;
  readonly origin: string;
  /** The source's own code for the name, where it has one. */
  readonly code?: string | null;
  /** Absent: the name is in use. */
  readonly current?: boolean;
}

/** One name as it is read; `current` is 1 or 0. */
interface NameColumns {
  concept: number;
  text: string;
  normal: string;
  kind: string;
  origin: string;
  code: string | null;
  current: number;
}

export interface StoredConcept {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly level: string | null;
  readonly definition: string | null;
  readonly status: string;
  readonly selectable: boolean;
  readonly replacedBy: string | null;
  readonly reported: number | null;
}

/**
 * Writes a catalogue file: the concepts and names of one artefact, searchable by words.
 * @param path a file that does not exist yet
 */
export function writeCatalogue(
  path: string,
  concepts: readonly CatalogueConceptRow[],
  names: readonly CatalogueNameRow[],
): void {
  const db = openSqlite(path);
  try {
    // A file that fails half-way is thrown away with its folder: no journal is needed.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
    db.exec(`
      CREATE TABLE concepts (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, level TEXT,
        definition TEXT, status TEXT NOT NULL, selectable INTEGER NOT NULL, replaced_by TEXT,
        reported INTEGER);
      CREATE TABLE replaced (id TEXT NOT NULL, concept INTEGER NOT NULL, PRIMARY KEY (id, concept)) WITHOUT ROWID;
      CREATE TABLE groups (concept INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, scope TEXT);
      CREATE INDEX groups_of_concept ON groups (concept);
      CREATE TABLE parents (
        child INTEGER NOT NULL, parent INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (child, parent)
      ) WITHOUT ROWID;
      CREATE INDEX children ON parents (parent);
      CREATE TABLE names (row INTEGER PRIMARY KEY, concept INTEGER NOT NULL, text TEXT NOT NULL,
        normal TEXT NOT NULL, kind TEXT NOT NULL, origin TEXT NOT NULL, code TEXT, current INTEGER NOT NULL);
      CREATE INDEX names_by_code ON names (code) WHERE code IS NOT NULL;
      CREATE INDEX names_of_concept ON names (concept);
      CREATE INDEX names_by_text ON names (text);
      CREATE INDEX names_by_normal ON names (normal);
      CREATE VIRTUAL TABLE words USING fts5 (normal, content = 'names', content_rowid = 'row');`);
    const addConcept = prepared(db, 'INSERT INTO concepts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const addReplaced = prepared(db, 'INSERT OR IGNORE INTO replaced VALUES (?, ?)');
    const addGroup = prepared(db, 'INSERT INTO groups VALUES (?, ?, ?, ?)');
    const addParent = prepared(db, 'INSERT OR IGNORE INTO parents VALUES (?, ?, ?)');
    const addName = prepared(db, 'INSERT INTO names VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    const rowOf = new Map(concepts.map((concept, row) => [concept.id, row]));
    db.exec('BEGIN');
    concepts.forEach((c, row) => {
      const { replacedBy = null, replaces = [], groups = [], reported = null } = c;
      const selectable = c.selectable ? 1 : 0;
      addConcept.run(row, c.id, c.name, c.level, c.definition, c.status, selectable, replacedBy, reported);
      for (const id of replaces) addReplaced.run(id, row);
      for (const { id, name, scope } of groups) addGroup.run(row, id, name, scope);
      for (const [place, parent] of c.parents.entries()) {
        const parentRow = rowOf.get(parent);
        if (parentRow !== undefined && parentRow !== row) addParent.run(row, parentRow, place);
      }
    });
    names.forEach((n, row) =>
      addName.run(
        row,
        ...[n.concept, n.text, n.normal, n.kind, n.origin, n.code ?? null, n.current === false ? 0 : 1],
      ),
    );
    db.exec("INSERT INTO words (words) VALUES ('rebuild')");
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

interface ConceptColumns {
  row: number;
  id: string;
  name: string;
  level: string | null;
  definition: string | null;
  status: string;
  selectable: number;
  replaced_by: string | null;
  reported: number | null;
}

const SELECT_NAMES = 'SELECT concept, text, normal, kind, origin, code, current FROM names';

/** Names that a search looks at: it answers in milliseconds however common its words are. */
const MOST_HITS = 2000;

/** A catalogue that is open for reading; its calls take a few milliseconds at the most. */
export class Catalogue {
  readonly #db: Database.Database;
  readonly #byId: Database.Statement<[string], ConceptColumns>;
  readonly #byRow: Database.Statement<[number], ConceptColumns>;
  readonly #parents: Database.Statement<[number], ConceptColumns>;
  readonly #children: Database.Statement<[number], ConceptColumns>;
  readonly #conceptRange: Database.Statement<[number, number], ConceptColumns>;
  readonly #nameRange: Database.Statement<[number, number], NameColumns>;
  readonly #rowOfName: Database.Statement<[string], { row: number }>;
  readonly #names: Database.Statement<[number], NameColumns>;
  readonly #groups: Database.Statement<[number], CatalogueGroup>;
  readonly #conceptCount: Database.Statement<[], { count: number }>;
  readonly #replacing: Database.Statement<[string], ConceptColumns>;
  readonly #namesOfCode: Database.Statement<[string], NameColumns>;
  readonly #namesOfNormal: Database.Statement<[string], NameColumns>;
  readonly #page: Database.Statement<[number, number], ConceptColumns & { matched: string }>;
  readonly #search: Database.Statement<[string, number, number], ConceptColumns & { matched: string }>;

  constructor(path: string) {
    this.#db = openSqlite(path, { readonly: true, fileMustExist: true });
    this.#byId = prepared(this.#db, 'SELECT * FROM concepts WHERE id = ?');
    this.#byRow = prepared(this.#db, 'SELECT * FROM concepts WHERE row = ?');
    this.#parents = prepared(
      this.#db,
      'SELECT c.* FROM parents p JOIN concepts c ON c.row = p.parent WHERE p.child = ? ORDER BY p.place',
    );
    this.#children = prepared(
      this.#db,
      'SELECT c.* FROM parents p JOIN concepts c ON c.row = p.child WHERE p.parent = ? ORDER BY c.name',
    );
    this.#names = prepared(this.#db, `${SELECT_NAMES} WHERE concept = ? ORDER BY row`);
    this.#groups = prepared(this.#db, 'SELECT id, name, scope FROM groups WHERE concept = ? ORDER BY id');
    this.#conceptCount = prepared(this.#db, 'SELECT count(*) AS count FROM concepts');
    this.#replacing = prepared(
      this.#db,
      'SELECT c.* FROM replaced r JOIN concepts c ON c.row = r.concept WHERE r.id = ? ORDER BY c.row',
    );
    this.#namesOfCode = prepared(this.#db, `${SELECT_NAMES} WHERE code = ? ORDER BY row`);
    this.#namesOfNormal = prepared(this.#db, `${SELECT_NAMES} WHERE normal = ? ORDER BY row`);
    this.#conceptRange = prepared(this.#db, 'SELECT * FROM concepts WHERE row >= ? AND row < ? ORDER BY row');
    this.#nameRange = prepared(this.#db, `${SELECT_NAMES} WHERE row >= ? AND row < ? ORDER BY row`);
    this.#rowOfName = prepared(this.#db, 'SELECT row FROM names WHERE text = ? ORDER BY row LIMIT 1');
    this.#page = prepared(this.#db, 'SELECT *, name AS matched FROM concepts ORDER BY row LIMIT ? OFFSET ?');
    // The best name stands for its concept: the stronger kind, then the shorter. Rows are laid out strongest kind
    // first, so that the hits that are looked at are the strongest.
    this.#search = prepared(
      this.#db,
      `
      WITH hits AS (
        SELECT n.concept, n.text, CASE n.kind WHEN 'preferred' THEN 0 WHEN 'synonym' THEN 1 ELSE 2 END AS weight,
          length(n.text) AS length, n.row AS name
        FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ${MOST_HITS}) f JOIN names n ON n.row = f.rowid),
      best AS (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY concept ORDER BY weight, length, name) AS place FROM hits)
      SELECT c.*, b.text AS matched FROM best b JOIN concepts c ON c.row = b.concept
      WHERE b.place = 1 ORDER BY b.weight, b.length, c.row LIMIT ? OFFSET ?`,
    );
  }

  concept(id: string): StoredConcept | undefined {
    const found = this.#byId.get(id);
    return found && stored(found);
  }

  conceptAt(row: number): StoredConcept | undefined {
    const found = this.#byRow.get(row);
    return found && stored(found);
  }

  parents(row: number): StoredConcept[] {
    return this.#parents.all(row).map(stored);
  }

  children(row: number): StoredConcept[] {
    return this.#children.all(row).map(stored);
  }

  names(row: number): CatalogueNameRow[] {
    return this.#names.all(row).map(storedName);
  }

  groups(row: number): CatalogueGroup[] {
    return this.#groups.all(row);
  }

  /**
   * Concepts that have all `words` (normal form; from three letters on, beginnings of words) in one name, among
   * the first `MOST_HITS` such names; all concepts when there are no words.
   * @param offset how many to pass over
   */
  search(
    words: readonly string[],
    limit: number,
    offset: number,
  ): { concept: StoredConcept; matched: string }[] {
    const rows =
      words.length === 0 ? this.#page.all(limit, offset) : this.#search.all(matchOf(words), limit, offset);
    return rows.map((row) => ({ concept: stored(row), matched: row.matched }));
  }

  /** Concepts of rows `from` to `to` - 1. */
  conceptsBetween(from: number, to: number): StoredConcept[] {
    return this.#conceptRange.all(from, to).map(stored);
  }

  /** Names of rows `from` to `to` - 1. */
  namesBetween(from: number, to: number): CatalogueNameRow[] {
    return this.#nameRange.all(from, to).map(storedName);
  }

  conceptCount(): number {
    return this.#conceptCount.get()?.count ?? 0;
  }

  /** Concepts that say that they stand for this id now. */
  replacing(id: string): StoredConcept[] {
    return this.#replacing.all(id).map(stored);
  }

  /** Names with this code of the source. */
  namesOfCode(code: string): CatalogueNameRow[] {
    return this.#namesOfCode.all(code).map(storedName);
  }

  /** Names with this normal form. */
  namesOfNormal(normal: string): CatalogueNameRow[] {
    return this.#namesOfNormal.all(normal).map(storedName);
  }

  /** The first row with a name of exactly this text. */
  rowOfName(text: string): number | undefined {
    return this.#rowOfName.get(text)?.row;
  }

  close(): void {
    this.#db.close();
  }
}

function stored({ selectable, replaced_by, ...concept }: ConceptColumns): StoredConcept {
  const { row, id, name, level, definition, status, reported } = concept;
  const flags = { selectable: selectable === 1, replacedBy: replaced_by };
  return { row, id, name, level, definition, status, reported, ...flags };
}

/** Member by member: of a hundred thousand names, spreading takes as long as reading. */
function storedName({ concept, text, normal, kind, origin, code, current }: NameColumns): CatalogueNameRow {
  return { concept, text, normal, kind, origin, code, current: current === 1 };
}

/** The words in FTS5's language; a short beginning would match a tenth of all names. */
function matchOf(words: readonly string[]): string {
  return words.map((word) => `"${word.replaceAll('"', '')}"${word.length >= 3 ? '*' : ''}`).join(' ');
}
