import { cursorOf, numberOf, type Page, type PageQuery } from './paging.js';
import type { AuditRow, AuditStore } from './store/index.js';

/** A change of state, as it is shown. */
export interface AuditView {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly previousHash: string;
  readonly hash: string;
}

/** A page of the audit trail, newest first. @throws AppError `invalid_request` for an unknown cursor */
export async function auditPage(audit: AuditStore, { cursor, limit }: PageQuery): Promise<Page<AuditView>> {
  const rows = await audit.page({ limit, ...(cursor === undefined ? {} : { below: numberOf(cursor) }) });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { items: rows.map(viewOf), nextCursor: last && last.id > 1 ? cursorOf(last.id) : null };
}

function viewOf({ previous_hash: previousHash, before, after, ...row }: AuditRow): AuditView {
  const was: unknown = JSON.parse(before);
  const is: unknown = JSON.parse(after);
  return { ...row, before: was, after: is, previousHash };
}
