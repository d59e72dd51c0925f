import type { Db, Tables } from './database.js';

export type JobRow = Tables['jobs'];

/** What became of long work. */
export interface JobStore {
  save(row: JobRow): Promise<void>;
  find(id: string): Promise<JobRow | undefined>;
  /** Marks every job without an end as failed. */
  failUnfinished(error: { readonly code: string; readonly detail: string }): Promise<void>;
}

export function jobStore(db: Db): JobStore {
  return {
    save: async (row) => {
      await db
        .insertInto('jobs')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    find: (id) => db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst(),
    failUnfinished: async (error) => {
      await db
        .updateTable('jobs')
        .set({ state: 'failed', error: JSON.stringify(error), finished_at: new Date().toISOString() })
        .where('finished_at', 'is', null)
        .execute();
    },
  };
}
