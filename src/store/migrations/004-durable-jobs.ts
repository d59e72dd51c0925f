import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Null: the job cannot be begun again.
  await db.schema.alterTable('jobs').addColumn('input', 'text').execute();
}
