import { nextGeneration, type ActivationRow, type NewActivation } from './activations.js';
import { appendAudit } from './audit.js';
import type { Db, Tables } from './database.js';

export type ThresholdRow = Tables['thresholds'];

export interface ThresholdChange {
  readonly ontology: string;
  /** Null: those that were chosen go. */
  readonly thresholds: Pick<ThresholdRow, 'auto' | 'suggest' | 'review'> | null;
  readonly note: string;
  readonly actor: string;
  /** What answers, with the change, from the next generation on. */
  readonly activation: NewActivation;
  readonly seenGeneration: number | null;
}

/** From which confidences on decisions are taken, for ontologies where somebody chose. */
export interface ThresholdStore {
  find(ontology: string): Promise<ThresholdRow | undefined>;
  /**
   * Changes them and commits the generation that decides by them, in one transaction.
   * @throws AppError `generation_conflict` when another switch came first
   */
  change(change: ThresholdChange): Promise<ActivationRow>;
}

export function thresholdStore(db: Db): ThresholdStore {
  return {
    find: (ontology) => chosen(db, ontology).executeTakeFirst(),
    change: ({ ontology, thresholds, note, actor, activation, seenGeneration }) =>
      db.transaction().execute(async (transaction) => {
        const earlier = await chosen(transaction, ontology).executeTakeFirst();
        await transaction.deleteFrom('thresholds').where('ontology', '=', ontology).execute();
        if (thresholds) {
          const row = {
            ...thresholds,
            ontology,
            note,
            changed_at: new Date().toISOString(),
            changed_by: actor,
          };
          await transaction.insertInto('thresholds').values(row).execute();
        }
        const { before, after } = await nextGeneration(transaction, activation, seenGeneration);
        await appendAudit(transaction, {
          ...{ actor, action: 'thresholds.change', subject: ontology },
          before: { generation: before?.generation ?? null, thresholds: earlier ? valuesOf(earlier) : null },
          after: { generation: after.generation, thresholds, note },
        });
        return after;
      }),
  };
}

function chosen(from: Db, ontology: string) {
  return from.selectFrom('thresholds').selectAll().where('ontology', '=', ontology);
}

function valuesOf({ auto, suggest, review, note }: ThresholdRow): object {
  return { auto, suggest, review, note };
}
