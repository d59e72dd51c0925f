import type { Estimate, GoldSet } from '../evaluation/index.js';
import type { OverrideProblem } from '../ontology/index.js';
import type { Page, PageQuery } from '../paging.js';
import type { FeedbackFilter, ReviewState, Verdict } from '../store/index.js';

/** What became of a proposal: it is right, another concept is, or nothing is to be coded. */
export const VERDICTS = ['accepted', 'changed', 'rejected'] as const satisfies readonly Verdict[];
/** Only what was approved is turned into anything. */
export const REVIEW_STATES = ['open', 'approved', 'dismissed'] as const satisfies readonly ReviewState[];
export const PERIODS = ['day', 'week', 'month'] as const;
export type PeriodLength = (typeof PERIODS)[number];

/** How much is taken at once, and how long its texts may be, in UTF-16 code units. */
export const MOST = { entries: 1000, mention: 1000, name: 200, note: 1000 } as const;

/** What a coder, or a pipeline, tells of one mention. */
export interface FeedbackEntry {
  readonly mention: string;
  readonly verdict: Verdict;
  /** Id of what the service had proposed first; null: nothing. Needed where it was accepted. */
  readonly proposed?: string | null;
  /** Id of what is right instead; needed where it was changed. */
  readonly conceptId?: string | null;
  readonly coder?: string;
  /** A reference to the caller's own logs: the service keeps no texts of requests. */
  readonly requestId?: string;
  readonly note?: string;
}

/** Feedback as it is kept. */
export interface Feedback {
  readonly id: number;
  readonly givenAt: string;
  /** Name of the key. */
  readonly givenBy: string;
  readonly coder: string | null;
  readonly ontology: string;
  /** The version and generation that answered when it was given. */
  readonly version: string;
  readonly generation: number;
  readonly mention: string;
  readonly verdict: Verdict;
  readonly proposed: string | null;
  /** What is right; null: nothing is to be coded. */
  readonly conceptId: string | null;
  /** The concept's name in the version that is active now. */
  readonly conceptName: string | null;
  readonly requestId: string | null;
  readonly note: string;
  readonly state: ReviewState;
  readonly reviewedAt: string | null;
  readonly reviewedBy: string | null;
}

export interface FeedbackTaken {
  readonly ontology: string;
  readonly version: string;
  readonly generation: number;
  /** One for each entry, in their order. */
  readonly ids: readonly number[];
}

export interface ReviewRequest {
  readonly which: readonly number[] | FeedbackFilter;
  readonly as: ReviewState;
  readonly actor: string;
}

/** How many entries stood otherwise before, and how many of the ids that were given there are not. */
export interface ReviewResult {
  readonly changed: number;
  readonly missing: number;
}

/** Feedback that is turned into something is of one ontology, and approved. */
export type ApprovedFilter = Omit<FeedbackFilter, 'state'>;

export interface CodedSetRequest {
  readonly filter: ApprovedFilter;
  /** What the set is called. */
  readonly name: string;
  /** Share of the mentions (0 to 1, by normal form) that get the split `test`; the others get `train`. */
  readonly testShare?: number;
  /** Of the draw: a mention is drawn by itself, so that it stays in its split when more feedback comes. */
  readonly seed: number;
  readonly actor: string;
}

export interface ToOverridesRequest {
  readonly ontology?: string;
  /** Whether a mention for which nothing is to be coded becomes a stop entry; it is left as it is otherwise. */
  readonly stop: boolean;
  /** Only show what would change. */
  readonly dryRun: boolean;
  readonly expectedGeneration?: number;
  readonly actor: string;
}

/** Why approved feedback over a mention becomes no override. */
export type LeftReason = 'disagreement' | 'stop_not_asked' | OverrideProblem;

/** An answer that feedback gives for a mention, and how many entries give it. */
export interface GivenAnswer {
  readonly conceptId: string | null;
  readonly entries: number;
}

export interface OverrideChangeView {
  readonly mention: string;
  readonly conceptId: string | null;
  readonly conceptName: string | null;
  readonly entries: number;
  /** What the mention is settled to already; null: it is not settled. */
  readonly before: { readonly conceptId: string | null } | null;
}

export interface LeftMention {
  readonly mention: string;
  readonly reason: LeftReason;
  /** The most given first. */
  readonly answers: readonly GivenAnswer[];
}

export interface ToOverridesResult {
  readonly ontology: string;
  readonly dryRun: boolean;
  /** From which on mentions are answered with the overrides; null where nothing changed. */
  readonly generation: number | null;
  readonly counts: {
    readonly added: number;
    readonly changed: number;
    /** Settled so already. */
    readonly unchanged: number;
    readonly left: number;
  };
  /** The first thousand. */
  readonly changes: readonly OverrideChangeView[];
  /** The first thousand. */
  readonly left: readonly LeftMention[];
}

/** How often proposals were right, among feedback that was not dismissed. */
export interface AgreementFigures {
  readonly entries: number;
  readonly accepted: number;
  readonly changed: number;
  readonly rejected: number;
  /** Share accepted of all entries, with Wilson's 95% interval; null where there are none. */
  readonly share: Estimate | null;
}

export interface VersionAgreement extends AgreementFigures {
  readonly version: string;
}

export interface PeriodAgreement extends AgreementFigures {
  /** The period's first day (UTC), and the first one after it. */
  readonly from: string;
  readonly until: string;
  readonly versions: readonly VersionAgreement[];
}

export interface Agreement extends AgreementFigures {
  readonly ontology: string;
  readonly by: PeriodLength;
  readonly versions: readonly VersionAgreement[];
  /** Oldest first; those without feedback are left out. */
  readonly periods: readonly PeriodAgreement[];
}

export interface AgreementRequest {
  readonly ontology?: string;
  readonly by: PeriodLength;
  readonly since?: string;
  readonly until?: string;
}

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Keeps what became of proposals, and turns it into coded sets and overrides; HTTP and command line stand on it. */
export interface FeedbackService {
  /**
   * Takes all entries, or none.
   * @param request `ontology`: the default one where absent
   * @throws AppError `feedback_invalid` naming each entry that is wrong, `ontology_not_found`, `version_not_loaded`,
   * `not_ready`
   */
  add(request: {
    readonly ontology?: string;
    readonly entries: readonly FeedbackEntry[];
    readonly actor: string;
  }): Promise<FeedbackTaken>;
  /** Newest first. @throws AppError `invalid_request` for a time or cursor that is none */
  list(filter: FeedbackFilter, query: PageQuery): Promise<Page<Feedback>>;
  /** Oldest first, as lines of a file. @throws AppError `invalid_request` for a time that is none */
  export(filter: FeedbackFilter, format: ExportFormat): AsyncIterable<string>;
  /** @throws AppError `invalid_request` for a time that is none */
  review(request: ReviewRequest): Promise<ReviewResult>;
  /** @throws AppError `feedback_not_found` */
  remove(id: number, actor: string): Promise<void>;
  /** @throws AppError `invalid_request` for a time that is none, `ontology_not_found` and the like */
  agreement(request: AgreementRequest): Promise<Agreement>;
  /**
   * Makes a gold set of approved feedback: a row for each entry, without a concept where nothing is to be coded.
   * @throws AppError `feedback_empty`, `gold_set_invalid`, `disk_full`; the signal's reason when it is aborted
   */
  toCodedSet(
    request: CodedSetRequest,
    context: { readonly signal: AbortSignal },
  ): Promise<{ readonly goldSet: GoldSet; readonly isNew: boolean }>;
  /**
   * Settles each mention over which all approved feedback agrees.
   * @throws AppError `feedback_empty`, `generation_conflict`, `ontology_not_found`, `version_not_loaded`, `not_ready`
   */
  toOverrides(request: ToOverridesRequest): Promise<ToOverridesResult>;
}
