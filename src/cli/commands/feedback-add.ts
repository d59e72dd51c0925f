import { grouped } from '../../figure-words.js';
import { Option, type Command } from 'commander';
import {
  MOST,
  VERDICTS,
  type FeedbackEntry,
  type FeedbackTaken,
  type Verdict,
} from '../../feedback/index.js';
import { messageOf } from '../../errors.js';
import { answer } from '../answer.js';
import { codeOf, CommandError, UsageError } from '../errors.js';
import { feedbackIn } from '../feedback-file.js';
import { openMentionsFile } from '../mentions-file.js';
import { finish, type SharedOptions } from '../options.js';
import { withSession, type Session } from '../session.js';

interface AddOptions extends SharedOptions {
  readonly ontology?: string;
  readonly file?: string;
  readonly verdict?: Verdict;
  readonly proposed?: string;
  readonly concept?: string;
  readonly coder?: string;
  readonly note?: string;
}

/** `feedback add`: tell what became of proposals, one or a file of them. */
export function addAddCommand(parent: Command): void {
  const add = parent
    .command('add')
    .description('tell what became of a proposal, or of all in a file')
    .argument('[mention]', 'what people wrote')
    .addOption(new Option('--verdict <verdict>', 'what became of it').choices(VERDICTS))
    .option('--proposed <id>', 'the concept that was proposed')
    .option('--concept <id>', 'the one that is right instead')
    .option('--coder <name>', 'who coded it')
    .option('--note <text>', 'why, for those who review it')
    .option(
      '--file <file>',
      'CSV, TSV or JSONL with columns mention, verdict, proposed, concept_id, coder, note and request_id; without ' +
        'verdict it follows from proposed and concept_id',
    )
    .option('--ontology <name>', 'whose concepts they are (default: that of ADE_DEFAULT_ONTOLOGY)')
    .action(async (mention: string | undefined, _options: object, command: Command) => {
      const options = command.optsWithGlobals<AddOptions>();
      if ((mention === undefined) === (options.file === undefined))
        throw new UsageError('Give either a mention with its --verdict, or --file.');
      const entry = mention === undefined ? null : entryOf(mention, options);
      await withSession(options, async (session) => {
        const entries = entry ? [entry] : await entriesIn(options.file ?? '', session.signal);
        const taken = await give(session, entries, options);
        await answer(session, options, taken, ({ ontology, version, ids }) => {
          return `${grouped(ids.length)} taken for ${ontology} ${version}. “feedback review” approves or dismisses.\n`;
        });
      });
    });
  finish(
    add,
    [
      'ade-normalizer feedback add "no sleep since tuesday" --verdict changed --concept ADE:0002647',
      'Another concept is right',
    ],
    ['ade-normalizer feedback add --file coded.csv --ontology meddra', 'All that coders did'],
  );
}

function entryOf(mention: string, { verdict, proposed, concept, coder, note }: AddOptions): FeedbackEntry {
  if (verdict === undefined) throw new UsageError(`Give a --verdict: ${VERDICTS.join(', ')}.`);
  return {
    ...{ mention, verdict },
    ...(proposed === undefined ? {} : { proposed }),
    ...(concept === undefined ? {} : { conceptId: concept }),
    ...(coder === undefined ? {} : { coder }),
    ...(note === undefined ? {} : { note }),
  };
}

async function entriesIn(path: string, signal: AbortSignal): Promise<readonly FeedbackEntry[]> {
  const entries: FeedbackEntry[] = [];
  for await (const entry of feedbackIn(await openMentionsFile(path, signal))) entries.push(entry);
  if (entries.length === 0) throw new UsageError(`${path} has no rows.`);
  return entries;
}

/** Gives a file in pieces, each of which is taken whole or not at all. */
async function give(
  { backend, signal }: Session,
  entries: readonly FeedbackEntry[],
  { ontology }: AddOptions,
): Promise<FeedbackTaken> {
  const named = ontology === undefined ? {} : { ontology };
  const taken: FeedbackTaken[] = [];
  for (let from = 0; from < entries.length; from += MOST.entries) {
    const piece = entries.slice(from, from + MOST.entries);
    const given = backend.feedback.add({ ...named, entries: piece }, signal);
    const came = await given.catch((error: unknown) => {
      if (from === 0) throw error;
      throw new CommandError(
        codeOf(error) ?? 'internal',
        `${messageOf(error)} (Entries are counted from row ${grouped(from + 1)} on.)`,
        {
          cause: error,
          hint: `The ${grouped(from)} rows before are taken: take them out of the file before you try again.`,
        },
      );
    });
    taken.push(came);
  }
  const last = taken.at(-1);
  if (!last) throw new UsageError('There is no entry.');
  return { ...last, ids: taken.flatMap(({ ids }) => ids) };
}
