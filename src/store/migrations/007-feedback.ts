import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('feedback')
    // An id is never given twice: audit entries name feedback that is gone by it.
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('given_at', 'text', (column) => column.notNull())
    .addColumn('given_by', 'text', (column) => column.notNull())
    .addColumn('coder', 'text')
    .addColumn('ontology', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('normal', 'text', (column) => column.notNull())
    .addColumn('proposed', 'text')
    // Null: nothing is to be coded.
    .addColumn('concept_id', 'text')
    .addColumn('request_id', 'text')
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reviewed_at', 'text')
    .addColumn('reviewed_by', 'text')
    .execute();
  await db.schema
    .createIndex('feedback_of_ontology')
    .on('feedback')
    .columns(['ontology', 'state', 'given_at'])
    .execute();
}
