import { UsageError } from './errors.js';

/** Options that say where texts come from, and where what they came to goes. */
export interface InputFlags {
  readonly file?: string;
  readonly column?: string;
  readonly idColumn?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** How a command calls its texts. */
export interface InputWords {
  /** "texts": what stands on the command line. */
  readonly texts: string;
  /** "a text": one of them. */
  readonly one: string;
  /** What is done with them. */
  readonly verb: string;
  /** "--file": how a file is given. */
  readonly file: string;
}

/** @throws UsageError when the options do not go together, or there is nothing to work on */
export function checkInput(
  texts: readonly string[],
  { file, column, idColumn, out, force, json }: InputFlags,
  words: InputWords,
): void {
  if (texts.length > 0 && file !== undefined)
    throw new UsageError(`Give ${words.texts} or ${words.file}, not both.`);
  if (file === undefined) {
    const needs = Object.entries({
      '--column': column,
      '--id-column': idColumn,
      '--out': out,
      '--force': force,
    });
    const found = needs.find(([, value]) => value !== undefined);
    if (found) throw new UsageError(`${found[0]} goes with ${words.file}.`);
    if (texts.length === 0 && process.stdin.isTTY) {
      throw new UsageError(
        `There is nothing to ${words.verb}.`,
        `Give ${words.one} in quotes, lines on standard input, or ${words.file}.`,
      );
    }
  }
  if (out !== undefined && json === true)
    throw new UsageError('Give --out or --json, not both; a .jsonl file holds JSON.');
}
