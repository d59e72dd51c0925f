import { nextGeneration, type ActivationRow, type NewActivation } from './activations.js';
import { AppError } from '../errors.js';
import { appendAudit } from './audit.js';
import type { Db, Tables } from './database.js';

export type LearnerRow = Tables['learners'];
export type ActiveLearnerRow = Tables['active_learners'];

export interface LearnerChange {
  readonly ontology: string;
  /** Null: none takes part any more. */
  readonly learner: Pick<ActiveLearnerRow, 'learner' | 'strategy' | 'overrules_exact'> | null;
  readonly actor: string;
  /** What answers, with the change, from the next generation on. */
  readonly activation: NewActivation;
  readonly seenGeneration: number | null;
}

/** What was learned for ontologies, and which of it takes part in answers. */
export interface LearnerStore {
  /** Newest first. */
  list(ontology: string): Promise<readonly LearnerRow[]>;
  find(id: string): Promise<LearnerRow | undefined>;
  /** Registers a learner whose folder is there; one that is registered already stays as it is. */
  add(row: LearnerRow): Promise<void>;
  /** @throws AppError `learner_active` while it takes part in answers */
  remove(row: LearnerRow, actor: string): Promise<void>;
  active(ontology: string): Promise<ActiveLearnerRow | undefined>;
  /**
   * Changes the learner that takes part, and commits the generation that answers so, in one transaction.
   * @throws AppError `learner_not_found` when it was removed meanwhile, `generation_conflict` when another switch
   * came first
   */
  change(change: LearnerChange): Promise<ActivationRow>;
}

export function learnerStore(db: Db): LearnerStore {
  return {
    list: (ontology) =>
      db
        .selectFrom('learners')
        .selectAll()
        .where('ontology', '=', ontology)
        .orderBy('created_at', 'desc')
        .execute(),
    find: (id) => byId(db, id).executeTakeFirst(),
    add: (row) =>
      db.transaction().execute(async (transaction) => {
        if (await byId(transaction, row.id).executeTakeFirst()) return;
        await transaction.insertInto('learners').values(row).execute();
        const { id, version, coded_set } = row;
        await appendAudit(transaction, {
          ...{ actor: row.created_by, action: 'learner.train', subject: row.ontology, before: null },
          after: { learner: id, version, codedSet: coded_set },
        });
      }),
    remove: ({ id, ontology }, actor) =>
      db.transaction().execute(async (transaction) => {
        const active = await activeOf(transaction, ontology).executeTakeFirst();
        if (active?.learner === id) throw stillActive(id, ontology);
        await transaction.deleteFrom('learners').where('id', '=', id).execute();
        await appendAudit(transaction, {
          ...{ actor, action: 'learner.remove', subject: ontology },
          ...{ before: { learner: id }, after: null },
        });
      }),
    active: (ontology) => activeOf(db, ontology).executeTakeFirst(),
    change: ({ ontology, learner, actor, activation, seenGeneration }) =>
      db.transaction().execute(async (transaction) => {
        const earlier = await activeOf(transaction, ontology).executeTakeFirst();
        if (learner && !(await byId(transaction, learner.learner).executeTakeFirst()))
          throw learnerNotFound(learner.learner);
        await transaction.deleteFrom('active_learners').where('ontology', '=', ontology).execute();
        if (learner) {
          const row = { ...learner, ontology, changed_at: new Date().toISOString(), changed_by: actor };
          await transaction.insertInto('active_learners').values(row).execute();
        }
        const { before, after } = await nextGeneration(transaction, activation, seenGeneration);
        await appendAudit(transaction, {
          ...{ actor, action: 'learner.change', subject: ontology },
          before: { generation: before?.generation ?? null, learner: earlier ? choiceOf(earlier) : null },
          after: { generation: after.generation, learner },
        });
        return after;
      }),
  };
}

export function learnerNotFound(id: string): AppError {
  return new AppError(
    'learner_not_found',
    `No learner has the id “${id.slice(0, 60)}”; GET /v1/ontologies/{name}/learners lists those of an ontology.`,
  );
}

function stillActive(id: string, ontology: string): AppError {
  return new AppError(
    'learner_active',
    `Learner ${id} takes part in the answers of ${ontology}: take it out first (DELETE /v1/ontologies/${ontology}/learner), then remove it.`,
  );
}

function byId(from: Db, id: string) {
  return from.selectFrom('learners').selectAll().where('id', '=', id);
}

function activeOf(from: Db, ontology: string) {
  return from.selectFrom('active_learners').selectAll().where('ontology', '=', ontology);
}

function choiceOf({ learner, strategy, overrules_exact }: ActiveLearnerRow): object {
  return { learner, strategy, overrules_exact };
}
