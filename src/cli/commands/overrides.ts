import { grouped } from '../../figure-words.js';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { readCodedList } from '../../coded-list.js';
import {
  overrideIdOf,
  type Override,
  type OverrideEntry,
  type OverrideResult,
} from '../../ontology/index.js';
import { answer } from '../answer.js';
import { CommandError, UsageError } from '../errors.js';
import {
  finish,
  morePages,
  type PageOptions,
  pageQueryOf,
  type SharedOptions,
  withPaging,
  withSharedOptions,
} from '../options.js';
import { withSession } from '../session.js';
import { Table } from '../table.js';

const AT_ONCE = 10_000;

/** `overrides ...`: mentions that people settle. */
export function addOverridesCommands(program: Command): void {
  const overrides = withSharedOptions(
    program
      .command('overrides')
      .description('settle what mentions mean, or that nothing is proposed for them'),
  );
  addListCommand(overrides);
  addSetCommand(overrides);
  addRemoveCommand(overrides);
  addImportCommand(overrides);
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('list')
    .description('list what is settled')
    .argument('<ontology>', 'the ontology')
    .action(async (ontology: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<PageOptions>();
      await withSession(options, async (session) => {
        const page = await session.backend.overrides.list(ontology, pageQueryOf(options), session.signal);
        await answer(session, options, page, ({ items, nextCursor }) => {
          return items.length === 0 ? 'Nothing is settled.\n' : listTable(items) + morePages(nextCursor);
        });
      });
    });
  withPaging(list, 'overrides', 200, 50);
  finish(list, ['ade-normalizer overrides list meddra', 'What is settled?']);
}

function listTable(items: readonly Override[]): string {
  const table = new Table([
    { title: 'MENTION', max: 50 },
    { title: 'CONCEPT' },
    { title: 'NAME', max: 40 },
    { title: 'BY' },
    { title: 'CHANGED' },
    { title: 'PROBLEM' },
  ]);
  const rows = items.map(({ mention, conceptId, conceptName, changedBy, changedAt, problem }) => [
    mention,
    conceptId ?? '(nothing: stop list)',
    conceptName ?? '',
    changedBy,
    changedAt,
    problem ?? '',
  ]);
  return table.block(rows, true);
}

interface SetOptions extends SharedOptions {
  readonly concept?: string;
  readonly stop?: boolean;
  readonly note?: string;
}

function addSetCommand(parent: Command): void {
  const set = parent
    .command('set')
    .description('settle a mention: it gets this concept first, or nothing')
    .argument('<ontology>', 'the ontology')
    .argument('<mention>', 'what people write')
    .option('--concept <id>', 'what it means')
    .option('--stop', 'propose nothing for it')
    .option('--note <text>', 'why, for those who read it later')
    .action(async (ontology: string, mention: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SetOptions>();
      const { concept, stop = false, note } = options;
      if ((concept === undefined) !== stop) throw new UsageError('Give either --concept <id> or --stop.');
      const entry = { mention, conceptId: concept ?? null, ...(note === undefined ? {} : { note }) };
      await change(ontology, [entry], [], options);
    });
  finish(
    set,
    ['ade-normalizer overrides set meddra "wired" --concept 10022437 --note "coding meeting"', 'Settle one'],
    ['ade-normalizer overrides set meddra "n/a" --stop', 'Propose nothing for it'],
  );
}

function addRemoveCommand(parent: Command): void {
  const remove = parent
    .command('remove')
    .description('take settled mentions back')
    .argument('<ontology>', 'the ontology')
    .argument('<mentions...>', 'the mentions, or their ids')
    .action(async (ontology: string, mentions: string[], _options: object, command: Command) => {
      await takeBack(ontology, mentions, command.optsWithGlobals<SharedOptions>());
    });
  finish(
    remove,
    ['ade-normalizer overrides remove meddra "wired" "n/a"', 'Take two back'],
    ['ade-normalizer overrides remove meddra 0d9f2b7c5e4a38166c1d0e7f5a4b3928', 'Take one back by its id'],
  );
}

function addImportCommand(parent: Command): void {
  const bring = parent
    .command('import')
    .description('settle the mentions of a file: columns mention, concept_id and note')
    .argument('<ontology>', 'the ontology')
    .argument('<file>', 'CSV, TSV or JSONL; “none” as concept_id puts a mention on the stop list')
    .action(async (ontology: string, file: string, _options: object, command: Command) => {
      const entries: OverrideEntry[] = [];
      for await (const { mention, conceptId, note } of readCodedList(file, { fileName: basename(file) }))
        entries.push({ mention, conceptId, note });
      if (entries.length > AT_ONCE)
        throw new UsageError(
          `${file} has ${grouped(entries.length)} rows; at most ${grouped(AT_ONCE)} are taken at once.`,
        );
      await change(ontology, entries, [], command.optsWithGlobals<SharedOptions>());
    });
  finish(bring, ['ade-normalizer overrides import meddra settled.csv', 'Settle many']);
}

async function change(
  ontology: string,
  set: readonly OverrideEntry[],
  remove: readonly string[],
  options: SharedOptions,
): Promise<void> {
  await withSession(options, async (session) => {
    const result = await session.backend.overrides.change({ ontology, set, remove }, session.signal);
    await answer(session, options, result, inWords);
  });
}

const ID = /^[0-9a-f]{32}$/;

/** @throws CommandError when one of them is not settled, once the others are taken back */
async function takeBack(
  ontology: string,
  mentions: readonly string[],
  options: SharedOptions,
): Promise<void> {
  await withSession(options, async (session) => {
    const ids = [...new Set(mentions.map((each) => (ID.test(each) ? each : overrideIdOf(each))))];
    const result = await session.backend.overrides.change({ ontology, set: [], remove: ids }, session.signal);
    await answer(session, options, result, inWords);
    const lacking = ids.length - result.removed;
    if (lacking > 0)
      throw new CommandError(
        'override_missing',
        `${grouped(lacking)} of the ${grouped(ids.length)} mentions ${lacking === 1 ? 'is' : 'are'} not settled in ${ontology}: “overrides list ${ontology}” shows those that are.`,
      );
  });
}

function inWords({ ontology, generation, added, changed, removed }: OverrideResult): string {
  if (generation === null) return `Nothing changed: ${ontology} has it so already.\n`;
  return `${grouped(added)} added, ${grouped(changed)} changed, ${grouped(removed)} removed; ${ontology} answers so now (generation ${generation}).\n`;
}
