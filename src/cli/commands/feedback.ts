import { Option, type Command } from 'commander';
import { PERIODS, REVIEW_STATES, type PeriodLength, type ReviewState } from '../../feedback/index.js';
import { answer } from '../answer.js';
import { UsageError } from '../errors.js';
import { filterOf, withFilter, withState, withTimes, type FilterOptions } from '../feedback-options.js';
import { agreementInWords, feedbackTable, reviewInWords } from '../feedback-words.js';
import {
  finish,
  morePages,
  pageQueryOf,
  wholeNumber,
  withPaging,
  withSharedOptions,
  type PageOptions,
  type SharedOptions,
} from '../options.js';
import { withSession } from '../session.js';
import { addAddCommand } from './feedback-add.js';
import { addToCodedSetCommand, addToOverridesCommand } from './feedback-convert.js';
import { addExportCommand } from './feedback-export.js';

const idOf = wholeNumber(1, Number.MAX_SAFE_INTEGER);

function idsOf(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, idOf(text)];
}

/** `feedback ...`: what became of proposals, and what is made of that. */
export function addFeedbackCommands(program: Command): void {
  const feedback = withSharedOptions(
    program
      .command('feedback')
      .description('tell what became of proposals, review it, and make coded sets and overrides of it'),
  );
  addListCommand(feedback);
  addAddCommand(feedback);
  addReviewCommand(feedback);
  addRemoveCommand(feedback);
  addExportCommand(feedback);
  addAgreementCommand(feedback);
  addToCodedSetCommand(feedback);
  addToOverridesCommand(feedback);
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('list')
    .description('list feedback, newest first')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<PageOptions & FilterOptions>();
      await withSession(options, async (session) => {
        const { feedback } = session.backend;
        const page = await feedback.list(filterOf(options), pageQueryOf(options), session.signal);
        await answer(session, options, page, ({ items, nextCursor }) =>
          items.length === 0 ? 'There is no such feedback.\n' : feedbackTable(items) + morePages(nextCursor),
        );
      });
    });
  withPaging(withState(withFilter(list)), 'entries', 200, 50);
  finish(list, ['ade-normalizer feedback list --state open', 'What is to be reviewed?']);
}

interface ReviewOptions extends SharedOptions, FilterOptions {
  readonly as: ReviewState;
  readonly all?: boolean;
}

function addReviewCommand(parent: Command): void {
  const review = parent
    .command('review')
    .description('approve or dismiss feedback: only what is approved is turned into anything')
    .argument('[ids...]', 'the entries; or --all with options that narrow it', idsOf)
    .addOption(
      new Option('--as <state>', 'how they stand from now on').choices(REVIEW_STATES).makeOptionMandatory(),
    )
    .option('--all', 'all that the options let through')
    .action(async (ids: readonly number[] = [], _options: object, command: Command) => {
      const options = command.optsWithGlobals<ReviewOptions>();
      const filter = filterOf(options);
      const narrowed = Object.keys(filter).length > 0;
      if (options.all === true ? ids.length > 0 : ids.length === 0 || narrowed)
        throw new UsageError('Give either the ids of entries, or --all (with options that narrow it).');
      const which = options.all === true ? filter : ids;
      await withSession(options, async (session) => {
        const result = await session.backend.feedback.review({ which, as: options.as }, session.signal);
        await answer(session, options, result, (found) => reviewInWords(found, options.as));
      });
    });
  withState(withFilter(review));
  finish(
    review,
    ['ade-normalizer feedback review 17 18 --as approved', 'These two are right'],
    ['ade-normalizer feedback review --all --coder mk --state open --as approved', 'All that a coder gave'],
  );
}

function addRemoveCommand(parent: Command): void {
  const remove = parent
    .command('remove')
    .description('remove feedback for good; what was made of it stays')
    .argument('<id>', 'the entry, as “feedback list” has it', idOf)
    .action(async (id: number, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        await session.backend.feedback.remove(id, session.signal);
        await answer(session, options, { id }, () => `The entry ${id} is removed.\n`);
      });
    });
  finish(remove, ['ade-normalizer feedback remove 17', 'It names somebody']);
}

interface AgreementOptions extends SharedOptions, Pick<FilterOptions, 'ontology' | 'since' | 'until'> {
  readonly by: PeriodLength;
}

function addAgreementCommand(parent: Command): void {
  const agreement = parent
    .command('agreement')
    .description('show how often proposals were right, over time and by version')
    .option('--ontology <name>', 'of this ontology (default: that of ADE_DEFAULT_ONTOLOGY)')
    .addOption(new Option('--by <period>', 'how long a period is').choices(PERIODS).default('week'))
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<AgreementOptions>();
      const request = { by: options.by, ...filterOf(options) };
      await withSession(options, async (session) => {
        const found = await session.backend.feedback.agreement(request, session.signal);
        await answer(session, options, found, agreementInWords);
      });
    });
  withTimes(agreement);
  finish(agreement, [
    'ade-normalizer feedback agreement --ontology meddra --by month',
    'Do coders agree more than before?',
  ]);
}
