import type { Insertable, Selectable } from 'kysely';
import { AppError } from '../errors.js';
import { appendAudit } from './audit.js';
import type { Db, Tables } from './database.js';

export type ActivationRow = Selectable<Tables['activations']>;
export type NewActivation = Omit<Insertable<Tables['activations']>, 'id' | 'generation' | 'at'>;

/** Who made which version answer, and when; the last one of an ontology is in force. */
export interface ActivationStore {
  current(ontology: string): Promise<ActivationRow | undefined>;
  /** The latest activation of another version than the one that is active, among those that are still there. */
  previous(ontology: string): Promise<ActivationRow | undefined>;
  /**
   * Commits a switch on top of the generation that the caller saw, or of whatever is in force for null.
   * @throws AppError `generation_conflict` when another switch came first
   */
  commit(row: NewActivation, seenGeneration: number | null): Promise<ActivationRow>;
  /** Whether the version was ever activated. */
  wasActive(ontology: string, version: string): Promise<boolean>;
}

export function activationStore(db: Db): ActivationStore {
  return {
    current: (ontology) => latest(db, ontology).executeTakeFirst(),
    previous: async (ontology) => {
      const current = await latest(db, ontology).executeTakeFirst();
      const registered = db.selectFrom('versions').select('version').where('ontology', '=', ontology);
      return (
        current &&
        latest(db, ontology)
          .where('version', '!=', current.version)
          .where('version', 'in', registered)
          .executeTakeFirst()
      );
    },
    commit: (row, seenGeneration) =>
      db.transaction().execute(async (transaction) => {
        const { before, after } = await nextGeneration(transaction, row, seenGeneration);
        await appendAudit(transaction, {
          actor: row.actor,
          action: `ontology.${row.action}`,
          subject: row.ontology,
          before: before ? stateOf(before) : null,
          after: stateOf(after),
        });
        return after;
      }),
    wasActive: async (ontology, version) =>
      (await latest(db, ontology).where('version', '=', version).executeTakeFirst()) !== undefined,
  };
}

/**
 * Gives an ontology its next generation, within the transaction of what that is for.
 * @throws AppError `generation_conflict`, as `ActivationStore.commit`
 */
export async function nextGeneration(
  transaction: Db,
  row: NewActivation,
  seenGeneration: number | null,
): Promise<{ readonly before: ActivationRow | undefined; readonly after: ActivationRow }> {
  const before = await latest(transaction, row.ontology).executeTakeFirst();
  const generation = before?.generation ?? 0;
  if (seenGeneration !== null && generation !== seenGeneration) {
    throw new AppError(
      'generation_conflict',
      `${row.ontology} is at generation ${generation}, not ${seenGeneration}: ${before?.actor ?? 'nobody'} switched before. Look at it again, then retry.`,
    );
  }
  const after = await transaction
    .insertInto('activations')
    .values({ ...row, generation: generation + 1, at: new Date().toISOString() })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { before, after };
}

function latest(from: Db, ontology: string) {
  return from
    .selectFrom('activations')
    .selectAll()
    .where('ontology', '=', ontology)
    .orderBy('generation', 'desc')
    .limit(1);
}

function stateOf({ version, generation, artefact }: ActivationRow): object {
  return { version, generation, artefact };
}
