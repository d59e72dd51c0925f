import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors.js';
import { DATABASE_NAME } from '../database.js';
import { databaseError } from '../files.js';
import { openSqlite, prepared } from '../sqlite.js';

/** One ontology as a database has it. */
export interface BackupOntology {
  readonly name: string;
  /** Its versions, oldest first. */
  readonly versions: readonly string[];
  /** What is in force; null when nothing was ever activated. */
  readonly active: { readonly version: string; readonly generation: number } | null;
}

/** What a database needs of the folder that it stands in. */
export interface DatabaseContents {
  readonly ontologies: readonly BackupOntology[];
  /** The sources of its versions by their sha256, each with a version that needs it, for messages. */
  readonly sources: ReadonlyMap<string, string>;
  /** The artefacts in force by their hash, each with its ontology. */
  readonly artefacts: ReadonlyMap<string, string>;
  /** Names of the migrations that were applied. */
  readonly migrations: readonly string[];
}

interface VersionColumns {
  ontology: string;
  version: string;
  source_sha256: string;
}

interface ActivationColumns {
  ontology: string;
  version: string;
  generation: number;
  artefact: string;
}

/**
 * Copies the database of a data folder into a new file, as it is at one moment, while others go on writing.
 * By SQL rather than by the driver's `backup()`: that makes a native object that nobody can keep from being
 * collected (see sqlite.ts). The copy needs no files beside it.
 * @throws AppError `backup_failed` where there is no database, `database_invalid`, `config_invalid`
 */
export async function copyDatabase(dataDir: string, target: string): Promise<void> {
  const path = join(dataDir, DATABASE_NAME);
  await access(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new AppError(
        'backup_failed',
        `There is nothing to back up: ${dataDir} has no ${DATABASE_NAME}. Check ADE_DATA_DIR, or name the folder with --data-dir.`,
      );
    throw databaseError(error, dataDir);
  });
  try {
    const database = openSqlite(path, { readonly: true, fileMustExist: true });
    try {
      prepared<[string]>(database, 'VACUUM INTO ?').run(target);
    } finally {
      database.close();
    }
  } catch (error) {
    throw databaseError(error, dataDir);
  }
}

/**
 * Checks a copy of a database, and says what is in it.
 * @throws what SQLite refuses; Error when it is damaged
 */
export function readContents(path: string): DatabaseContents {
  const database = openSqlite(path, { readonly: true, fileMustExist: true });
  try {
    const [first] = prepared<[], { integrity_check: string }>(database, 'PRAGMA integrity_check(1)').all();
    if (first?.integrity_check !== 'ok') throw new Error(first?.integrity_check ?? 'it cannot be checked');
    const versions = prepared<[], VersionColumns>(
      database,
      'SELECT ontology, version, source_sha256 FROM versions ORDER BY ontology, registered_at, version',
    ).all();
    const active = prepared<[], ActivationColumns>(
      database,
      `SELECT ontology, version, generation, artefact FROM activations a
       WHERE generation = (SELECT MAX(generation) FROM activations b WHERE b.ontology = a.ontology)`,
    ).all();
    const migrations = prepared<[], { name: string }>(database, 'SELECT name FROM kysely_migration').all();
    return {
      ontologies: ontologiesOf(versions, active),
      sources: new Map(versions.map((row) => [row.source_sha256, `${row.ontology} ${row.version}`])),
      artefacts: new Map(active.map((row) => [row.artefact, row.ontology])),
      migrations: migrations.map(({ name }) => name),
    };
  } finally {
    database.close();
  }
}

function ontologiesOf(
  versions: readonly VersionColumns[],
  active: readonly ActivationColumns[],
): BackupOntology[] {
  return [...new Set(versions.map(({ ontology }) => ontology))].map((name) => {
    const inForce = active.find(({ ontology }) => ontology === name);
    return {
      name,
      versions: versions.filter(({ ontology }) => ontology === name).map(({ version }) => version),
      active: inForce ? { version: inForce.version, generation: inForce.generation } : null,
    };
  });
}
