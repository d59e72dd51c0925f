import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('versions')
    .addColumn('choice', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  // A chain: each row's hash covers the hash of the one before it.
  await db.schema
    .createTable('audit')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('after', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('overrides')
    .addColumn('ontology', 'text', (column) => column.notNull())
    .addColumn('normal', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    // Null: a stop entry, which nothing is proposed for.
    .addColumn('concept_id', 'text')
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'text', (column) => column.notNull())
    .addColumn('changed_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('overrides_key', ['ontology', 'normal'])
    .execute();
}
