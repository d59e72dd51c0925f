import type { Db, Tables } from './database.js';

export type VersionRow = Tables['versions'];

/** The versions of all ontologies that are registered here. */
export interface VersionStore {
  all(): Promise<VersionRow[]>;
  find(ontology: string, version: string): Promise<VersionRow | undefined>;
  insert(row: VersionRow): Promise<void>;
  remove(ontology: string, version: string): Promise<void>;
}

export function versionStore(db: Db): VersionStore {
  return {
    all: () => db.selectFrom('versions').selectAll().orderBy('ontology').orderBy('registered_at').execute(),
    find: (ontology, version) =>
      db
        .selectFrom('versions')
        .selectAll()
        .where('ontology', '=', ontology)
        .where('version', '=', version)
        .executeTakeFirst(),
    insert: async (row) => {
      await db.insertInto('versions').values(row).execute();
    },
    remove: async (ontology, version) => {
      await db
        .deleteFrom('versions')
        .where('ontology', '=', ontology)
        .where('version', '=', version)
        .execute();
    },
  };
}
