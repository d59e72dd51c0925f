import { grouped } from '../../figure-words.js';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { IMPACT_FILES, type ImpactProgress } from '../../impact/index.js';
import { impactInWords, impactTable } from '../impact-report.js';
import { answer } from '../answer.js';
import { EXIT_CODES, examples, finish, withSharedOptions, type SharedOptions } from '../options.js';
import { stepOf, type Step } from '../progress.js';
import { withSession, type Session } from '../session.js';

interface ImpactOptions extends SharedOptions {
  readonly from?: string;
  readonly coded?: string;
  readonly out?: string;
}

/** `ontologies impact`, `impacts` and `remove-impact`: what a version would change, before it answers. */
export function addImpactCommands(parent: Command): void {
  addImpactCommand(parent);
  addListCommand(parent);
  addRemoveCommand(parent);
}

function addImpactCommand(parent: Command): void {
  const impact = parent
    .command('impact')
    .description('find out what a version would change, before it answers')
    .argument('<name>', 'the ontology')
    .argument('<version>', 'the registered version that would answer')
    .option('--from <version>', 'compare with this version (default: the one that answers)')
    .option('--coded <file>', 'a list of coded mentions to judge: CSV with a header, or JSONL')
    .option('--out <folder>', 'write report.html, report.json, concepts.csv and coded.csv there')
    .action(async (ontology: string, version: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<ImpactOptions>();
      const { from, coded, out, json } = options;
      await withSession(options, async (session) => {
        const { backend, signal, progress, print } = session;
        const request = {
          ...{ ontology, version },
          ...(from === undefined ? {} : { from }),
          ...(coded === undefined ? {} : { codedList: { path: resolve(coded), fileName: basename(coded) } }),
        };
        const report = await backend.impacts.run(request, {
          signal,
          onProgress: (step) => {
            progress.show(impactStep(ontology, step));
          },
        });
        progress.stop();
        const written = out === undefined ? [] : await save(session, report.id, coded !== undefined, out);
        const files = written.length === 0 ? '' : `\nWritten: ${written.join(', ')}\n`;
        await print(json === true ? `${JSON.stringify(report)}\n` : impactInWords(report) + files);
      });
    });
  withSharedOptions(impact).addHelpText(
    'after',
    `
Nothing is switched. The newest 100 reports are kept, and with them the lists that they judged, until “ontologies
remove-impact” removes one. The list has a column for the mention (mention, verbatim, reported_term, text or term), one
for what it is coded to (concept_id, code, id, pt_code, llt_code or meddra_code; none: nothing) and perhaps a note.
${examples(
  ['ade-normalizer ontologies impact meddra 28.0', 'What changes against the version that answers?'],
  [
    'ade-normalizer ontologies impact meddra 28.0 --coded coded.csv --out impact-28.0',
    'Which of our coded mentions are affected?',
  ],
)}
${EXIT_CODES}`,
  );
}

function addListCommand(parent: Command): void {
  const list = parent
    .command('impacts')
    .description('list the reports of “ontologies impact” that are kept, newest first')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        const impacts = await session.backend.impacts.list(session.signal);
        await answer(session, options, { impacts }, () => impactTable(impacts));
      });
    });
  finish(list, ['ade-normalizer ontologies impacts', 'Which reports, and with them coded lists, are kept?']);
}

function addRemoveCommand(parent: Command): void {
  const remove = parent
    .command('remove-impact')
    .description('remove a report of “ontologies impact”, with the coded list that it quotes')
    .argument('<id>', 'the report, as “ontologies impacts” has it')
    .action(async (id: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions>();
      await withSession(options, async (session) => {
        await session.backend.impacts.remove(id, session.signal);
        await answer(session, options, { id }, () => `The report ${id} is removed.\n`);
      });
    });
  finish(remove, [
    'ade-normalizer ontologies remove-impact 5f0c6a52-3f6e-4d0e-9c41-0d6a4a4f2b10',
    'The coded list in it must not be kept',
  ]);
}

async function save(
  { backend, signal }: Session,
  id: string,
  coded: boolean,
  out: string,
): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const files = IMPACT_FILES.filter((file) => coded || file !== 'coded.csv');
  for (const file of files) {
    const content = await backend.impacts.read(id, file, signal);
    await pipeline(content, createWriteStream(join(out, file)), { signal });
  }
  return files.map((file) => join(out, file));
}

export function impactStep(label: string, progress: ImpactProgress): Step {
  if (progress.phase !== 'compare' && progress.phase !== 'remap') return stepOf(label, progress);
  const { done, total } = progress;
  const what = progress.phase === 'compare' ? 'concepts compared' : 'coded mentions judged';
  return {
    label,
    text: `${grouped(done)} of ${grouped(total)} ${what}`,
    fraction: total === 0 ? 1 : done / total,
  };
}
