import type { AuditView } from '../../audit.js';
import type { Override, OverrideRequest, OverrideResult } from '../../ontology/index.js';
import type { Page, PageQuery } from '../../paging.js';
import type { AuditVerdict } from '../../store/index.js';

/** What the commands do with settled mentions. */
export interface OverrideBackend {
  list(ontology: string, query: PageQuery, signal: AbortSignal): Promise<Page<Override>>;
  change(request: Omit<OverrideRequest, 'actor'>, signal: AbortSignal): Promise<OverrideResult>;
}

/** What the commands do with the audit trail. */
export interface AuditBackend {
  page(query: PageQuery, signal: AbortSignal): Promise<Page<AuditView>>;
  verify(signal: AbortSignal): Promise<AuditVerdict>;
}
