import { grouped } from '../../figure-words.js';
import type { Command } from 'commander';
import type { ConceptDetail, OntologySummary } from '../../ontology/index.js';
import { answer } from '../answer.js';
import {
  finish,
  morePages,
  type PageOptions,
  pageQueryOf,
  type SharedOptions,
  wholeNumber,
  withPaging,
  withSharedOptions,
} from '../options.js';
import { lostInWords, previewInWords } from '../impact-report.js';
import { stepOf } from '../progress.js';
import { withSession } from '../session.js';
import { printable, Table } from '../table.js';
import type { Switch } from '../backends/ontology-backend.js';
import { addAddCommand } from './ontologies-add.js';
import { addShadowCommand } from './ontologies-shadow.js';
import { addImpactCommands, impactStep } from './ontologies-impact.js';
import { addThresholdCommand } from './ontologies-thresholds.js';

/** `ontologies ...`: what there is to normalize to, and which version of it answers. */
export function addOntologiesCommands(program: Command): void {
  const ontologies = withSharedOptions(
    program.command('ontologies').description('show, search, bring and switch ontologies'),
  );
  addListCommand(ontologies);
  addShowCommand(ontologies);
  addAddCommand(ontologies);
  addImpactCommands(ontologies);
  addSwitchCommands(ontologies);
  addRemoveCommand(ontologies);
  addThresholdCommand(ontologies);
  addShadowCommand(ontologies);
  addSearchCommand(ontologies);
  addConceptCommand(ontologies);
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('list')
    .description('list the ontologies and what answers')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const found = await session.backend.ontologies.list(session.signal);
        await answer(session, options, { ontologies: found }, () => listTable(found));
      });
    });
  finish(list, ['ade-normalizer ontologies list', 'What is there?']);
}

function listTable(ontologies: readonly OntologySummary[]): string {
  const table = new Table([
    { title: 'ONTOLOGY' },
    { title: 'ANSWERS' },
    { title: 'GENERATION', right: true },
    { title: 'CONCEPTS', right: true },
    { title: 'NAMES', right: true },
    { title: 'INDEX' },
    { title: 'VERSIONS', right: true },
  ]);
  const rows = ontologies.map(({ name, active, versions }) => [
    name,
    active?.version ?? 'nothing yet',
    active ? String(active.generation) : '',
    active ? grouped(active.concepts) : '',
    active ? grouped(active.names) : '',
    active?.index ?? '',
    String(versions.length),
  ]);
  return table.block(rows, true);
}

function addShowCommand(parent: Command): void {
  const show = parent
    .command('show')
    .description('show an ontology and its versions')
    .argument('<name>', 'the ontology')
    .action(async (name: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const found = await session.backend.ontologies.get(name, session.signal);
        await answer(session, options, found, showInWords);
      });
    });
  finish(show, ['ade-normalizer ontologies show mylist', 'Which versions are there, and which answers?']);
}

function showInWords({ name, active, versions }: OntologySummary): string {
  const title = active
    ? `${name}: version ${active.version} answers (generation ${active.generation}, since ${active.activatedAt})\n` +
      `${grouped(active.concepts)} concepts, ${grouped(active.names)} names, ${grouped(active.namesEmbedded)} of them embedded; index: ${active.index}\n`
    : `${name}: nothing answers yet\n`;
  const table = new Table([
    { title: 'VERSION' },
    { title: 'FILE', max: 40 },
    { title: 'CONCEPTS', right: true },
    { title: 'EXPANSION' },
    { title: 'REGISTERED' },
    { title: 'BY' },
  ]);
  const rows = versions.map(({ version, report, expansion, registeredAt, registeredBy }) => [
    version,
    report.read.file,
    grouped(report.read.concepts),
    expansion,
    registeredAt,
    registeredBy,
  ]);
  return `${title}\n${table.block(rows, true)}`;
}

function addSwitchCommands(parent: Command): void {
  const activate = parent
    .command('activate')
    .description('let a version answer; requests go on meanwhile')
    .argument('<name>', 'the ontology')
    .argument('<version>', 'a registered version')
    .option(
      '--expected-generation <n>',
      'switch only if this generation answers now',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .option('--dry-run', 'tell what would change, and switch nothing')
    .action(async (ontology: string, version: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<
        SharedOptions & { expectedGeneration?: number; dryRun?: boolean }
      >();
      const { expectedGeneration, dryRun = false } = options;
      if (dryRun) return preview({ ontology, version }, options);
      const expected = expectedGeneration === undefined ? {} : { expectedGeneration };
      await switchTo({ ontology, to: 'version', version, ...expected }, options);
    });
  finish(
    activate,
    ['ade-normalizer ontologies activate mylist 2', 'Switch to version 2'],
    ['ade-normalizer ontologies activate mylist 2 --dry-run', 'What would change?'],
    [
      'ade-normalizer ontologies activate mylist 2 --expected-generation 5',
      'Unless somebody switched before',
    ],
  );
  const rollback = parent
    .command('rollback')
    .description('return to the version that answered before')
    .argument('<name>', 'the ontology')
    .action(async (ontology: string, _options: object, command: Command) => {
      await switchTo({ ontology, to: 'previous' }, command.optsWithGlobals<SharedOptions>());
    });
  finish(rollback, ['ade-normalizer ontologies rollback mylist', 'Undo the last switch']);
}

async function preview(
  request: { readonly ontology: string; readonly version: string },
  options: SharedOptions,
): Promise<void> {
  await withSession(options, async (session) => {
    const { backend, signal, progress } = session;
    const found = await backend.impacts.preview(request, {
      signal,
      onProgress: (step) => {
        progress.show(impactStep(request.version, step));
      },
    });
    progress.stop();
    await answer(session, options, found, previewInWords);
  });
}

async function switchTo(request: Switch, options: SharedOptions): Promise<void> {
  await withSession(options, async (session) => {
    const { backend, signal, progress } = session;
    const activation = await backend.ontologies.switchTo(request, {
      signal,
      onProgress: (step) => {
        progress.show(stepOf(request.ontology, step));
      },
    });
    progress.stop();
    await answer(
      session,
      options,
      activation,
      ({ ontology, version, generation, previousVersion, lostOverrides }) => {
        const before = previousVersion === null ? '' : ` It was ${previousVersion} before.`;
        return `${ontology} answers with version ${version} now (generation ${generation}).${before}\n${lostInWords(lostOverrides, ontology)}`;
      },
    );
  });
}

function addRemoveCommand(parent: Command): void {
  const remove = parent
    .command('remove')
    .description('remove a version that does not answer, with what was built of it')
    .argument('<name>', 'the ontology')
    .argument('<version>', 'a registered version')
    .action(async (ontology: string, version: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        await session.backend.ontologies.remove(ontology, version, session.signal);
        await answer(session, options, { ontology, version }, () => `${ontology} ${version} is removed.\n`);
      });
    });
  finish(remove, ['ade-normalizer ontologies remove mylist 1', 'Remove version 1']);
}

function addSearchCommand(parent: Command): void {
  const search = parent
    .command('search')
    .description('find concepts that have all words in one name (to find what a patient means: normalize)')
    .argument('<name>', 'the ontology')
    .argument('<words...>', 'words of a name')
    .action(async (name: string, words: string[], _options: object, command: Command) => {
      const options = command.optsWithGlobals<PageOptions>();
      const query = { q: words.join(' '), ...pageQueryOf(options) };
      await withSession(options, async (session) => {
        const page = await session.backend.ontologies.search(name, query, session.signal);
        await answer(session, options, page, ({ items, nextCursor }) => {
          const table = new Table([
            { title: 'ID' },
            { title: 'NAME', max: 50 },
            { title: 'LEVEL' },
            { title: 'FOUND IN', max: 50 },
          ]);
          const rows = items.map((item) => [item.id, item.name, item.level ?? '', item.matchedName]);
          return items.length === 0
            ? 'No concept has all these words in one name.\n'
            : table.block(rows, true) + morePages(nextCursor);
        });
      });
    });
  withPaging(search, 'concepts', 200, 20);
  finish(search, ['ade-normalizer ontologies search starter dry mouth', 'Which concepts are called so?']);
}

function addConceptCommand(parent: Command): void {
  const concept = parent
    .command('concept')
    .description('show a concept: definition, names, place in the hierarchy')
    .argument('<name>', 'the ontology')
    .argument('<id>', 'the concept’s id')
    .action(async (name: string, id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const found = await session.backend.ontologies.concept(name, id, session.signal);
        await answer(session, options, found, conceptInWords);
      });
    });
  finish(concept, ['ade-normalizer ontologies concept starter ADE:0002647', 'All that is known of Insomnia']);
}

function conceptInWords({
  id,
  name,
  level,
  definition,
  status,
  names,
  near,
  children,
  paths,
}: ConceptDetail): string {
  const table = new Table([{ title: 'NAME', max: 70 }, { title: 'KIND' }, { title: 'FROM' }]);
  const title = [
    id,
    name,
    ...(level === null ? [] : [`(${level})`]),
    ...(status === 'current' ? [] : [`[${status}]`]),
  ];
  return [
    printable(title.join(' ')),
    ...(definition === null ? [] : [printable(definition)]),
    ...paths.map((path) => `in    ${path.map((step) => printable(step.name)).join(' < ')}`),
    ...(children.length === 0
      ? []
      : [`holds ${children.map((child) => printable(`${child.id} ${child.name}`)).join(', ')}`]),
    ...(near
      ? [`near  ${printable(`${near.name} (${near.id})`)} lends its names, cosine ${near.cosine.toFixed(2)}`]
      : []),
    '',
    table.block(
      names.map(({ text, kind, origin }) => [text, kind, origin]),
      true,
    ),
  ].join('\n');
}
