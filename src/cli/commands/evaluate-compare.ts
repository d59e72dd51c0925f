import type { Command } from 'commander';
import { answer } from '../answer.js';
import { comparisonInWords } from '../comparison-words.js';
import { EXIT_CODES, examples, withSharedOptions, type SharedOptions } from '../options.js';
import { withSession } from '../session.js';

interface CompareOptions extends SharedOptions {
  readonly commonOnly?: boolean;
}

/** `evaluate compare`: what the second of two runs changed. */
export function addCompareCommand(parent: Command): void {
  const compare = parent
    .command('compare')
    .description('compare two runs over one gold set, mention by mention')
    .argument('<first>', 'the run that was before')
    .argument('<second>', 'the run to compare with it')
    .option('--common-only', 'leave out mentions that one run alone has, instead of refusing')
    .action(async (first: string, second: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<CompareOptions>();
      const { commonOnly = false } = options;
      await withSession(options, async (session) => {
        const { evaluations } = session.backend;
        const { signal } = session;
        const [before, after] = [await evaluations.get(first, signal), await evaluations.get(second, signal)];
        const comparison = await evaluations.compare(first, second, commonOnly, signal);
        await answer(session, options, comparison, (found) =>
          comparisonInWords(before.manifest, after.manifest, found),
        );
      });
    });
  withSharedOptions(compare).addHelpText(
    'after',
    `
Differences are second less first. Won: mentions that the second run alone has right within the first k; lost: those
that the first run alone has. The p value is of the paired bootstrap; McNemar’s is of the exact test on won and lost.
${examples([
  'ade-normalizer evaluate compare 5f0c6a52-3f6e-4d0e-9c41-0d6a4a4f2b10 0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11',
  'Is the second better, or is it chance?',
])}
${EXIT_CODES}`,
  );
}
