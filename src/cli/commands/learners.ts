import { Option, type Command } from 'commander';
import type { GoldSet } from '../../evaluation/index.js';
import { STRATEGIES, type StrategyChoice } from '../../learners/index.js';
import type { LearnerDetail } from '../../training/index.js';
import { answer } from '../answer.js';
import { withGoldReading, type GoldReading } from '../gold-options.js';
import { goldSetInWords } from '../gold-set-words.js';
import { withGoldSet } from '../gold-source.js';
import {
  activeInWords,
  changedInWords,
  cautionsInWords,
  learnerInWords,
  learnerTable,
  trainingStep,
} from '../learner-words.js';
import {
  EXIT_CODES,
  examples,
  finish,
  wholeNumber,
  withSharedOptions,
  type SharedOptions,
} from '../options.js';
import { withSession, type Session } from '../session.js';

const GREATEST_SEED = 4_294_967_295;

interface TrainOptions extends SharedOptions, GoldReading {
  readonly ontology: string;
  readonly coded: string;
  readonly version?: string;
  readonly split?: string;
  readonly fold?: string;
  readonly seed: number;
  readonly activate?: boolean;
}

interface ActivateOptions extends SharedOptions {
  readonly strategy: StrategyChoice;
  readonly overruleExact?: boolean;
}

/** `learners ...`: what is learned from coded mentions, and what of it takes part in answers. */
export function addLearnersCommands(program: Command): void {
  const learners = withSharedOptions(
    program
      .command('learners')
      .description('learn from mentions that were coded before, without touching the encoder'),
  );
  addTrainCommand(learners);
  addListCommand(learners);
  addShowCommand(learners);
  addActivateCommand(learners);
  addOffCommand(learners);
  addRemoveCommand(learners);
}

function addTrainCommand(parent: Command): void {
  const train = parent
    .command('train')
    .description('learn from a coded set, and measure each strategy on mentions that are held back')
    .requiredOption('--ontology <name>', 'the ontology that it was coded to')
    .requiredOption(
      '--coded <file or id>',
      'mentions with their concepts: a file, or the id of a gold set that is kept',
    )
    .option('--version <version>', 'whose concepts are learned (default: the one that answers)')
    .option(
      '--split <name>',
      'learn from the rows of this split (default: train where there is one, else all)',
    )
    .option('--fold <name>', 'and of this fold')
    .option('--seed <n>', 'seed of splits and batches', wholeNumber(0, GREATEST_SEED), 1)
    .option('--activate', 'let it take part in answers, as it does best')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<TrainOptions>();
      await withSession(options, (session) => runTraining(session, options));
    });
  withGoldReading(train);
  withSharedOptions(train).addHelpText(
    'after',
    `
A fifth of the mentions is held back while everything is learned from the others, so that the table says how each strategy
does on mentions that it has not seen; after that all is learned from all. Nothing answers otherwise until the learner is
activated. ${STRATEGIES.join(', ')}: how concepts are ranked; blend weighs all of them.
${examples(
  ['ade-normalizer learners train --ontology meddra --coded coded-2025.xlsx', 'What would it bring?'],
  [
    'ade-normalizer learners train --ontology meddra --coded coded-2025.xlsx --activate',
    'And use it at once',
  ],
)}
${EXIT_CODES}`,
  );
}

async function runTraining(session: Session, options: TrainOptions): Promise<void> {
  const { ontology, activate = false } = options;
  const learner = await withGoldSet(session, options.coded, options, ({ goldSet }) =>
    trained(session, goldSet, options),
  );
  const choice = { id: learner.id, strategy: 'auto', overrulesExact: false } as const;
  const { learners } = session.backend;
  const changed = activate ? await learners.activate({ ontology, learner: choice }, session.signal) : null;
  await answer(session, options, { ...learner, active: learner.active || activate }, (made) =>
    [
      learnerInWords(made),
      changed
        ? `\n${changedInWords(changed)}`
        : `\nNext: let it take part in answers,\n  ade-normalizer learners activate ${ontology} ${learner.id}\n`,
    ].join(''),
  );
}

async function trained(
  { backend, signal, progress }: Session,
  codedSet: GoldSet,
  options: TrainOptions,
): Promise<LearnerDetail> {
  const { ontology, version, split = null, fold, seed } = options;
  // Before the work, as duplicates and contradictions are a reason to stop it.
  progress.note(goldSetInWords(codedSet));
  const request = {
    ...{ ontology, codedSet: codedSet.id, split, seed },
    ...(version === undefined ? {} : { version }),
    ...(fold === undefined ? {} : { fold }),
  };
  const learner = await backend.learners.train(request, {
    signal,
    onProgress: (step) => {
      progress.show(trainingStep(codedSet.name, ontology, step));
    },
  });
  progress.stop();
  return learner;
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('list')
    .description('list what was learned for an ontology, newest first, and what takes part in answers')
    .argument('<ontology>', 'the ontology')
    .action(async (ontology: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const { learners: backend } = session.backend;
        const learners = await backend.list(ontology, session.signal);
        const active = await backend.active(ontology, session.signal);
        await answer(session, options, { learners, active }, () =>
          [learnerTable(learners), activeInWords(active)].join('\n'),
        );
      });
    });
  finish(list, ['ade-normalizer learners list meddra', 'What was learned, and what answers?']);
}

function addShowCommand(parent: Command): void {
  const show = parent
    .command('show')
    .description('show what was learned from, and how each strategy did on held-back mentions')
    .argument('<ontology>', 'the ontology')
    .argument('<id>', 'the learner, as “learners list” has it')
    .action(async (ontology: string, id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const learner = await session.backend.learners.get(ontology, id, session.signal);
        await answer(session, options, learner, learnerInWords);
      });
    });
  finish(show, [
    'ade-normalizer learners show meddra 4b1f6a52-9c1e-4c58-8a0e-5d2f7c3b9e10',
    'How well did it do?',
  ]);
}

function addActivateCommand(parent: Command): void {
  const activate = parent
    .command('activate')
    .description('let a learner take part in answers, from the next generation on')
    .argument('<ontology>', 'the ontology')
    .argument('<id>', 'the learner, as “learners list” has it')
    .addOption(
      new Option('--strategy <name>', 'how concepts are ranked; auto: what was best on held-back mentions')
        .choices([...STRATEGIES, 'auto'])
        .default('auto'),
    )
    .option('--overrule-exact', 'let what was learned come before names that equal the mention')
    .action(async (ontology: string, id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<ActivateOptions>();
      const { strategy, overruleExact: overrulesExact = false } = options;
      await withSession(options, async (session) => {
        const learner = { id, strategy, overrulesExact };
        const backend = session.backend.learners;
        const changed = await backend.activate({ ontology, learner }, session.signal);
        const { report } = await backend.get(ontology, id, session.signal);
        await answer(session, options, changed, (now) =>
          [
            changedInWords(now),
            now.learner ? cautionsInWords(report.heldBack, now.learner.strategy) : '',
          ].join(''),
        );
      });
    });
  finish(activate, [
    'ade-normalizer learners activate meddra 4b1f6a52-9c1e-4c58-8a0e-5d2f7c3b9e10',
    'Answer with what was learned',
  ]);
}

function addOffCommand(parent: Command): void {
  const off = parent
    .command('off')
    .description('let answers be without what was learned')
    .argument('<ontology>', 'the ontology')
    .action(async (ontology: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const changed = await session.backend.learners.activate({ ontology, learner: null }, session.signal);
        await answer(session, options, changed, changedInWords);
      });
    });
  finish(off, ['ade-normalizer learners off meddra', 'Go back to meaning alone']);
}

function addRemoveCommand(parent: Command): void {
  const remove = parent
    .command('remove')
    .description('remove a learner; the coded set stays')
    .argument('<ontology>', 'the ontology')
    .argument('<id>', 'the learner, as “learners list” has it')
    .action(async (ontology: string, id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        await session.backend.learners.remove(ontology, id, session.signal);
        await answer(session, options, { id }, () => `The learner ${id} is removed.\n`);
      });
    });
  finish(remove, [
    'ade-normalizer learners remove meddra 4b1f6a52-9c1e-4c58-8a0e-5d2f7c3b9e10',
    'It is not needed any more',
  ]);
}
