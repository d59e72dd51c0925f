/**
 * Every failure that a user can meet, with its HTTP status and what it means.
 * A code, once published, keeps its meaning; docs/errors.md is generated from this table.
 */
export const ERROR_CODES = {
  invalid_request: [400, 'The request does not fit the schema; `errors` names each field.'],
  invalid_json: [400, 'The body is not valid JSON (or not valid UTF-8).'],
  unsupported_media_type: [415, 'The body’s content type is not one that this operation reads.'],
  body_too_large: [
    413,
    'The body is larger than `ADE_MAX_BODY_BYTES` allows, or an upload than `ADE_MAX_UPLOAD_BYTES`.',
  ],
  too_many_mentions: [413, 'More mentions in one request than `ADE_MAX_MENTIONS`; use the stream.'],
  mention_empty: [422, 'The mention has no text once it is cleaned.'],
  mention_too_long: [422, 'The mention is longer than `ADE_MAX_MENTION_CHARS`.'],
  mention_invalid: [422, 'The mention is not a string, or not an object with a string `text`.'],
  too_many_texts: [413, 'More posts in one request than `ADE_MAX_TEXTS`; use the stream.'],
  text_empty: [422, 'The post has no text once it is cleaned.'],
  text_too_long: [422, 'The post is longer than `ADE_MAX_TEXT_CHARS`.'],
  text_invalid: [422, 'The post is not a string, or not an object with a string `text`.'],
  line_too_long: [422, 'A line of the stream is longer than the limit; it was skipped.'],
  unauthorized: [401, 'No API key, or one that is not known.'],
  forbidden: [403, 'The key’s role does not allow this operation.'],
  not_found: [404, 'Nothing is served under this path.'],
  method_not_allowed: [405, 'The path exists, but not with this method.'],
  ontology_not_found: [404, 'No ontology of this name is registered.'],
  version_not_found: [404, 'The ontology has no version of this name.'],
  concept_not_found: [404, 'The ontology’s active version has no concept of this id.'],
  job_not_found: [404, 'No job has this id.'],
  impact_not_found: [404, 'No impact report has this id, or it has no such file; the newest 100 are kept.'],
  version_not_loaded: [409, 'The version is registered, but it is not the one that is active.'],
  version_active: [409, 'The version answers now, so it cannot be removed; activate another one first.'],
  version_exists: [
    409,
    'A version of this name exists, from other files or with other options; versions never change.',
  ],
  generation_conflict: [409, 'The active generation is not the expected one; someone switched before.'],
  no_previous_version: [409, 'There is no earlier activation to roll back to.'],
  job_cancelled: [409, 'The work was cancelled before it ended; nothing was changed.'],
  job_interrupted: [
    409,
    'The service stopped while the job was under way; look at what is active before starting it again.',
  ],
  job_finished: [409, 'The job has ended already, so it cannot be cancelled.'],
  override_invalid: [
    422,
    'An override has no text, or names a concept that the active version cannot propose; the detail says which.',
  ],
  thresholds_invalid: [422, 'The thresholds of the decisions do not lie between 0 and 1, or rise.'],
  no_learner: [
    409,
    'The strategy needs a learner, and none takes part in the ontology’s answers; train and activate one.',
  ],
  learner_not_found: [404, 'No learner has this id.'],
  learner_active: [409, 'The learner takes part in answers, so it cannot be removed; take it out first.'],
  feedback_invalid: [
    422,
    'Feedback lacks what its verdict needs, or names a concept that the active version cannot propose; nothing was taken.',
  ],
  feedback_not_found: [404, 'No feedback has this id.'],
  feedback_empty: [422, 'No approved feedback is there to be turned into anything; review some first.'],
  import_refused: [
    422,
    'The path does not stand below `ADE_IMPORT_DIR`, or that is not set; upload the file instead.',
  ],
  coded_list_invalid: [
    422,
    'The list of coded mentions could not be read; the detail names line and column.',
  ],
  runs_not_comparable: [
    409,
    'The two evaluation runs are not over the same mentions; the detail says where they differ.',
  ],
  run_of_posts: [409, 'The evaluation run is over posts, and this is asked of runs over mentions.'],
  gold_set_invalid: [
    422,
    'The gold set could not be read, or has no mention that can be used; the detail says where and what to do.',
  ],
  gold_set_not_found: [404, 'No gold set has this id.'],
  evaluation_not_found: [404, 'No evaluation run has this id.'],
  evaluation_empty: [
    422,
    'Nothing is left to measure: the split has no rows or texts, the ontology has none of the right concepts, or most mentions of posts do not stand at their offsets.',
  ],
  shadow_not_set: [404, 'The ontology has no shadow version.'],
  shadow_invalid: [422, 'The shadow cannot be set as asked; the detail says why.'],
  learner_invalid: [
    422,
    'The coded mentions cannot be learned from, or what was learned cannot be read; the detail says why.',
  ],
  ontology_invalid: [422, 'The file could not be read as an ontology; the detail says where.'],
  too_many_names: [422, 'The ontology has more names than `ADE_MAX_NAMES`.'],
  rate_limited: [429, 'This key sends more requests than `ADE_RATE_LIMIT` allows in a minute.'],
  overloaded: [503, 'The encoder’s queue is full; try again after `Retry-After` seconds.'],
  not_ready: [503, 'The service has not finished loading; `/readyz` says what is missing.'],
  shutting_down: [
    503,
    'The service is stopping: it takes no new work, and what it could not finish is to be sent again.',
  ],
  request_timeout: [503, 'The answer took longer than `ADE_REQUEST_TIMEOUT_MS`.'],
  client_closed: [499, 'The client hung up before the answer was ready.'],
  data_dir_locked: [409, 'Another process works in this data folder.'],
  data_dir_not_empty: [409, 'The data folder that a backup is to be restored into holds data already.'],
  file_exists: [409, 'The file that is to be written exists already; it was left as it is.'],
  backup_failed: [
    500,
    'The data folder has no database, or lacks a file that a backup needs; the detail says what to do.',
  ],
  backup_invalid: [
    422,
    'The archive is no backup, is damaged, or is of a later release; the detail says what is wrong.',
  ],
  disk_full: [507, 'No space is left in the data folder; nothing was changed.'],
  artefact_invalid: [500, 'An artefact’s files do not match their hashes; build it anew.'],
  posts_not_available: [
    501,
    'The models of posts are switched off (`ADE_POSTS`) or not installed; the detail says what to do.',
  ],
  model_failed: [503, 'A model of posts failed twice on a text of this request; the log says why.'],
  model_invalid: [
    500,
    'The folder of a model of posts does not fit its manifest; the detail names the file.',
  ],
  encoder_failed: [503, 'The encoder failed twice on a text of this request; the log says why.'],
  encoder_invalid: [500, 'The encoder folder does not fit its manifest; the detail names the file.'],
  database_invalid: [500, 'A database in the data folder is damaged; restore it from a backup.'],
  config_invalid: [500, 'A setting has a value that cannot be used; the detail names it.'],
  internal: [500, 'An unexpected failure; the log has it under the same request id.'],
} as const satisfies Record<string, readonly [status: number, meaning: string]>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A failure with a stable code; at the HTTP edge it becomes a problem document (RFC 9457). */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    detail: string,
    options?: ErrorOptions & { readonly retryAfterSeconds?: number },
  ) {
    super(detail, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  readonly retryAfterSeconds: number | undefined;

  get status(): number {
    return ERROR_CODES[this.code][0];
  }
}

/** What any thrown value says, for messages to people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
