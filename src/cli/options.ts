import { InvalidArgumentError, Option, type Command } from 'commander';
import type { PageQuery } from '../paging.js';

/** Options that every command has. */
export interface SharedOptions {
  readonly url?: string;
  readonly apiKey?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Adds the options that every command has; they may stand before the command's name, too. */
export function withSharedOptions(command: Command): Command {
  return command
    .optionsGroup('Options of every command:')
    .option('--url <url>', 'talk to the service at this address instead of working here')
    .addOption(
      new Option(
        '--api-key <key>',
        'key for that service (better: the variable ADE_API_KEY, which no list of processes shows)',
      ),
    )
    .option('--data-dir <folder>', 'folder to work in (default: ADE_DATA_DIR, else ./data)')
    .option('--json', 'answer in JSON, for programs')
    .option('--verbose', 'say on stderr where the work is done');
}

export interface PageOptions extends SharedOptions {
  readonly limit: number;
  readonly cursor?: string;
}

/** Adds the options of a list that is shown page by page. */
export function withPaging(command: Command, items: string, most: number, standard: number): Command {
  return command
    .option('--limit <n>', `${items} a page`, wholeNumber(1, most), standard)
    .option('--cursor <cursor>', 'the next page, as the page before names it');
}

export function pageQueryOf({ limit, cursor }: PageOptions): PageQuery {
  return { limit, ...(cursor === undefined ? {} : { cursor }) };
}

/** Says how to get the next page; nothing on the last. */
export function morePages(nextCursor: string | null): string {
  return nextCursor === null ? '' : `More: --cursor ${nextCursor}\n`;
}

/** Adds what every command has, and ends its help with examples. */
export function finish(
  command: Command,
  ...lines: readonly (readonly [command: string, what: string])[]
): void {
  withSharedOptions(command).addHelpText('after', `${examples(...lines)}\n${EXIT_CODES}`);
}

/** Ends a command's help. */
export function examples(...lines: readonly (readonly [command: string, what: string])[]): string {
  return ['', 'Examples:', ...lines.flatMap(([command, what]) => [`  # ${what}`, `  ${command}`])].join('\n');
}

export const EXIT_CODES = `
Exit codes:
  0  done (single mentions that could not be used have their error in the output)
  1  failed; stderr says why
  2  the command was not understood`;

/** Ends the help of a command that can fail a check. */
export const EXIT_CODES_WITH_CHECK = `${EXIT_CODES}
  4  done, and the check failed: a gate (--fail-below), or a repetition that is not the same`;

/** Parser of an option that is a whole number. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

/** Parser of an option that is a share. */
export function share(text: string): number {
  const value = Number(text);
  if (/^(?:\d+\.?\d*|\.\d+)$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}
