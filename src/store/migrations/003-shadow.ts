import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('shadows')
    .addColumn('ontology', 'text', (column) => column.primaryKey())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('against', 'text', (column) => column.notNull())
    .addColumn('share', 'double precision', (column) => column.notNull())
    .addColumn('keep_text', 'integer', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('set_by', 'text', (column) => column.notNull())
    .addColumn('counts', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('shadow_differences')
    .addColumn('ontology', 'text', (column) => column.notNull())
    .addColumn('mention', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('times', 'integer', (column) => column.notNull())
    // Null unless texts may be kept.
    .addColumn('text', 'text')
    .addColumn('detail', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('shadow_differences_key', ['ontology', 'mention'])
    .execute();
  await db.schema
    .createIndex('shadow_differences_by_time')
    .on('shadow_differences')
    .columns(['ontology', 'at'])
    .execute();
}
