import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  COUNTED_MARKS,
  DEFAULT_SETTINGS,
  LEARNING,
  MISSING_GOLDS,
  TASKS,
  type EvaluationSettings,
} from '../../evaluation/index.js';
import { STRATEGIES } from '../../learners/index.js';
import { answer } from '../answer.js';
import { evaluationInWords, evaluationStep, gatesInWords } from '../evaluation-words.js';
import { checkGates, enforce, gate, judge, type Gate } from '../gates.js';
import { withGoldReading, type GoldReading } from '../gold-options.js';
import { goldSetInWords, keptAlready } from '../gold-set-words.js';
import { withGoldSet } from '../gold-source.js';
import {
  examples,
  EXIT_CODES_WITH_CHECK,
  wholeNumber,
  withSharedOptions,
  type SharedOptions,
} from '../options.js';
import { checkOut, saveRun, whereInWords, type OutOptions } from '../run-files.js';
import { withSession } from '../session.js';

const GREATEST_K = 50;
const MOST_KS = 10;
const GREATEST_SEED = 4_294_967_295;

interface RunOptions extends SharedOptions, GoldReading, OutOptions {
  readonly gold: string;
  readonly ontology?: string;
  readonly version?: string;
  readonly task: EvaluationSettings['task'];
  readonly marks: EvaluationSettings['marks'];
  readonly k: readonly number[];
  readonly split?: string;
  readonly missing: EvaluationSettings['missing'];
  readonly seed: number;
  readonly resamples: number;
  readonly strategy: EvaluationSettings['strategy'];
  readonly learning: EvaluationSettings['learning'];
  readonly failBelow?: readonly Gate[];
}

/** `evaluate run`, and `evaluate` alone: normalizes a gold set, or reads its posts, and measures the answers. */
export function addRunCommand(parent: Command): void {
  const { task, marks, ks, missing, seed, resamples, strategy, learning } = DEFAULT_SETTINGS;
  const command = parent
    .command('run', { isDefault: true })
    .description('normalize a gold set and measure the answers')
    .requiredOption(
      '--gold <file or id>',
      'mentions with their right concepts: a file, folder or archive, or the id of a gold set that is kept',
    )
    .option('--ontology <name>', 'the ontology to measure (default: ADE_DEFAULT_ONTOLOGY, else starter)')
    .option('--version <version>', 'a registered version of it (default: the one that answers)')
    .addOption(
      new Option(
        '--task <what>',
        'mentions: normalize them; posts: find the events of whole posts and normalize these (end to end)',
      )
        .choices(TASKS)
        .default(task),
    )
    .addOption(
      new Option('--marks <which>', 'posts: events that count as predicted, by what the text says of them')
        .choices(COUNTED_MARKS)
        .default(marks),
    )
    .addOption(new Option('--k <list>', 'the k of Acc@k').argParser(rankList).default(ks, ks.join(',')))
    .option('--split <name>', 'measure the rows of this split (default: all, which is all but train)')
    .addOption(
      new Option(
        '--missing <how>',
        'mentions of whose right concepts the ontology has none: miss counts them as wrong, exclude leaves them out',
      )
        .choices(MISSING_GOLDS)
        .default(missing),
    )
    .option('--seed <n>', 'seed of the bootstrap', wholeNumber(0, GREATEST_SEED), seed)
    .option('--resamples <n>', 'resamples of the bootstrap', wholeNumber(100, 10_000), resamples)
    .addOption(
      new Option(
        '--strategy <name>',
        'how concepts are ranked; auto: as the learner does best, dense without one',
      )
        .choices([...STRATEGIES, 'auto'])
        .default(strategy),
    )
    .addOption(
      new Option(
        '--learning <whose>',
        'active: what takes part in answers; folds: what is learned for this run from the train rows of the gold set, of each fold for its own test rows',
      )
        .choices(LEARNING)
        .default(learning),
    )
    .option(
      '--fail-below <gate>',
      'end with 4 where a figure is less, as in acc@1=0.6, acc@5=80% or mrr=0.7, over posts f1-strict=0.4; may be repeated',
      gate,
    )
    .option(
      '--out <folder>',
      'write manifest.json, figures.json, report.html, summary.md, predictions.csv and predictions.ndjson there',
    )
    .option('--force', 'replace those files where they exist')
    .action(async (_options: object, self: Command) => {
      await runEvaluation(self.optsWithGlobals<RunOptions>());
    });
  withGoldReading(command);
  withSharedOptions(command).addHelpText(
    'after',
    `
A gold set is a table (CSV, TSV, Excel, JSONL) with a column for the mention and one for its right concept’s id or
name, or annotations (brat, PubTator, TAC 2017, PsyTAR) as folder, zip or tar.gz. It is kept, so that the run can be repeated.
What people settled (“overrides”) takes no part: the normalizer itself is measured.
${examples(
  ['ade-normalizer evaluate --gold coded.csv --ontology meddra', 'How good is it on my data?'],
  [
    'ade-normalizer evaluate --gold coded.xlsx --columns mention=verbatim,goldId=pt_code --ontology meddra',
    'With columns of other names',
  ],
  [
    'ade-normalizer evaluate --gold ab12cd34ef56ab78 --ontology meddra --version 28.0 --out run-28.0',
    'A version that does not answer yet, on a gold set that is kept',
  ],
  [
    'ade-normalizer evaluate --gold coded.csv --ontology meddra --learning folds --strategy blend',
    'What would learning from its train rows give?',
  ],
  [
    'ade-normalizer evaluate --gold coded.csv --ontology meddra --fail-below acc@1=0.6 --fail-below acc@5=80%',
    'In a pipeline: fail when it has become worse',
  ],
  [
    'ade-normalizer evaluate --gold annotated.zip --ontology meddra --task posts --fail-below f1-strict=0.4',
    'Whole posts: are their events found, and coded rightly?',
  ],
)}
${EXIT_CODES_WITH_CHECK}`,
  );
}

async function runEvaluation(options: RunOptions): Promise<void> {
  const { gold, ontology, version, failBelow = [] } = options;
  const { task, marks, k: ks, split = 'all', missing, seed, resamples, strategy, learning } = options;
  checkGates(failBelow, task, ks);
  await checkOut(options);
  const settings = {
    ...{ task, marks, ks: [...ks], split: split === 'all' ? null : split, missing, seed, resamples },
    ...{ strategy, learning },
  };
  await withSession(options, (session) =>
    withGoldSet(session, gold, options, async ({ goldSet, origin }) => {
      const { backend, signal, progress } = session;
      const request = {
        ...{ goldSet: goldSet.id, settings },
        ...(ontology === undefined ? {} : { ontology }),
        ...(version === undefined ? {} : { version }),
      };
      const evaluation = await backend.evaluations.run(request, {
        signal,
        onProgress: (step) => {
          progress.show(evaluationStep(goldSet.name, ontology, step));
        },
      });
      progress.stop();
      const { id } = evaluation.manifest;
      const written = await saveRun(session, id, options);
      const gates = judge(failBelow, evaluation.figures);
      await answer(session, options, { ...evaluation, gates }, () =>
        [
          origin === 'added before' ? `${keptAlready(goldSet)}\n` : '',
          goldSetInWords(goldSet),
          '\n',
          evaluationInWords(evaluation),
          gatesInWords(gates),
          `\nRun ${id} is kept.`,
          whereInWords(session, id, written),
        ].join(''),
      );
      enforce(gates);
    }),
  );
}

/** Parser of `1,3,5,10`. */
function rankList(text: string): number[] {
  const ranks = text.split(',').map((one) => wholeNumber(1, GREATEST_K)(one.trim()));
  const ascending = [...new Set(ranks)].sort((a, b) => a - b);
  if (ascending.length <= MOST_KS) return ascending;
  throw new InvalidArgumentError(`It may hold ${MOST_KS} numbers.`);
}
