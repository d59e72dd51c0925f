import type { Insertable, Selectable } from 'kysely';
import { AppError } from '../errors.js';
import type { Db, Tables } from './database.js';

export type ActivationRow = Selectable<Tables['activations']>;

/** Who made which version answer, and when; the last one of an ontology is in force. */
export interface ActivationStore {
  current(ontology: string): Promise<ActivationRow | undefined>;
  /** The latest activation of another version than the one that is active. */
  previous(ontology: string): Promise<ActivationRow | undefined>;
  /**
   * Commits a switch on top of the generation that the caller saw, or of whatever is in force for null.
   * @throws AppError `generation_conflict` when another switch came first
   */
  commit(
    row: Omit<Insertable<Tables['activations']>, 'id' | 'generation' | 'at'>,
    seenGeneration: number | null,
  ): Promise<ActivationRow>;
  /** Whether the version was ever activated. */
  wasActive(ontology: string, version: string): Promise<boolean>;
}

export function activationStore(db: Db): ActivationStore {
  const latest = (from: Db, ontology: string) =>
    from
      .selectFrom('activations')
      .selectAll()
      .where('ontology', '=', ontology)
      .orderBy('generation', 'desc')
      .limit(1);
  return {
    current: (ontology) => latest(db, ontology).executeTakeFirst(),
    previous: async (ontology) => {
      const current = await latest(db, ontology).executeTakeFirst();
      return current && latest(db, ontology).where('version', '!=', current.version).executeTakeFirst();
    },
    commit: (row, seenGeneration) =>
      db.transaction().execute(async (transaction) => {
        const current = await latest(transaction, row.ontology).executeTakeFirst();
        const generation = current?.generation ?? 0;
        if (seenGeneration !== null && generation !== seenGeneration) {
          throw new AppError(
            'generation_conflict',
            `${row.ontology} is at generation ${generation}, not ${seenGeneration}: ${current?.actor ?? 'nobody'} switched before. Look at it again, then retry.`,
          );
        }
        return transaction
          .insertInto('activations')
          .values({ ...row, generation: generation + 1, at: new Date().toISOString() })
          .returningAll()
          .executeTakeFirstOrThrow();
      }),
    wasActive: async (ontology, version) =>
      (await latest(db, ontology).where('version', '=', version).executeTakeFirst()) !== undefined,
  };
}
