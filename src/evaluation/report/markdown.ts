import {
  grouped,
  mentionsOf,
  percent,
  percentEstimate,
  percentWithin,
  plainEstimate,
  namesLevelInWords,
} from '../../figure-words.js';
import type { Estimate, Figures } from '../figures.js';
import type { RunManifest } from '../manifest.js';
import type { ComparedAccuracy, RunComparison } from '../measures/index.js';
import { blocks, command, hashes, inline, table } from './markdown-parts.js';
import { summaryOf, titleOf } from './words.js';

/** A run as one shows it in a pull request: the summary, its main figures, and what it takes to repeat it. */
export function summaryMarkdown(manifest: RunManifest, figures: Figures): string {
  const { overall, decisions } = figures;
  const all = decisions.reduce((sum, { mentions }) => sum + mentions, 0);
  const ranking = [
    table(
      ['Measure', 'Micro (95% interval)', 'Macro (95% interval)'],
      overall.accuracy.map(({ k, micro, macro, macroInterval }) => [
        ...[`Acc@${k}`, percentEstimate(micro), percentWithin(macro, macroInterval)],
      ]),
    ),
    `Floor (equal spelling alone): ${percent(overall.floor)}. MRR: ${plainEstimate(overall.mrr)}. ` +
      `Found among the candidates: ${grouped(overall.found)} of ${grouped(overall.mentions)}.`,
    ...(figures.namesLevel ? [namesLevelInWords(figures.namesLevel)] : []),
  ];
  const decided = table(
    ['Decision', 'Mentions', 'Share', 'Right (95% interval)'],
    decisions.map(({ decision, mentions, right, rightInterval }) => [
      ...[decision, grouped(mentions), percent(mentions / all), percentWithin(right, rightInterval)],
    ]),
  );
  return blocks([
    `## ${inline(titleOf(manifest))}`,
    ...summaryOf(manifest, figures).map(inline),
    ...(overall.mentions === 0 ? [] : ranking),
    ...(all === 0 ? [] : [decided]),
    hashes(manifest),
    command(manifest.command),
  ]);
}

/** What a second run changed, as one shows it in a pull request. */
export function comparisonMarkdown(
  first: RunManifest,
  second: RunManifest,
  comparison: RunComparison,
): string {
  const { mentions, accuracy, leftOut, groups } = comparison;
  const left = leftOut.first + leftOut.second;
  return blocks([
    `## ${inline(`${titleOf(second)}, against ${first.ontology.name} ${first.ontology.version}`)}`,
    verdict(accuracy),
    table(
      ['Measure', 'First', 'Second', 'Difference in points (95% interval)', 'p', 'Won', 'Lost', 'McNemar p'],
      accuracy.map(({ k, ...figures }) => [
        ...[`Acc@${k}`, percent(figures.first), percent(figures.second), points(figures.difference)],
        ...[chance(figures.p), grouped(figures.won), grouped(figures.lost), chance(figures.mcnemar)],
      ]),
    ),
    `Over ${mentionsOf(mentions)} that ${mentions === 1 ? 'has' : 'have'} a right concept in both runs. ` +
      'Difference and p are of a paired bootstrap; won and lost are mentions.' +
      (left === 0
        ? ''
        : ` Left out: ${grouped(leftOut.first)} of the first run and ${grouped(leftOut.second)} of the second, which the other does not have.`),
    ...(groups.length === 0 ? [] : [groupTable(groups)]),
    differences(first, second),
    `First: ${hashes(first)}`,
    command(first.command),
    `Second: ${hashes(second)}`,
    command(second.command),
  ]);
}

/** What the first Acc@k says: whether its interval leaves out 0. */
function verdict([figures]: readonly ComparedAccuracy[]): string {
  if (!figures) return '';
  const { k, difference } = figures;
  const told = `${points(difference)} points at Acc@${k}`;
  if (difference.low > 0) return `The second run is better: ${told}.`;
  if (difference.high < 0) return `The second run is worse: ${told}.`;
  return `Nothing tells the runs apart but chance: ${told}.`;
}

function groupTable(groups: RunComparison['groups']): string {
  const k = groups[0]?.accuracy[0]?.k ?? 1;
  return table(
    ['Group', 'Mentions', `First, Acc@${k}`, `Second, Acc@${k}`, 'Difference in points', 'Won', 'Lost'],
    groups.flatMap(({ group, mentions, accuracy: [figures] }) =>
      figures
        ? [
            [
              ...[group ?? '(none)', grouped(mentions), percent(figures.first), percent(figures.second)],
              ...[points(figures.difference), grouped(figures.won), grouped(figures.lost)],
            ],
          ]
        : [],
    ),
  );
}

/** What else than the answers is not the same, so that nobody takes it for the effect of another. */
function differences(first: RunManifest, second: RunManifest): string {
  const items: readonly (readonly [string, (manifest: RunManifest) => string])[] = [
    ['gold set', ({ goldSet }) => goldSet.sha256],
    ['ontology', ({ ontology }) => `${ontology.name} ${ontology.version}`],
    ['artefact', ({ ontology }) => ontology.artefact],
    ['encoder', ({ encoder }) => encoder.hash],
    ['settings', ({ settings }) => JSON.stringify(settings)],
    ['thresholds', ({ thresholds }) => JSON.stringify(thresholds)],
    ['service', ({ software }) => JSON.stringify(software)],
  ];
  const differing = items.filter(([, valueOf]) => valueOf(first) !== valueOf(second)).map(([name]) => name);
  if (differing.length === 0)
    return 'Gold set, ontology, artefact, encoder, settings, thresholds and service are the same in both.';
  return `Not the same in both: ${differing.join(', ')}.`;
}

function points({ value, low, high }: Estimate): string {
  const text = (share: number): string => (share * 100).toFixed(1).replace(/^-0\.0$/, '0.0');
  return `${value > 0 ? '+' : ''}${text(value)} (${text(low)} to ${text(high)})`;
}

function chance(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
