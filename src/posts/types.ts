import type { ErrorCode } from '../errors.js';
import type { Candidate, Decision, NormalizeAnswer } from '../normalize/index.js';

/** What a post is about, as PsyTAR labels sentences (Zolnoori 2019). */
export const POST_LABELS = ['ADR', 'WD', 'EF', 'INF', 'SSI', 'DI'] as const;

/**
 * `ADR` adverse reaction, `WD` withdrawal symptom, `EF` the medicine works, `INF` it does not, `SSI` sign or symptom
 * of the illness, `DI` what the medicine is taken for.
 */
export type PostLabel = (typeof POST_LABELS)[number];

/** What an extracted event may be; as in PsyTAR. */
export const EVENT_TYPES = ['ADR', 'WD', 'SSI', 'DI'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What the text says of an event. */
export const MARKS = ['reported', 'negated', 'hypothetical', 'indication', 'other'] as const;

/**
 * `reported`: it happened to whom the post is about; `negated`: it did not; `hypothetical`: it may; `indication`: the
 * medicine is taken for it; `other`: it happened to somebody else.
 */
export type Mark = (typeof MARKS)[number];

/** From the first character to the one after the last. */
export interface Offsets {
  readonly start: number;
  readonly end: number;
}

/** A post as it arrives: whether it is text at all is checked for each post alone. */
export interface Post {
  readonly id: string;
  readonly text: unknown;
}

/** A post that cannot be used. */
export interface RefusedPost {
  readonly id: string;
  readonly error: { readonly code: ErrorCode; readonly detail: string };
}

/** Whether a post reports an adverse reaction, and what else it is about. Probabilities lie between 0 and 1. */
export interface Classification {
  readonly adverseEvent: { readonly label: boolean; readonly probability: number };
  readonly labels: Readonly<Record<PostLabel, number>>;
}

/** A classified post; `preprocessed` is the text that the model read. */
export type ClassifiedPost = { readonly id: string; readonly preprocessed?: string } & Classification;

/** An event that a post tells of. `start` and `end` count UTF-16 code units of the post's text. */
export interface PostEvent extends Offsets {
  /** The same place in Unicode code points, as Python and most annotation formats count. */
  readonly codePoints: Offsets;
  /** The words of the post. */
  readonly text: string;
  readonly type: EventType;
  readonly probability: number;
  readonly mark: Mark;
  /** The words that the mark rests on. */
  readonly cue?: string;
}

/** A post with its events, in the order of the text; they do not overlap. */
export interface ExtractedPost {
  readonly id: string;
  readonly events: readonly PostEvent[];
}

/** An event with the concepts that it may mean. An event that is not `reported` is never decided `auto`. */
export interface CodedEvent extends PostEvent {
  readonly decision: Decision;
  /** On the stop list of the ontology: nothing is proposed. */
  readonly stopped?: true;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Why its words could not be normalized; there are no candidates then. */
  readonly error?: { readonly code: ErrorCode; readonly detail: string };
}

/** A post that was classified, and whose events were extracted and normalized. */
export interface AnnotatedPost {
  readonly id: string;
  /** The post as it arrived: offsets count in it. */
  readonly text: string;
  readonly classification: Classification;
  readonly events: readonly CodedEvent[];
}

/** Which models worked on posts, and the hashes of their folders. */
export interface PostModelIds {
  readonly classifier: { readonly id: string; readonly hash: string };
  readonly extractor: { readonly id: string; readonly hash: string };
}

/** What all posts of a request came to; concepts are of one generation of the ontology. */
export interface AnnotateAnswer extends Omit<NormalizeAnswer, 'results'> {
  readonly models: { readonly classifier: string; readonly extractor: string };
  /** One for each post, in their order. */
  readonly results: readonly (AnnotatedPost | RefusedPost)[];
}
