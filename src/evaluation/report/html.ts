import { escaped, htmlNote, htmlPage } from '../../html-page.js';
import type { Figures } from '../figures.js';
import type { RunManifest } from '../manifest.js';
import type { Prediction } from '../prediction.js';
import type { Confusion } from './confusions.js';
import { accuracyPlot, coveragePlot, reliabilityPlot, systemsPlot } from './plots.js';
import {
  accuracyTable,
  confusionTable,
  decisionTable,
  foldTables,
  manifestTable,
  namesLevelTable,
  noneTable,
  partTable,
  rankTable,
  rollUpTable,
  section,
  worstTable,
} from './tables.js';
import { summaryOf, titleOf } from './words.js';
import { MOST_WORST } from './worst.js';

/** Pairs of confused concepts that a report lists. */
export const MOST_CONFUSED = 25;

/** Blue and vermillion of Okabe and Ito (2008), and their lighter ones on dark: told apart whatever one sees. */
export const REPORT_STYLE = `
:root { --mark: #0072b2; --other: #b84d00; }
@media (prefers-color-scheme: dark) { :root { --mark: #56b4e9; --other: #e69f00; } }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 2rem;
  align-items: start; }
figure { margin: 0; max-width: 480px; break-inside: avoid; } figcaption { font-weight: 600; margin-bottom: .5rem; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: CanvasText; }
svg text.label { paint-order: stroke; stroke: Canvas; stroke-width: 3px; stroke-linejoin: round; }
svg text.small { font-size: 9px; }
.grid { stroke: var(--line); stroke-width: 1; } .bar { stroke: var(--mark); stroke-width: 2; }
.point { fill: var(--mark); } .curve { fill: none; stroke: var(--mark); stroke-width: 2; }
.other { stroke: var(--other); stroke-width: 1.5; stroke-dasharray: 5 3; }
.size { fill: var(--mark); opacity: .5; } .track { fill: var(--soft); } .share { fill: var(--mark); }
.floor { stroke: var(--other); stroke-width: 3; }
table { width: auto; min-width: min(100%, 26rem); } td:not(.n, :first-child) { min-width: 9rem; }
pre { background: var(--soft); padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { :root { --mark: #0072b2; --other: #b84d00; } .plots { grid-template-columns: 1fr 1fr; }
  td:not(.n, :first-child) { min-width: 0; } }`;

const TABLES: Readonly<Record<string, readonly [title: string, column: string]>> = {
  group: ['By group', 'Group'],
  frequency: ['By how often the concept is the right one in this gold set', 'Mentions of the concept'],
  length: ['By length of the mention', 'Words'],
  system: ['By body system', 'Body system'],
};

export interface ReportedRun {
  readonly manifest: RunManifest;
  readonly figures: Figures;
  /** Worst first; see `WorstErrors`. */
  readonly worst: readonly Prediction[];
  /** Most frequent first; see `ConfusionTally`. */
  readonly confused: readonly Confusion[];
}

/**
 * The run as one page that needs nothing else, to be read on paper, too: first in words, then in figures, then what
 * went wrong, and at the end what it takes to repeat it. What a run does not have is left out. Every text is escaped.
 */
export function evaluationHtml({ manifest, figures, worst, confused }: ReportedRun): string {
  const { overall, folds, seen, tables, rollUp, decisions, none } = figures;
  return htmlPage(
    titleOf(manifest),
    [
      ...section('Summary', ...summaryOf(manifest, figures).map((text) => `<p>${escaped(text)}</p>`)),
      ...(overall.mentions === 0
        ? []
        : section(
            'Accuracy',
            accuracyTable(overall),
            htmlNote('Micro: each mention counts by its weight. Macro: each concept counts the same.'),
            rankTable(overall),
            ...namesLevel(figures),
          )),
      ...section('Plots', plots(figures)),
      ...section('Decisions', decisionTable(decisions)),
      ...section('Mentions of no concept', noneTable(none)),
      ...(folds ? section('Folds', foldTables(folds)) : []),
      ...(seen && seen.length > 0 ? section('Seen in training or not', partTable('Part', seen)) : []),
      ...tables.flatMap(({ by, parts }) => {
        const [title, column] = TABLES[by] ?? [`By ${by}`, by];
        return parts.length === 0 ? [] : section(escaped(title), partTable(column, parts));
      }),
      ...(rollUp.length === 0
        ? []
        : section(
            'Rolled up',
            htmlNote(
              'Right is what has an ancestor at the level in common with a right concept; lowest level first.',
            ),
            rollUpTable(rollUp),
          )),
      ...confusions(confused),
      ...errors(worst),
      ...section(
        'How to repeat this run',
        `<pre>${escaped(manifest.command)}</pre>`,
        manifestTable(manifest),
      ),
    ],
    REPORT_STYLE,
  );
}

function namesLevel(figures: Figures): readonly string[] {
  const table = namesLevelTable(figures);
  if (table === '') return [];
  const note =
    'For figures that stand beside those of BioSyn and SapBERT: k counts names, of which a concept may have several ' +
    'before another one comes, each mention counts the same, and of a composite every piece must be right.';
  return [htmlNote(note), table];
}

function plots({ overall, calibration, coverage, tables }: Figures): string {
  const systems = tables.find(({ by }) => by === 'system')?.parts ?? [];
  const drawn = [
    ...(overall.mentions === 0 ? [] : [accuracyPlot(overall)]),
    ...(calibration && calibration.bins.length > 0 ? [reliabilityPlot(calibration)] : []),
    ...(coverage.length === 0 ? [] : [coveragePlot(coverage)]),
    ...(systems.length === 0 ? [] : [systemsPlot(systems)]),
  ];
  return drawn.length === 0 ? '' : `<div class="plots">${drawn.join('')}</div>`;
}

function confusions(confused: readonly Confusion[]): readonly string[] {
  if (confused.length === 0) return [];
  const note = `What was right, and what came first in its place: the ${MOST_CONFUSED} most frequent pairs at most.`;
  return section('Confused concepts', htmlNote(note), confusionTable(confused.slice(0, MOST_CONFUSED)));
}

function errors(worst: readonly Prediction[]): readonly string[] {
  if (worst.length === 0) return [];
  const note =
    `Wrong first candidates, the most trusted first, ${MOST_WORST} at most, the same error once. ` +
    'Mentions whose right concepts the ontology lacks are not among them.';
  return section('The worst errors', htmlNote(note), worstTable(worst.slice(0, MOST_WORST)));
}
