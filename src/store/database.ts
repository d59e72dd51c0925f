import { join } from 'node:path';
import { Kysely, Migrator, SqliteDialect, type Generated, type Migration } from 'kysely';
import { databaseError } from './files.js';
import { forKysely, openSqlite } from './sqlite.js';
import * as first from './migrations/001-first.js';

/** Columns hold ISO timestamps and JSON as text, and counts as integers: portable to any SQL database. */
export interface Tables {
  versions: {
    ontology: string;
    version: string;
    format: string;
    /** Content address of the kept source file. */
    source_sha256: string;
    file_name: string;
    /** 1: the starter vocabulary's names are attached. */
    expansion: number;
    report: string;
    registered_at: string;
    registered_by: string;
  };
  activations: {
    id: Generated<number>;
    ontology: string;
    generation: number;
    version: string;
    artefact: string;
    action: 'activate' | 'rollback' | 'upgrade';
    actor: string;
    at: string;
  };
  jobs: {
    id: string;
    kind: string;
    state: string;
    progress: string;
    result: string;
    error: string;
    created_at: string;
    finished_at: string | null;
  };
}

export type Db = Kysely<Tables>;

const MIGRATIONS: Record<string, Migration> = { '001-first': first };

/**
 * Opens the service's database in `dataDir`, and brings its schema up to date.
 * @throws AppError `database_invalid`, `config_invalid`, `disk_full`
 */
export async function openDatabase(dataDir: string): Promise<Db> {
  try {
    const sqlite = openSqlite(join(dataDir, 'ade.sqlite'));
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    const db: Db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(sqlite) }) });
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return db;
    await db.destroy();
    throw error instanceof Error ? error : new Error('its schema could not be brought up to date');
  } catch (error) {
    throw databaseError(error, dataDir);
  }
}
