import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('thresholds')
    .addColumn('ontology', 'text', (column) => column.primaryKey())
    .addColumn('auto', 'double precision', (column) => column.notNull())
    .addColumn('suggest', 'double precision', (column) => column.notNull())
    .addColumn('review', 'double precision', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'text', (column) => column.notNull())
    .addColumn('changed_by', 'text', (column) => column.notNull())
    .execute();
}
