import { sql, type Insertable, type Selectable } from 'kysely';
import { appendAudit, type AuditEntry } from './audit.js';
import type { Db, Tables } from './database.js';
import { digestOf } from './overrides.js';

export type FeedbackRow = Selectable<Tables['feedback']>;
export type NewFeedback = Omit<
  Insertable<Tables['feedback']>,
  'id' | 'state' | 'reviewed_at' | 'reviewed_by'
>;
export type Verdict = FeedbackRow['verdict'];
export type ReviewState = FeedbackRow['state'];

/** Which feedback; what is absent does not narrow it. */
export interface FeedbackFilter {
  readonly ontology?: string;
  readonly verdict?: Verdict;
  readonly state?: ReviewState;
  readonly coder?: string;
  /** ISO timestamps: given at `since` or later, and before `until`. */
  readonly since?: string;
  readonly until?: string;
}

/** How much feedback of a verdict was given on one day (UTC, `2026-01-31`) while one version answered. */
export interface FeedbackTally {
  readonly day: string;
  readonly version: string;
  readonly verdict: Verdict;
  readonly count: number;
}

export interface FeedbackReview {
  /** Ids, or all that match. */
  readonly which: readonly number[] | FeedbackFilter;
  readonly as: ReviewState;
  readonly actor: string;
}

/** What became of the service's proposals. */
export interface FeedbackStore {
  /** Adds all, or none. @returns their ids, in order */
  add(rows: readonly NewFeedback[]): Promise<readonly number[]>;
  /** Newest first, from below an id. */
  newest(filter: FeedbackFilter, page: { below?: number; limit: number }): Promise<readonly FeedbackRow[]>;
  /** All that match, oldest first, some hundred at a time. */
  all(filter: FeedbackFilter): AsyncGenerator<readonly FeedbackRow[], void, undefined>;
  /** Without what was dismissed. */
  tally(filter: FeedbackFilter): Promise<readonly FeedbackTally[]>;
  /** @returns how many stood otherwise before, and how many of the given ids there are not */
  review(review: FeedbackReview): Promise<{ readonly changed: number; readonly missing: number }>;
  /** @returns whether it was there */
  remove(id: number, actor: string): Promise<boolean>;
  /** Notes in the audit trail that feedback was turned into something. */
  converted(entry: Omit<AuditEntry, 'before'>): Promise<void>;
}

/** Rows read, or ids given, in one statement. */
const READ_AT_ONCE = 500;
const IDS_AT_ONCE = 100;

export function feedbackStore(db: Db): FeedbackStore {
  return {
    add: (rows) =>
      db.transaction().execute(async (transaction) => {
        const ids: number[] = [];
        for (const row of rows) {
          const values = { ...row, state: 'open', reviewed_at: null, reviewed_by: null } as const;
          const added = await transaction
            .insertInto('feedback')
            .values(values)
            .returning('id')
            .executeTakeFirstOrThrow();
          ids.push(added.id);
        }
        return ids;
      }),
    newest: (filter, { below, limit }) =>
      matching(db, filter)
        .$if(below !== undefined, (query) => query.where('id', '<', below ?? 0))
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    all: async function* (filter) {
      for (let above = 0; ;) {
        const query = matching(db, filter).selectAll().where('id', '>', above);
        const rows = await query.orderBy('id').limit(READ_AT_ONCE).execute();
        const last = rows.at(-1);
        if (!last) return;
        yield rows;
        above = last.id;
      }
    },
    tally: (filter) => {
      const day = sql<string>`substr(given_at, 1, 10)`;
      return matching(db, filter)
        .where('state', '<>', 'dismissed')
        .select([day.as('day'), 'version', 'verdict', sql<number>`count(*)`.as('count')])
        .groupBy([day, 'version', 'verdict'])
        .orderBy(day)
        .execute();
    },
    review: ({ which, as, actor }) =>
      db.transaction().execute(async (transaction) => {
        const found = isIds(which)
          ? await byIds(transaction, which)
          : await matching(transaction, which).select(['id', 'state']).orderBy('id').execute();
        const missing = isIds(which) ? new Set(which).size - found.length : 0;
        const others = found.filter(({ state }) => state !== as);
        if (others.length === 0) return { changed: 0, missing };
        const reviewed = as !== 'open';
        const at = reviewed ? new Date().toISOString() : null;
        for (const ids of piecesOf(others.map(({ id }) => id))) {
          await transaction
            .updateTable('feedback')
            .set({ state: as, reviewed_at: at, reviewed_by: reviewed ? actor : null })
            .where('id', 'in', ids)
            .execute();
        }
        const idsIn = (state: ReviewState) =>
          rangesOf(others.filter((each) => each.state === state).map(({ id }) => id));
        await appendAudit(transaction, {
          ...{ actor, action: 'feedback.review', subject: 'feedback' },
          before: { open: idsIn('open'), approved: idsIn('approved'), dismissed: idsIn('dismissed') },
          after: { state: as, entries: others.length },
        });
        return { changed: others.length, missing };
      }),
    remove: (id, actor) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .deleteFrom('feedback')
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        if (!row) return false;
        const { ontology, normal, verdict, state, concept_id: conceptId } = row;
        await appendAudit(transaction, {
          ...{ actor, action: 'feedback.remove', subject: ontology },
          before: { id, mention: digestOf(normal), verdict, conceptId, state },
          after: null,
        });
        return true;
      }),
    converted: (entry) =>
      db.transaction().execute((transaction) => appendAudit(transaction, { ...entry, before: null })),
  };
}

function matching(from: Db, { ontology, verdict, state, coder, since, until }: FeedbackFilter) {
  let query = from.selectFrom('feedback');
  if (ontology !== undefined) query = query.where('ontology', '=', ontology);
  if (verdict !== undefined) query = query.where('verdict', '=', verdict);
  if (state !== undefined) query = query.where('state', '=', state);
  if (coder !== undefined) query = query.where('coder', '=', coder);
  if (since !== undefined) query = query.where('given_at', '>=', since);
  if (until !== undefined) query = query.where('given_at', '<', until);
  return query;
}

async function byIds(from: Db, ids: readonly number[]): Promise<Pick<FeedbackRow, 'id' | 'state'>[]> {
  const found: Pick<FeedbackRow, 'id' | 'state'>[] = [];
  for (const some of piecesOf([...new Set(ids)].sort((a, b) => a - b)))
    found.push(
      ...(await from.selectFrom('feedback').select(['id', 'state']).where('id', 'in', some).execute()),
    );
  return found;
}

function isIds(which: FeedbackReview['which']): which is readonly number[] {
  return Array.isArray(which);
}

function piecesOf(ids: readonly number[]): number[][] {
  const count = Math.ceil(ids.length / IDS_AT_ONCE);
  return Array.from({ length: count }, (_, at) => ids.slice(at * IDS_AT_ONCE, (at + 1) * IDS_AT_ONCE));
}

/** Ascending ids in short: `1-3, 7`. */
function rangesOf(ids: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const id of ids) {
    const open = ranges.at(-1);
    if (open && open[1] === id - 1) open[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}
