import type { Readable } from 'node:stream';
import type { GoldSet } from '../../evaluation/index.js';
import type {
  Agreement,
  AgreementRequest,
  CodedSetRequest,
  ExportFormat,
  Feedback,
  FeedbackEntry,
  FeedbackFilter,
  FeedbackTaken,
  ReviewRequest,
  ReviewResult,
  ToOverridesRequest,
  ToOverridesResult,
} from '../../feedback/index.js';
import type { Page, PageQuery } from '../../paging.js';

/** What the commands do with feedback. */
export interface FeedbackBackend {
  add(
    request: { readonly ontology?: string; readonly entries: readonly FeedbackEntry[] },
    signal: AbortSignal,
  ): Promise<FeedbackTaken>;
  list(filter: FeedbackFilter, query: PageQuery, signal: AbortSignal): Promise<Page<Feedback>>;
  export(filter: FeedbackFilter, format: ExportFormat, signal: AbortSignal): Promise<Readable>;
  review(request: Omit<ReviewRequest, 'actor'>, signal: AbortSignal): Promise<ReviewResult>;
  remove(id: number, signal: AbortSignal): Promise<void>;
  agreement(request: AgreementRequest, signal: AbortSignal): Promise<Agreement>;
  toCodedSet(
    request: Omit<CodedSetRequest, 'actor'>,
    signal: AbortSignal,
  ): Promise<{ readonly goldSet: GoldSet; readonly isNew: boolean }>;
  toOverrides(request: Omit<ToOverridesRequest, 'actor'>, signal: AbortSignal): Promise<ToOverridesResult>;
}
