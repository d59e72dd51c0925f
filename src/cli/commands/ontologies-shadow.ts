import { grouped } from '../../figure-words.js';
import type { Command } from 'commander';
import type { FirstAnswer, ShadowSettings, ShadowSummary } from '../../shadow/index.js';
import { answer } from '../answer.js';
import { UsageError } from '../errors.js';
import { EXIT_CODES, examples, share, withSharedOptions, type SharedOptions } from '../options.js';
import { stepOf } from '../progress.js';
import { withSession } from '../session.js';
import { Table } from '../table.js';

interface ShadowOptions extends SharedOptions {
  readonly share?: number;
  readonly keepText?: boolean;
  readonly end?: boolean;
}

const STANDARD_SHARE = 0.1;
const EXAMPLES_SHOWN = 20;

/** `ontologies shadow`: a version that a service lets answer along with the active one, to see what would change. */
export function addShadowCommand(parent: Command): void {
  const shadow = parent
    .command('shadow')
    .description('let a version answer along with the active one, unseen, and show what it would change')
    .argument('<ontology>', 'the ontology')
    .argument('[version]', 'the version to set as shadow; without one, the shadow is shown')
    .option('--share <share>', `of the mentions, over 0 to 1 (default: ${STANDARD_SHARE})`, share)
    .option('--keep-text', 'keep texts that are answered differently (the service must allow it)')
    .option('--end', 'end the shadow, and show what it found')
    .action(async (ontology: string, version: string | undefined, _options: object, command: Command) => {
      const options = command.optsWithGlobals<ShadowOptions>();
      if (version === undefined) await showOrEnd(ontology, options);
      else await set(ontology, version, options);
    });
  withSharedOptions(shadow).addHelpText(
    'after',
    `
A shadow is compared on the requests that a service answers: this command works with a service only.
${examples(
  ['ade-normalizer ontologies shadow mylist 2 --share 0.2', 'Try version 2 on a fifth of what is asked'],
  ['ade-normalizer ontologies shadow mylist', 'What would it change?'],
  ['ade-normalizer ontologies shadow mylist --end', 'Enough'],
)}
${EXIT_CODES}`,
  );
}

async function set(ontology: string, version: string, options: ShadowOptions): Promise<void> {
  if (options.end === true) throw new UsageError('--end ends whatever shadow is set: leave out the version.');
  const { share: given = STANDARD_SHARE, keepText = false } = options;
  if (given === 0) throw new UsageError('--share must be over 0; --end ends a shadow.');
  await withSession(options, async (session) => {
    const { backend, signal, progress } = session;
    const request = { ontology, version, share: given, keepText };
    const settings = await backend.shadows.set(request, {
      signal,
      onProgress: (step) => {
        progress.show(stepOf(ontology, step));
      },
    });
    progress.stop();
    await answer(session, options, settings, (value) => `${settingsInWords(value)}\n`);
  });
}

async function showOrEnd(ontology: string, options: ShadowOptions): Promise<void> {
  const { end = false } = options;
  if (options.share !== undefined || options.keepText === true)
    throw new UsageError('--share and --keep-text go with the version that is to be the shadow.');
  await withSession(options, async (session) => {
    const { shadows } = session.backend;
    const summary = await (end
      ? shadows.end(ontology, session.signal)
      : shadows.get(ontology, session.signal));
    await answer(session, options, summary, (value) =>
      end ? `The shadow has ended. It was:\n${inWords(value)}` : inWords(value),
    );
  });
}

function settingsInWords({ ontology, version, against, share: part }: ShadowSettings): string {
  return `${ontology}: version ${version} in the shadow of ${against}, for ${percent(part)} of the mentions.`;
}

function inWords(summary: ShadowSummary): string {
  const { state, problem, since, setBy, compared, skipped, failed, agreement, differences } = summary;
  return [
    settingsInWords(summary),
    `Since       ${since}, set by ${setBy}${state === 'answering' ? '' : ` (${state}${problem === undefined ? '' : `: ${problem}`})`}`,
    `Compared    ${grouped(compared)} mentions; ${grouped(skipped)} skipped, ${grouped(failed)} failed`,
    `Agreement   ${agreement === null ? 'nothing to tell yet' : percent(agreement)}`,
    `Differences ${grouped(differences.concept)} in the first concept, ${grouped(differences.decision)} in the decision`,
    ...tablesOf(summary),
    '',
  ].join('\n');
}

function tablesOf({ changes, examples: found }: ShadowSummary): string[] {
  if (changes.length === 0) return [];
  const kinds = new Table([
    { title: 'MENTIONS', right: true },
    { title: 'DECISION' },
    { title: 'SHADOW’S' },
    { title: 'CONCEPT' },
  ]);
  const mentions = new Table([
    { title: 'MENTION', max: 40 },
    { title: 'TIMES', right: true },
    { title: 'ANSWER', max: 40 },
    { title: 'SHADOW’S', max: 40 },
  ]);
  return [
    '',
    kinds
      .block(
        changes.map(({ from, to, otherConcept, count }) => [
          grouped(count),
          from,
          to,
          otherConcept ? 'another' : 'the same',
        ]),
        true,
      )
      .trimEnd(),
    '',
    mentions
      .block(
        found
          .slice(0, EXAMPLES_SHOWN)
          .map(({ mention, text, times, active, shadow }) => [
            text ?? mention,
            grouped(times),
            answerInWords(active),
            answerInWords(shadow),
          ]),
        true,
      )
      .trimEnd(),
  ];
}

function answerInWords({ concept, decision }: FirstAnswer): string {
  return `${decision}: ${concept === null ? 'nothing' : `${concept.id} ${concept.name}`}`;
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))}%`;
}
