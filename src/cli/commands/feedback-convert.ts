import type { Command } from 'commander';
import { answer } from '../answer.js';
import { UsageError } from '../errors.js';
import { filterOf, withFilter, type FilterOptions } from '../feedback-options.js';
import { overridesInWords } from '../feedback-words.js';
import { goldSetInWords, keptAlready } from '../gold-set-words.js';
import { finish, wholeNumber, type SharedOptions } from '../options.js';
import { withSession } from '../session.js';
import { share } from '../shares.js';

const MOST_SEED = 2 ** 32 - 1;

interface CodedSetOptions extends SharedOptions, FilterOptions {
  readonly name: string;
  readonly testShare?: number;
  readonly seed: number;
}

/** `feedback to-coded-set`: approved feedback as a gold set. */
export function addToCodedSetCommand(parent: Command): void {
  const command = parent
    .command('to-coded-set')
    .description('make a gold set of approved feedback, to train learners on and to measure with')
    .requiredOption('--name <name>', 'what to call it')
    .option(
      '--test-share <share>',
      'draw so many of the mentions to the split test, the others to train',
      share,
    )
    .option('--seed <n>', 'of the draw', wholeNumber(0, MOST_SEED), 1)
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<CodedSetOptions>();
      const { name, testShare, seed } = options;
      if (testShare === 0 || testShare === 1)
        throw new UsageError(
          '--test-share lies between 0 and 1, without either; leave it out for no splits.',
        );
      const split = testShare === undefined ? {} : { testShare };
      const request = { name, seed, filter: filterOf(options), ...split };
      await withSession(options, async (session) => {
        const made = await session.backend.feedback.toCodedSet(request, session.signal);
        await answer(session, options, made.goldSet, (goldSet) =>
          [made.isNew ? '' : `${keptAlready(goldSet)}\n`, goldSetInWords(goldSet)].join(''),
        );
      });
    });
  withFilter(command);
  finish(command, [
    'ade-normalizer feedback to-coded-set --name "coders 2026" --ontology meddra --test-share 20%',
    'To train on four fifths, and to measure on the rest',
  ]);
}

interface OverridesOptions extends SharedOptions {
  readonly ontology?: string;
  readonly stop?: boolean;
  readonly dryRun?: boolean;
}

/** `feedback to-overrides`: approved feedback as settled mentions. */
export function addToOverridesCommand(parent: Command): void {
  const command = parent
    .command('to-overrides')
    .description('settle the mentions over which all approved feedback agrees; the others are reported')
    .option('--ontology <name>', 'of this ontology (default: that of ADE_DEFAULT_ONTOLOGY)')
    .option('--stop', 'propose nothing for mentions for which nothing is to be coded')
    .option('--dry-run', 'only show what would change')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<OverridesOptions>();
      const { ontology, stop = false, dryRun = false } = options;
      const request = { stop, dryRun, ...(ontology === undefined ? {} : { ontology }) };
      await withSession(options, async (session) => {
        const result = await session.backend.feedback.toOverrides(request, session.signal);
        await answer(session, options, result, overridesInWords);
      });
    });
  finish(
    command,
    ['ade-normalizer feedback to-overrides --ontology meddra --dry-run', 'What would change?'],
    ['ade-normalizer feedback to-overrides --ontology meddra --stop', 'Settle them, stop entries too'],
  );
}
