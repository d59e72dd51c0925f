import type { Command } from 'commander';
import type { EvaluationFigures, GoldSet, RunManifest } from '../../evaluation/index.js';
import { answer } from '../answer.js';
import { CheckError, codeOf, CommandError } from '../errors.js';
import { evaluationStep } from '../evaluation-words.js';
import { withGoldReading, type GoldReading } from '../gold-options.js';
import { withGoldSet } from '../gold-source.js';
import { EXIT_CODES_WITH_CHECK, examples, withSharedOptions, type SharedOptions } from '../options.js';
import { replayOf, type Replay } from '../replay.js';
import { figuresBeside, readManifest } from '../run-file.js';
import { withSession, type Session } from '../session.js';
import { printable } from '../table.js';

interface ReplayOptions extends SharedOptions, GoldReading {
  readonly gold?: string;
}

/** `evaluate replay`: makes a run again and tells whether it comes out the same. */
export function addReplayCommand(parent: Command): void {
  const replay = parent
    .command('replay')
    .description('make a run again from its manifest, and tell whether it comes out the same')
    .argument('<manifest.json>', 'the manifest of the run')
    .option(
      '--gold <file or id>',
      'the run’s gold set, where it is not kept here (its content must be the same)',
    )
    .action(async (path: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<ReplayOptions>();
      const manifest = await readManifest(path);
      const beside = await figuresBeside(path);
      await withSession(options, async (session) => {
        const result = await withGoldSetOf(session, manifest, options, async (goldSet) => {
          const figures = beside ?? (await keptFigures(session, manifest));
          const again = await runAgain(session, manifest, goldSet);
          return { ...replayOf(manifest, figures, again), withFigures: figures !== null };
        });
        const { withFigures, ...replayed } = result;
        await answer(session, options, replayed, (found) => replayInWords(found, manifest, withFigures));
        if (!replayed.same)
          throw new CheckError(
            'not_the_same',
            `The run does not come out the same: ${replayed.differences.join('; ')}.`,
          );
      });
    });
  withGoldReading(replay);
  withSharedOptions(replay).addHelpText(
    'after',
    `
Same means: the same gold set, artefact of the ontology, encoder, predictions (by their sha256) and figures. The
figures are those of figures.json beside the manifest, or of the run where it is kept. The repetition is kept, too.
${examples(
  ['ade-normalizer evaluate replay run-1/manifest.json', 'Where ontology and gold set are kept'],
  ['ade-normalizer evaluate replay run-1/manifest.json --gold coded.csv', 'On another machine'],
)}
${EXIT_CODES_WITH_CHECK}`,
  );
}

/**
 * Repeats a run with its gold set.
 * @throws CheckError `gold_set_differs`; CommandError `gold_set_not_found`
 */
async function withGoldSetOf<T>(
  session: Session,
  { goldSet: first }: RunManifest,
  options: ReplayOptions,
  work: (goldSet: GoldSet) => Promise<T>,
): Promise<T> {
  return withGoldSet(session, options.gold ?? first.id, options, ({ goldSet }) => {
    if (goldSet.sha256 === first.sha256) return work(goldSet);
    throw new CheckError(
      'gold_set_differs',
      `The run was over ${first.name} (${first.fileName}, ${first.rows} mentions, sha256 ${first.sha256}); ${goldSet.name} has ${goldSet.rows} mentions and the sha256 ${goldSet.sha256}. Nothing was measured.`,
      {
        hint: 'Give the file that the run was made of, and read it in the same way (--columns, --format, --sheet, --types).',
      },
    );
  }).catch((error: unknown) => {
    if (options.gold !== undefined || codeOf(error) !== 'gold_set_not_found') throw error;
    throw new CommandError(
      'gold_set_not_found',
      `The gold set of the run (${first.name}, id ${first.id}) is not kept in ${session.backend.where}.`,
      { cause: error, hint: `Give its file: --gold ${first.fileName}` },
    );
  });
}

/** Of the run itself, where it is kept; null where it is not. */
async function keptFigures(
  { backend, signal }: Session,
  { id, predictionsSha256 }: RunManifest,
): Promise<EvaluationFigures | null> {
  const kept = await backend.evaluations.get(id, signal).catch((error: unknown) => {
    if (codeOf(error) === 'evaluation_not_found') return null;
    throw error;
  });
  return kept?.manifest.predictionsSha256 === predictionsSha256 ? kept.figures : null;
}

async function runAgain(
  { backend, signal, progress }: Session,
  { ontology: { name, version }, settings }: RunManifest,
  goldSet: GoldSet,
) {
  const request = { goldSet: goldSet.id, ontology: name, version, settings };
  const evaluation = await backend.evaluations.run(request, {
    signal,
    onProgress: (step) => {
      progress.show(evaluationStep(goldSet.name, name, step));
    },
  });
  progress.stop();
  return evaluation;
}

function replayInWords(
  { first, second, same, differences, notes }: Replay,
  { ontology, goldSet, createdAt }: RunManifest,
  withFigures: boolean,
): string {
  return [
    `${printable(ontology.name)} ${printable(ontology.version)} on ${printable(goldSet.name)}: run ${first} of ${createdAt}, again as ${second}.`,
    ...(same
      ? ['The same, to the last prediction.']
      : ['Not the same:', ...differences.map((each) => `  ${printable(each)}`)]),
    ...(withFigures ? [] : ['Only predictions were compared: the figures of the first run are not at hand.']),
    ...(notes.length === 0 ? [] : ['Other circumstances:', ...notes.map((each) => `  ${printable(each)}`)]),
    '',
  ].join('\n');
}
