import { appendAudit } from './audit.js';
import type { Db, Tables } from './database.js';

export type ShadowRow = Tables['shadows'];
export type ShadowDifferenceRow = Tables['shadow_differences'];

/** Which version of an ontology stands in the shadow of the active one, and what came of comparing them. */
export interface ShadowStore {
  all(): Promise<ShadowRow[]>;
  /** Sets a shadow, in the place of one that was set before; what that one found goes. */
  set(row: ShadowRow): Promise<void>;
  /** Begins a shadow's comparison anew: what it is compared with has changed. Nobody's decision, so not audited. */
  restart(row: ShadowRow): Promise<void>;
  /** Removes a shadow with all that it found, if it is set. */
  remove(ontology: string, actor: string): Promise<void>;
  /**
   * Keeps what a comparison has come to: its counts, and differences, of which a mention has one, the latest. The
   * oldest make room. A comparison that has ended meanwhile keeps nothing.
   */
  keep(row: ShadowRow, differences: readonly ShadowDifferenceRow[]): Promise<void>;
  /** Differences, newest first. */
  newest(ontology: string, limit: number): Promise<ShadowDifferenceRow[]>;
  /** Drops every mention's text, and that texts may be kept. */
  forgetTexts(actor: string): Promise<void>;
}

/** Differences kept for each shadow. */
export const MOST_DIFFERENCES = 10_000;

export function shadowStore(db: Db): ShadowStore {
  return {
    all: () => db.selectFrom('shadows').selectAll().orderBy('ontology').execute(),
    set: (row) =>
      db.transaction().execute(async (transaction) => {
        const before = await find(transaction, row.ontology);
        await begin(transaction, row);
        await appendAudit(transaction, {
          actor: row.set_by,
          action: 'shadow.set',
          subject: row.ontology,
          before: before ? settingsOf(before) : null,
          after: settingsOf(row),
        });
      }),
    restart: (row) => db.transaction().execute((transaction) => begin(transaction, row)),
    remove: (ontology, actor) =>
      db.transaction().execute(async (transaction) => {
        const row = await find(transaction, ontology);
        if (!row) return;
        await clear(transaction, ontology);
        const before = settingsOf(row);
        await appendAudit(transaction, {
          actor,
          action: 'shadow.end',
          subject: ontology,
          before,
          after: null,
        });
      }),
    keep: ({ ontology, since, counts }, differences) =>
      db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('shadows')
          .set({ counts })
          .where('ontology', '=', ontology)
          .where('since', '=', since)
          .executeTakeFirst();
        if (numUpdatedRows === 0n || differences.length === 0) return;
        for (const row of differences) await keepOne(transaction, row);
        await dropOldest(transaction, ontology);
      }),
    newest: (ontology, limit) =>
      db
        .selectFrom('shadow_differences')
        .selectAll()
        .where('ontology', '=', ontology)
        .orderBy('at', 'desc')
        .orderBy('mention')
        .limit(limit)
        .execute(),
    forgetTexts: (actor) =>
      db.transaction().execute(async (transaction) => {
        const rows = await transaction
          .selectFrom('shadows')
          .selectAll()
          .where('keep_text', '=', 1)
          .orderBy('ontology')
          .execute();
        for (const row of rows) {
          await transaction
            .updateTable('shadows')
            .set({ keep_text: 0 })
            .where('ontology', '=', row.ontology)
            .execute();
          await appendAudit(transaction, {
            actor,
            action: 'shadow.forget-texts',
            subject: row.ontology,
            before: settingsOf(row),
            after: settingsOf({ ...row, keep_text: 0 }),
          });
        }
        await transaction
          .updateTable('shadow_differences')
          .set({ text: null })
          .where('text', 'is not', null)
          .execute();
      }),
  };
}

function find(from: Db, ontology: string): Promise<ShadowRow | undefined> {
  return from.selectFrom('shadows').selectAll().where('ontology', '=', ontology).executeTakeFirst();
}

async function begin(transaction: Db, row: ShadowRow): Promise<void> {
  await clear(transaction, row.ontology);
  await transaction.insertInto('shadows').values(row).execute();
}

async function clear(transaction: Db, ontology: string): Promise<void> {
  await transaction.deleteFrom('shadow_differences').where('ontology', '=', ontology).execute();
  await transaction.deleteFrom('shadows').where('ontology', '=', ontology).execute();
}

async function keepOne(transaction: Db, row: ShadowDifferenceRow): Promise<void> {
  const { at, text, detail, times } = row;
  await transaction
    .insertInto('shadow_differences')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['ontology', 'mention']).doUpdateSet((eb) => ({
        at,
        text,
        detail,
        times: eb('shadow_differences.times', '+', times),
      })),
    )
    .execute();
}

/** Of those that came in the same millisecond as the first one too many, none stays. */
async function dropOldest(transaction: Db, ontology: string): Promise<void> {
  const tooMany = await transaction
    .selectFrom('shadow_differences')
    .select('at')
    .where('ontology', '=', ontology)
    .orderBy('at', 'desc')
    .limit(1)
    .offset(MOST_DIFFERENCES)
    .executeTakeFirst();
  if (!tooMany) return;
  await transaction
    .deleteFrom('shadow_differences')
    .where('ontology', '=', ontology)
    .where('at', '<=', tooMany.at)
    .execute();
}

function settingsOf({ version, against, share, keep_text }: ShadowRow): object {
  return { version, against, share, keepText: keep_text === 1 };
}
