import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, messageOf } from '../errors.js';
import { databaseError } from './files.js';
import { openSqlite } from './sqlite.js';

/** One process at a time works in a data folder. The lock is the operating system's: it ends with its process. */
export interface DataDirLock {
  /** Says where this process can be reached, for command lines that find the folder locked. */
  announce(url: string): void;
  release(): void;
}

export type LockOutcome =
  | { readonly held: true; readonly lock: DataDirLock }
  /** `url` is null while the holder serves nothing. */
  | { readonly held: false; readonly url: string | null };

/**
 * Tries to take the lock of a data folder, creating the folder where it is missing.
 * @throws AppError `config_invalid` when the folder cannot be written
 */
export function lockDataDir(dataDir: string): LockOutcome {
  const announcement = join(dataDir, 'server.json');
  let database: Database.Database;
  try {
    mkdirSync(dataDir, { recursive: true });
    database = openSqlite(join(dataDir, 'lock.sqlite'), { timeout: 0 });
  } catch (error) {
    throw new AppError('config_invalid', `ADE_DATA_DIR: ${dataDir} cannot be written: ${messageOf(error)}`);
  }
  try {
    // A write, since on a folder that can only be read SQLite would share the lock.
    database.exec('BEGIN EXCLUSIVE; PRAGMA user_version = 1');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return { held: false, url: readUrl(announcement) };
    }
    throw databaseError(error, dataDir);
  }
  rmSync(announcement, { force: true });
  return {
    held: true,
    lock: {
      announce: (url) => {
        writeFileSync(announcement, JSON.stringify({ url, pid: process.pid }));
      },
      release: () => {
        rmSync(announcement, { force: true });
        database.close();
      },
    },
  };
}

function readUrl(file: string): string | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string')
      return value.url;
  } catch {
    // No announcement, or one that is being written: nothing to talk to.
  }
  return null;
}
