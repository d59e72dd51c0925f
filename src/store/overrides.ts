import { createHash } from 'node:crypto';
import { nextGeneration, type ActivationRow, type NewActivation } from './activations.js';
import { appendAudit } from './audit.js';
import type { Db, Tables } from './database.js';

export type OverrideRow = Tables['overrides'];

/** A mention whose answer somebody settles; by its normal form. */
export type NewOverride = Pick<OverrideRow, 'normal' | 'text' | 'concept_id' | 'note'>;

export interface OverrideChange {
  readonly ontology: string;
  /** Added, or put in the place of those with the same normal form. */
  readonly set: readonly NewOverride[];
  /** Normal forms whose entries go. */
  readonly removed: readonly string[];
  readonly actor: string;
  /** What answers, with the change, from the next generation on; null while nothing of the ontology is active. */
  readonly activation: NewActivation | null;
  readonly seenGeneration: number | null;
}

export interface OverrideStore {
  all(ontology: string): Promise<OverrideRow[]>;
  /**
   * Changes entries and commits the generation that answers with them, in one transaction.
   * @returns the activation, where there is one
   * @throws AppError `generation_conflict` when another switch came first
   */
  change(change: OverrideChange): Promise<ActivationRow | null>;
}

/** Entries changed in one statement: databases bound the parameters of one. */
const AT_ONCE = 100;

export function overrideStore(db: Db): OverrideStore {
  return {
    all: (ontology) =>
      db.selectFrom('overrides').selectAll().where('ontology', '=', ontology).orderBy('normal').execute(),
    change: ({ ontology, set, removed, actor, activation, seenGeneration }) =>
      db.transaction().execute(async (transaction) => {
        const at = new Date().toISOString();
        const changed = [...set.map(({ normal }) => normal), ...removed];
        const before = (await entriesOf(transaction, ontology, changed)).map(settled);
        for (const entry of set) {
          const row = { ...entry, ontology, changed_at: at, changed_by: actor };
          await transaction
            .insertInto('overrides')
            .values(row)
            .onConflict((conflict) => conflict.columns(['ontology', 'normal']).doUpdateSet(row))
            .execute();
        }
        for (const normals of piecesOf(removed)) {
          await transaction
            .deleteFrom('overrides')
            .where('ontology', '=', ontology)
            .where('normal', 'in', normals)
            .execute();
        }
        const step = activation && (await nextGeneration(transaction, activation, seenGeneration));
        await appendAudit(transaction, {
          actor,
          action: 'overrides.change',
          subject: ontology,
          before: { generation: step?.before?.generation ?? null, entries: before },
          after: { generation: step?.after.generation ?? null, entries: set.map(settled) },
        });
        return step?.after ?? null;
      }),
  };
}

async function entriesOf(from: Db, ontology: string, normals: readonly string[]): Promise<OverrideRow[]> {
  const found: OverrideRow[] = [];
  for (const some of piecesOf(normals)) {
    const query = from.selectFrom('overrides').selectAll().where('ontology', '=', ontology);
    found.push(...(await query.where('normal', 'in', some).execute()));
  }
  return found;
}

function piecesOf(normals: readonly string[]): string[][] {
  const count = Math.ceil(normals.length / AT_ONCE);
  return Array.from({ length: count }, (_, at) => normals.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
}

/** What people wrote is told by its digest alone, so that it can be erased. */
function settled({ normal, concept_id }: NewOverride): object {
  return { mention: digestOf(normal), conceptId: concept_id };
}

/** Stands for a mention in the audit trail, and in addresses. */
export function digestOf(normal: string): string {
  return createHash('sha256').update(normal).digest('hex').slice(0, 32);
}
