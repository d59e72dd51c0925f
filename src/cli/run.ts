import { CommanderError } from 'commander';
import { CheckError, UsageError, describeError } from './errors.js';
import { buildProgram } from './program.js';
import { Interrupted } from './terminal.js';

/** What a command's end tells the shell. */
export const EXIT = { ok: 0, failure: 1, usage: 2, check: 4 } as const;

/**
 * Runs one command.
 * @param argv as in `process.argv`
 * @returns the exit code
 */
export async function run(argv: readonly string[]): Promise<number> {
  // Whoever reads the output may have seen enough (`| head`); the session that prints notices.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    await buildProgram().parseAsync(argv);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof Interrupted) return error.exitCode;
    process.stderr.write(describeError(error, (process.env['ADE_DEBUG'] ?? '') !== ''));
    if (error instanceof CheckError) return EXIT.check;
    return error instanceof UsageError ? EXIT.usage : EXIT.failure;
  }
}
