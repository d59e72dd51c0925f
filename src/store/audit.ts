import { createHash } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { Db, Tables } from './database.js';

export type AuditRow = Selectable<Tables['audit']>;

/** A change of state: who did what to which thing, and how that stood before and after (null: it was not there). */
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: object | null;
  readonly after: object | null;
}

/** What checking the chain found. */
export type AuditVerdict =
  | { readonly whole: true; readonly rows: number; readonly head: string }
  | { readonly whole: false; readonly id: number; readonly reason: string };

export interface AuditStore {
  /**
   * For a change of files, which no transaction holds: to be called before it, so that no change is without its entry.
   * A crash between the two leaves an entry whose change did not come about.
   */
  append(entry: AuditEntry): Promise<void>;
  /** Newest first, from below an id. */
  page(query: { readonly below?: number; readonly limit: number }): Promise<AuditRow[]>;
  /**
   * Computes every hash anew. That nothing was cut off at the end shows only against a head that was noted
   * elsewhere.
   */
  verify(): Promise<AuditVerdict>;
}

/** What the first row is chained to. */
const BEGINNING = '0'.repeat(64);
const ROWS_AT_ONCE = 1000;

/** Appends to the chain; to be called within the transaction of the change itself, so that neither is without the other. */
export async function appendAudit(transaction: Db, entry: AuditEntry): Promise<void> {
  const last = await transaction
    .selectFrom('audit')
    .select(['id', 'hash'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const row = {
    // Given by hand: two who append at once want the same number, and one of them fails instead of forking the chain.
    id: (last?.id ?? 0) + 1,
    at: new Date().toISOString(),
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject,
    before: JSON.stringify(entry.before),
    after: JSON.stringify(entry.after),
    previous_hash: last?.hash ?? BEGINNING,
  };
  await transaction
    .insertInto('audit')
    .values({ ...row, hash: hashOf(row) })
    .execute();
}

export function auditStore(db: Db): AuditStore {
  return {
    append: (entry) => db.transaction().execute((transaction) => appendAudit(transaction, entry)),
    page: ({ below, limit }) => {
      const newest = db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
      return (below === undefined ? newest : newest.where('id', '<', below)).execute();
    },
    verify: async () => {
      let previous = { id: 0, hash: BEGINNING };
      for (;;) {
        const rows = await db
          .selectFrom('audit')
          .selectAll()
          .where('id', '>', previous.id)
          .orderBy('id')
          .limit(ROWS_AT_ONCE)
          .execute();
        for (const row of rows) {
          const reason = faultOf(row, previous);
          if (reason !== null) return { whole: false, id: row.id, reason };
          previous = row;
        }
        if (rows.length < ROWS_AT_ONCE) break;
      }
      const { count } = await db
        .selectFrom('audit')
        .select(sql<number>`count(*)`.as('count'))
        .executeTakeFirstOrThrow();
      return { whole: true, rows: count, head: previous.hash };
    },
  };
}

function faultOf(row: AuditRow, previous: { readonly id: number; readonly hash: string }): string | null {
  if (row.id !== previous.id + 1) return `rows ${previous.id + 1} to ${row.id - 1} are missing`;
  if (row.previous_hash !== previous.hash) return 'it does not follow the row before it';
  return row.hash === hashOf(row) ? null : 'it was altered after it was written';
}

/** Covers every column, as a JSON list: no text can move from one to the next unseen. */
function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const { id, at, actor, action, subject, before, after, previous_hash } = row;
  return createHash('sha256')
    .update(JSON.stringify([id, at, actor, action, subject, before, after, previous_hash]))
    .digest('hex');
}
