import { join } from 'node:path';
import { Kysely, Migrator, SqliteDialect, type Generated, type Migration } from 'kysely';
import { databaseError } from './files.js';
import { forKysely, openSqlite } from './sqlite.js';
import * as first from './migrations/001-first.js';
import * as changes from './migrations/002-changes.js';
import * as shadow from './migrations/003-shadow.js';
import * as durableJobs from './migrations/004-durable-jobs.js';
import * as thresholds from './migrations/005-thresholds.js';
import * as learners from './migrations/006-learners.js';
import * as feedback from './migrations/007-feedback.js';

/**
 * Which names the starter vocabulary lends: none, all, its clinical synonyms alone, all and those of near concepts; stored
 * by their place.
 */
export const EXPANSIONS = ['none', 'all', 'synonyms', 'near'] as const;
export type ExpansionChoice = (typeof EXPANSIONS)[number];

/** Columns hold ISO timestamps and JSON as text, and counts as integers: portable to any SQL database. */
export interface Tables {
  versions: {
    ontology: string;
    version: string;
    format: string;
    /** Content address of the kept source file. */
    source_sha256: string;
    file_name: string;
    /** Place in `EXPANSIONS`. */
    expansion: number;
    /** What was taken of the source, as JSON. */
    choice: string;
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
    action: 'activate' | 'rollback' | 'upgrade' | 'override' | 'thresholds' | 'learner';
    actor: string;
    at: string;
  };
  /** Every change of state, each row chained to the one before it by hashes. */
  audit: {
    id: number;
    at: string;
    actor: string;
    action: string;
    subject: string;
    before: string;
    after: string;
    previous_hash: string;
    hash: string;
  };
  /** Mentions whose answer people have settled, by normal form. */
  overrides: {
    ontology: string;
    normal: string;
    text: string;
    /** Null: nothing is proposed for the mention. */
    concept_id: string | null;
    note: string;
    changed_at: string;
    changed_by: string;
  };
  /** From which confidences on decisions are taken, where somebody chose. */
  thresholds: {
    ontology: string;
    auto: number;
    suggest: number;
    review: number;
    note: string;
    changed_at: string;
    changed_by: string;
  };
  /** What was learned from coded sets; its numbers lie in a folder of the same id. */
  learners: {
    id: string;
    ontology: string;
    /** Whose concepts it was trained for. */
    version: string;
    coded_set: string;
    coded_set_name: string;
    /** Hash of the encoder whose vectors it knows. */
    encoder: string;
    /** What training came to, as JSON. */
    report: string;
    created_at: string;
    created_by: string;
  };
  /** The learner that takes part in an ontology's answers. */
  active_learners: {
    ontology: string;
    learner: string;
    /** What `auto` stands for. */
    strategy: string;
    /** 1: it may come before exact names. */
    overrules_exact: number;
    changed_at: string;
    changed_by: string;
  };
  /** What became of the service's proposals. */
  feedback: {
    id: Generated<number>;
    given_at: string;
    /** Name of the key. */
    given_by: string;
    coder: string | null;
    ontology: string;
    /** The version and generation that answered when it was given. */
    version: string;
    generation: number;
    verdict: 'accepted' | 'changed' | 'rejected';
    text: string;
    normal: string;
    /** What the service had proposed, where that was said. */
    proposed: string | null;
    /** What is right; null: nothing is to be coded. */
    concept_id: string | null;
    /** A reference to the caller's own logs. */
    request_id: string | null;
    note: string;
    state: 'open' | 'approved' | 'dismissed';
    reviewed_at: string | null;
    reviewed_by: string | null;
  };
  /** Versions that answer a share of what the active one answers, to be compared with it. */
  shadows: {
    ontology: string;
    version: string;
    /** The active version, which it is compared with. */
    against: string;
    /** Of the mentions, over 0 and at most 1. */
    share: number;
    /** 1: texts of mentions that are answered differently are kept. */
    keep_text: number;
    since: string;
    set_by: string;
    /** What comparing came to, as JSON. */
    counts: string;
  };
  /** Mentions that a shadow answers differently, each once, by its digest. */
  shadow_differences: {
    ontology: string;
    mention: string;
    at: string;
    /** How often it was answered differently. */
    times: number;
    text: string | null;
    /** Both answers, as JSON. */
    detail: string;
  };
  jobs: {
    id: string;
    kind: string;
    state: string;
    progress: string;
    result: string;
    error: string;
    /** What the job is begun again with after a restart, as JSON; null where it is not. */
    input: string | null;
    created_at: string;
    finished_at: string | null;
  };
}

export type Db = Kysely<Tables>;

const MIGRATIONS: Record<string, Migration> = {
  '001-first': first,
  '002-changes': changes,
  '003-shadow': shadow,
  '004-durable-jobs': durableJobs,
  '005-thresholds': thresholds,
  '006-learners': learners,
  '007-feedback': feedback,
};

/** Names of the migrations that this release knows. */
export const KNOWN_MIGRATIONS: readonly string[] = Object.keys(MIGRATIONS);

/** The database's file in a data folder. */
export const DATABASE_NAME = 'ade.sqlite';

/**
 * Opens the service's database in `dataDir`, and brings its schema up to date.
 * @throws AppError `database_invalid`, `config_invalid`, `disk_full`
 */
export async function openDatabase(dataDir: string): Promise<Db> {
  try {
    const sqlite = openSqlite(join(dataDir, DATABASE_NAME));
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
