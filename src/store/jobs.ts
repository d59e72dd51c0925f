import type { Db, Tables } from './database.js';

export type JobRow = Tables['jobs'];

/** What became of long work. */
export interface JobStore {
  save(row: JobRow): Promise<void>;
  find(id: string): Promise<JobRow | undefined>;
  /** Marks the jobs without an end as failed, but those that can be begun again. */
  failUnfinished(error: { readonly code: string; readonly detail: string }): Promise<void>;
  /** Jobs without an end, oldest first. */
  unfinished(): Promise<JobRow[]>;
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
        .where('input', 'is', null)
        .execute();
    },
    unfinished: () =>
      db.selectFrom('jobs').selectAll().where('finished_at', 'is', null).orderBy('created_at').execute(),
  };
}
