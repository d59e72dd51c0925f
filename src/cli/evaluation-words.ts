import type { Evaluation, EvaluationProgress, Figures, RunManifest } from '../evaluation/index.js';
import {
  grouped,
  mentionsOf,
  percent,
  percentEstimate,
  percentWithin,
  plainEstimate,
  namesLevelInWords,
} from '../figure-words.js';
import { gateValue, type JudgedGate } from './gates.js';
import { postFiguresInWords } from './post-figure-words.js';
import { preparationStep, type Step } from './progress.js';
import { learnersInWords } from './learner-words.js';
import { printable, Table } from './table.js';

/** How far a run is, in words; of the default ontology where none is given. */
export function evaluationStep(
  label: string,
  ontology: string | undefined,
  progress: EvaluationProgress,
): Step {
  if (progress.phase === 'figures') return { label, text: 'figures, intervals and report', fraction: null };
  if (progress.phase === 'learn') {
    const { number, folds, words } = progress;
    return { label, text: `learning ${number} of ${folds}: ${words}`, fraction: (number - 1) / folds };
  }
  if (progress.phase !== 'normalize' && progress.phase !== 'annotate')
    return preparationStep(ontology, progress);
  const { phase, done, total, perSecond, secondsLeft } = progress;
  const left = secondsLeft === null ? '' : ` | ${grouped(perSecond)}/s | ${grouped(secondsLeft)} s left`;
  return {
    label,
    text: `${grouped(done)} of ${grouped(total)} ${phase === 'annotate' ? 'texts' : 'mentions'}${left}`,
    fraction: total === 0 ? 1 : Math.min(1, done / total),
  };
}

/** A run with its main figures. */
export function evaluationInWords({ manifest, figures }: Evaluation): string {
  const { goldSet, ontology, settings, mentions, seconds } = manifest;
  const split = settings.split === null ? '' : `, split ${printable(settings.split)}`;
  const measured = `${printable(ontology.name)} ${printable(ontology.version)} measured on ${printable(goldSet.name)}${split}: `;
  if (figures.task === 'posts')
    return [
      `${measured}whole posts in ${seconds.toFixed(1)} s\n`,
      learnersInWords(manifest),
      postFiguresInWords(manifest, figures),
    ].join('');
  return [
    `${measured}${mentionsOf(mentions.measured)} in ${seconds.toFixed(1)} s\n`,
    missingWords(manifest),
    learnersInWords(manifest),
    '\n',
    rankTable(figures),
    '\n',
    decisionTable(figures),
  ].join('');
}

/** What the ontology lacks of the gold set. */
function missingWords({ settings, mentions }: RunManifest): string {
  const count = settings.missing === 'miss' ? mentions.missing : mentions.excluded;
  if (count === 0) return '';
  const fate =
    settings.missing === 'miss'
      ? ['it counts as a miss', 'they count as misses']
      : ['it was left out', 'they were left out'];
  const where = settings.missing === 'miss' ? ' (column “missing” of predictions.csv)' : '';
  return `For ${mentionsOf(count)} the ontology has none of the right concepts${where}; ${count === 1 ? fate[0] : fate[1]}.\n`;
}

function rankTable({ overall, namesLevel }: Figures): string {
  if (overall.mentions === 0) return 'No mention has a right concept, so there is no accuracy to speak of.\n';
  const table = new Table([
    { title: 'MEASURE' },
    { title: 'MICRO (95% INTERVAL)' },
    { title: 'MACRO (95% INTERVAL)' },
  ]);
  const rows = [
    ...overall.accuracy.map(({ k, micro, macro, macroInterval }) => [
      ...[`Acc@${k}`, percentEstimate(micro), percentWithin(macro, macroInterval)],
    ]),
    ['floor', percent(overall.floor), ''],
    ['MRR', plainEstimate(overall.mrr), ''],
  ];
  return (
    table.block(rows, true) +
    `Over ${mentionsOf(overall.mentions)} with a right concept; proposed at any rank: ${grouped(overall.found)}. ` +
    'The floor is Acc@1 of equal spelling alone.\n' +
    (namesLevel ? `${namesLevelInWords(namesLevel)}\n` : '')
  );
}

function decisionTable({ decisions }: Figures): string {
  const all = decisions.reduce((sum, { mentions }) => sum + mentions, 0);
  if (all === 0) return '';
  const table = new Table([
    { title: 'DECISION' },
    { title: 'MENTIONS', right: true },
    { title: 'SHARE', right: true },
    { title: 'RIGHT (95% INTERVAL)' },
  ]);
  const rows = decisions.map(({ decision, mentions, right, rightInterval }) => [
    ...[decision, grouped(mentions), percent(mentions / all), percentWithin(right, rightInterval)],
  ]);
  return table.block(rows, true);
}

/** What became of the gates; nothing where there are none. */
export function gatesInWords(gates: readonly JudgedGate[]): string {
  if (gates.length === 0) return '';
  const table = new Table([
    { title: 'GATE' },
    { title: 'AT LEAST', right: true },
    { title: 'IS', right: true },
    { title: '' },
  ]);
  const rows = gates.map((each) => [
    ...[
      each.measure,
      gateValue(each, each.minimum),
      gateValue(each, each.value),
      each.met ? 'met' : 'FAILED',
    ],
  ]);
  return `\n${table.block(rows, true)}`;
}

/** The runs that are kept. */
export function evaluationTable(runs: readonly RunManifest[]): string {
  if (runs.length === 0)
    return 'No run is kept. “ade-normalizer evaluate --gold <file> --ontology <name>” makes one.\n';
  const table = new Table([
    { title: 'ID' },
    { title: 'GOLD SET', max: 30 },
    { title: 'ONTOLOGY', max: 30 },
    { title: 'VERSION', max: 20 },
    { title: 'SPLIT' },
    { title: 'OVER' },
    { title: 'MENTIONS', right: true },
    { title: 'MADE' },
    { title: 'BY' },
  ]);
  const rows = runs.map(({ id, goldSet, ontology, settings, mentions, createdAt, createdBy }) => [
    ...[id, goldSet.name, ontology.name, ontology.version, settings.split ?? ''],
    ...[settings.task, grouped(mentions.measured), createdAt, createdBy],
  ]);
  return table.block(rows, true);
}
