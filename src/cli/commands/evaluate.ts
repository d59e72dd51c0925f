import type { Command } from 'commander';
import { answer } from '../answer.js';
import { evaluationInWords, evaluationTable } from '../evaluation-words.js';
import {
  examples,
  EXIT_CODES_WITH_CHECK,
  finish,
  withSharedOptions,
  type SharedOptions,
} from '../options.js';
import { checkOut, saveRun, whereInWords, type OutOptions } from '../run-files.js';
import { withSession } from '../session.js';
import { addCompareCommand } from './evaluate-compare.js';
import { addReplayCommand } from './evaluate-replay.js';
import { addRunCommand } from './evaluate-run.js';
import { addThresholdsCommand } from './evaluate-thresholds.js';

/** `evaluate ...`: how good the normalization is on mentions whose right concepts are known. */
export function addEvaluateCommands(program: Command): void {
  const evaluate = withSharedOptions(
    program
      .command('evaluate')
      .description('measure how well mentions are normalized whose right concepts are known'),
  );
  addRunCommand(evaluate);
  addListCommand(evaluate);
  addShowCommand(evaluate);
  addCompareCommand(evaluate);
  addReplayCommand(evaluate);
  addThresholdsCommand(evaluate);
  addRemoveCommand(evaluate);
  evaluate.addHelpText(
    'after',
    `
“evaluate” alone is “evaluate run”; “evaluate run --help” shows its options.
${examples(
  ['ade-normalizer evaluate --gold coded.csv --ontology meddra', 'How good is it on my data?'],
  ['ade-normalizer evaluate --gold coded.csv --ontology meddra --out run-1', 'Keep report and predictions'],
  ['ade-normalizer evaluate list', 'Which runs are kept?'],
  ['ade-normalizer evaluate replay run-1/manifest.json', 'Does the run come out the same again?'],
)}
${EXIT_CODES_WITH_CHECK}`,
  );
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('list')
    .description('list the runs that are kept, newest first')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const evaluations = await session.backend.evaluations.list(session.signal);
        await answer(session, options, { evaluations }, () => evaluationTable(evaluations));
      });
    });
  finish(list, ['ade-normalizer evaluate list', 'Which runs are kept?']);
}

function addShowCommand(parent: Command): void {
  const show = parent
    .command('show')
    .description('show what a run measured')
    .argument('<id>', 'the run, as “evaluate list” has it')
    .option('--out <folder>', 'write its report, figures, manifest and predictions there')
    .option('--force', 'replace those files where they exist')
    .action(async (id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions & OutOptions>();
      await checkOut(options);
      await withSession(options, async (session) => {
        const evaluation = await session.backend.evaluations.get(id, session.signal);
        const written = await saveRun(session, id, options);
        await answer(
          session,
          options,
          evaluation,
          (found) => evaluationInWords(found) + whereInWords(session, id, written),
        );
      });
    });
  finish(
    show,
    ['ade-normalizer evaluate show 5f0c6a52-3f6e-4d0e-9c41-0d6a4a4f2b10', 'What did it measure?'],
    [
      'ade-normalizer evaluate show 5f0c6a52-3f6e-4d0e-9c41-0d6a4a4f2b10 --out run-1',
      'Save its report and predictions',
    ],
  );
}

function addRemoveCommand(parent: Command): void {
  const remove = parent
    .command('remove')
    .description('remove a run, with all that it predicted')
    .argument('<id>', 'the run, as “evaluate list” has it')
    .action(async (id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        await session.backend.evaluations.remove(id, session.signal);
        await answer(session, options, { id }, () => `The run ${id} is removed.\n`);
      });
    });
  finish(remove, [
    'ade-normalizer evaluate remove 5f0c6a52-3f6e-4d0e-9c41-0d6a4a4f2b10',
    'It is not needed any more',
  ]);
}
