import { appendAudit } from './audit.js';
import { EXPANSIONS, type Db, type Tables } from './database.js';

export type VersionRow = Tables['versions'];

/** The versions of all ontologies that are registered here. */
export interface VersionStore {
  all(): Promise<VersionRow[]>;
  find(ontology: string, version: string): Promise<VersionRow | undefined>;
  insert(row: VersionRow): Promise<void>;
  /** Removes a version, if it is there. */
  remove(ontology: string, version: string, actor: string): Promise<void>;
}

export function versionStore(db: Db): VersionStore {
  const find = (from: Db, ontology: string, version: string): Promise<VersionRow | undefined> =>
    from
      .selectFrom('versions')
      .selectAll()
      .where('ontology', '=', ontology)
      .where('version', '=', version)
      .executeTakeFirst();
  return {
    all: () => db.selectFrom('versions').selectAll().orderBy('ontology').orderBy('registered_at').execute(),
    find: (ontology, version) => find(db, ontology, version),
    insert: (row) =>
      db.transaction().execute(async (transaction) => {
        await transaction.insertInto('versions').values(row).execute();
        await appendAudit(transaction, {
          actor: row.registered_by,
          action: 'version.add',
          subject: subjectOf(row),
          before: null,
          after: contentOf(row),
        });
      }),
    remove: (ontology, version, actor) =>
      db.transaction().execute(async (transaction) => {
        const row = await find(transaction, ontology, version);
        if (!row) return;
        await transaction
          .deleteFrom('versions')
          .where('ontology', '=', ontology)
          .where('version', '=', version)
          .execute();
        const subject = subjectOf(row);
        const before = contentOf(row);
        await appendAudit(transaction, { actor, action: 'version.delete', subject, before, after: null });
      }),
  };
}

function subjectOf({ ontology, version }: VersionRow): string {
  return `${ontology} ${version}`;
}

/** What a version is, without the report of reading it. */
function contentOf({ source_sha256, format, file_name, expansion, choice }: VersionRow): object {
  return { sourceSha256: source_sha256, format, file: file_name, expansion: EXPANSIONS[expansion], choice };
}
