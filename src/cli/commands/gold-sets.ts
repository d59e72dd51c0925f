import type { Command } from 'commander';
import { answer } from '../answer.js';
import { withGoldReading, type GoldReading } from '../gold-options.js';
import { goldSetInWords, goldSetTable, keptAlready } from '../gold-set-words.js';
import { goldSource } from '../gold-source.js';
import { EXIT_CODES, examples, finish, withSharedOptions, type SharedOptions } from '../options.js';
import { withSession } from '../session.js';

interface AddOptions extends SharedOptions, GoldReading {
  readonly name?: string;
}

/** `gold-sets ...`: mentions with their right concepts, which are kept to measure with. */
export function addGoldSetsCommands(program: Command): void {
  const goldSets = withSharedOptions(
    program.command('gold-sets').description('keep mentions with their right concepts, to measure with'),
  );
  addAddCommand(goldSets);
  addListCommand(goldSets);
  addShowCommand(goldSets);
  addRemoveCommand(goldSets);
}

function addAddCommand(parent: Command): void {
  const add = parent
    .command('add')
    .description('read and keep a gold set; says what was read, and what was left out and why')
    .argument(
      '<file>',
      'a table (CSV, TSV, Excel), JSONL, brat, PubTator, TAC 2017 or PsyTAR; also a folder, a zip or a tar.gz of them',
    )
    .option('--name <name>', 'what to call it (default: the file’s name)')
    .action(async (file: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<AddOptions>();
      const { name } = options;
      await withSession(options, async (session) => {
        const source = await goldSource(file, options);
        const added = await session.backend.goldSets.add(
          { ...source, ...(name === undefined ? {} : { name }) },
          session.signal,
        );
        await answer(session, options, added.goldSet, (goldSet) =>
          [
            added.isNew ? '' : `${keptAlready(goldSet)}\n`,
            goldSetInWords(goldSet),
            `\nNext: measure with it,\n  ade-normalizer evaluate --gold ${goldSet.id} --ontology <name>\n`,
          ].join(''),
        );
      });
    });
  withGoldReading(add);
  withSharedOptions(add).addHelpText(
    'after',
    `
Columns that are found by their headers: mention (mention, verbatim, reported_term, text, term, ae), goldId (gold_id,
concept_id, code, pt_code, llt_code, meddra_code, snomed_id, cui), goldName (gold_name, concept_name, pt), split, fold,
group, weight, document, begin and end. A gold set is named by its content: the same again is the same gold set.
${examples(
  ['ade-normalizer gold-sets add coded.csv', 'Keep a table'],
  [
    'ade-normalizer gold-sets add coded.xlsx --sheet 2026 --columns "mention=Reported term,goldId=PT code"',
    'A sheet with headers of its own',
  ],
  ['ade-normalizer gold-sets add corpus.zip --types ADR,Symptom', 'Annotated documents, of two types'],
)}
${EXIT_CODES}`,
  );
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('list')
    .description('list the gold sets that are kept, newest first')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const goldSets = await session.backend.goldSets.list(session.signal);
        await answer(session, options, { goldSets }, () => goldSetTable(goldSets));
      });
    });
  finish(list, ['ade-normalizer gold-sets list', 'What is there to measure with?']);
}

function addShowCommand(parent: Command): void {
  const show = parent
    .command('show')
    .description('show what was read of a gold set: columns, rows left out, duplicates, contradictions')
    .argument('<id>', 'the gold set, as “gold-sets list” has it')
    .action(async (id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const goldSet = await session.backend.goldSets.get(id, session.signal);
        await answer(session, options, goldSet, goldSetInWords);
      });
    });
  finish(show, ['ade-normalizer gold-sets show ab12cd34ef56ab78', 'How was it read?']);
}

function addRemoveCommand(parent: Command): void {
  const remove = parent
    .command('remove')
    .description('remove a gold set; runs over it stay, with what they predicted')
    .argument('<id>', 'the gold set, as “gold-sets list” has it')
    .action(async (id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        await session.backend.goldSets.remove(id, session.signal);
        await answer(session, options, { id }, () => `The gold set ${id} is removed.\n`);
      });
    });
  finish(remove, ['ade-normalizer gold-sets remove ab12cd34ef56ab78', 'It is not needed any more']);
}
