import Database from 'better-sqlite3';

/**
 * Whatever better-sqlite3 has made, for good. Since Node 24.19 a wrapped native object that is collected while no
 * JavaScript runs aborts the process, and better-sqlite3 12, the last for Node 20, wraps statements and databases
 * that way (nodejs/node added clean-up hooks to `ObjectWrap`). A closed database leaves some hundred bytes here.
 */
const kept: unknown[] = [];

/** Opens a database file; like all else here, it is closed by its owner and never collected. */
export function openSqlite(path: string, options: Database.Options = {}): Database.Database {
  const database = new Database(path, options);
  kept.push(database);
  return database;
}

/** Prepares a statement that is never collected: prepare each once. */
export function prepared<Parameters extends unknown[], Row = unknown>(
  database: Database.Database,
  sql: string,
): Database.Statement<Parameters, Row> {
  const statement = database.prepare<Parameters, Row>(sql);
  kept.push(statement);
  return statement;
}

/** The database as Kysely uses it: each SQL text is prepared once, and there are only so many. */
export function forKysely(database: Database.Database): {
  prepare(sql: string): Database.Statement;
  close(): void;
} {
  const statements = new Map<string, Database.Statement>();
  kept.push(statements);
  return {
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known) return known;
      const statement = database.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    close: () => {
      database.close();
    },
  };
}
