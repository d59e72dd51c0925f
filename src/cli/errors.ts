import { AppError, messageOf } from '../errors.js';

/** A failure that only a command can meet, or that a service told; `code` is stable. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly code: string,
    detail: string,
    options?: ErrorOptions & { readonly hint?: string },
  ) {
    super(detail, options);
    this.hint = options?.hint;
  }

  /** What to do about it. */
  readonly hint: string | undefined;
}

/** The command was written in a way that cannot be meant; it ends with 2. */
export class UsageError extends CommandError {
  constructor(detail: string, hint?: string) {
    super('usage', detail, hint === undefined ? undefined : { hint });
  }
}

/** The work was done, and what it was to prove does not hold: a gate, or a repetition. The command ends with 4. */
export class CheckError extends CommandError {}

/** The stable code of a failure, whichever backend it comes from; null for what nobody foresaw. */
export function codeOf(error: unknown): string | null {
  return error instanceof AppError || error instanceof CommandError ? error.code : null;
}

const HINTS = new Map([
  ['ontology_not_found', '“ade-normalizer ontologies list” shows the names.'],
  ['version_not_found', '“ade-normalizer ontologies show <name>” shows the versions.'],
  ['version_not_loaded', '“ade-normalizer ontologies activate <name> <version>” lets it answer.'],
  ['version_exists', 'Give the new content a name of its own with --name-of-version.'],
  ['concept_not_found', '“ade-normalizer ontologies search <name> <words>” finds concepts by their names.'],
  ['gold_set_not_found', '“ade-normalizer gold-sets list” shows those that are kept, with their ids.'],
  [
    'gold_set_invalid',
    '--format, --columns, --sheet and --types say how to read it; “ade-normalizer gold-sets add --help” explains them.',
  ],
  ['feedback_not_found', '“ade-normalizer feedback list” shows what there is, with its ids.'],
  ['feedback_empty', '“ade-normalizer feedback review <ids> --as approved” approves.'],
  ['evaluation_not_found', '“ade-normalizer evaluate list” shows the runs that are kept, with their ids.'],
  [
    'runs_not_comparable',
    '--common-only leaves out what one run alone has; other gold sets cannot be compared.',
  ],
  ['shadow_not_set', '“ade-normalizer ontologies shadow <name> <version>” sets one.'],
  ['generation_conflict', '“ade-normalizer ontologies show <name>” shows what answers now.'],
  ['unauthorized', 'Give a key with --api-key, or in the variable ADE_API_KEY.'],
  ['forbidden', 'Changing something needs a key with the role admin (--api-key, or ADE_API_KEY).'],
  ['not_ready', 'Wait until the service says that it is ready, and repeat the command.'],
  ['overloaded', 'Repeat the command in a few seconds.'],
]);

/** What to print for whatever was thrown: one line, and a hint where there is one. */
export function describeError(error: unknown, debug: boolean): string {
  const ownHint = error instanceof CommandError ? error.hint : undefined;
  const code = codeOf(error) ?? (isSystemError(error) ? 'file_error' : 'internal');
  const hint =
    ownHint ?? HINTS.get(code) ?? (code === 'internal' ? 'ADE_DEBUG=1 shows where it happened.' : undefined);
  const lines = [`error (${code}): ${messageOf(error)}`];
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  if (debug && error instanceof Error && error.stack !== undefined) lines.push(error.stack);
  return `${lines.join('\n')}\n`;
}

/** What the operating system refused: a file that is not there, a disk that is full. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
