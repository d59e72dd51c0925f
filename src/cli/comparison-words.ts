import type { RunComparison, RunManifest } from '../evaluation/index.js';
import { chance, grouped, mentionsOf, percent, pointsEstimate } from '../figure-words.js';
import { printable, Table } from './table.js';

/** Mentions that are named of those won or lost; `--json` has all. */
const SHOWN = 10;

/** What the second of two runs changed. */
export function comparisonInWords(
  first: RunManifest,
  second: RunManifest,
  comparison: RunComparison,
): string {
  const { mentions, accuracy, leftOut, won, lost, groups } = comparison;
  const table = new Table([
    { title: 'MEASURE' },
    { title: 'FIRST', right: true },
    { title: 'SECOND', right: true },
    { title: 'DIFFERENCE IN POINTS (95%)' },
    { title: 'P', right: true },
    { title: 'WON', right: true },
    { title: 'LOST', right: true },
    { title: 'MCNEMAR P', right: true },
  ]);
  const left = leftOut.first + leftOut.second;
  return [
    `First:  ${nameOf(first)}`,
    `Second: ${nameOf(second)}`,
    '',
    table.block(accuracy.map(cells), true) + verdict(comparison),
    `Over ${mentionsOf(mentions)} with a right concept in both; difference and p are of a paired bootstrap.`,
    ...(left === 0
      ? []
      : [
          `Left out: ${grouped(leftOut.first)} of the first and ${grouped(leftOut.second)} of the second, which the other does not have.`,
        ]),
    ...rowsLine('Won at rank 1 ', won),
    ...rowsLine('Lost at rank 1', lost),
    ...(groups.length === 0 ? [] : ['', groupTable(groups).trimEnd()]),
    '',
  ].join('\n');
}

function nameOf({ id, ontology, encoder, goldSet }: RunManifest): string {
  return `${id}, ${printable(ontology.name)} ${printable(ontology.version)} with ${encoder.id} on ${printable(goldSet.name)}`;
}

type Compared = RunComparison['accuracy'][number];

function cells({ k, first, second, difference, p, won, lost, mcnemar }: Compared): string[] {
  return [
    ...[`Acc@${k}`, percent(first), percent(second), pointsEstimate(difference)],
    ...[chance(p), grouped(won), grouped(lost), chance(mcnemar)],
  ];
}

/** What the first Acc@k says: whether its interval leaves out 0. */
function verdict({ accuracy: [measure] }: RunComparison): string {
  if (!measure) return '';
  const { k, difference, won, lost } = measure;
  if (won === 0 && lost === 0) return `Both have the same mentions right at Acc@${k}.`;
  if (difference.low > 0) return `The second is better at Acc@${k}.`;
  if (difference.high < 0) return `The second is worse at Acc@${k}.`;
  return `Nothing but chance tells the two apart at Acc@${k}.`;
}

function rowsLine(title: string, rows: readonly number[]): string[] {
  if (rows.length === 0) return [];
  const some = rows.slice(0, SHOWN).map((row) => grouped(row + 1));
  const more = rows.length > SHOWN ? ` and ${grouped(rows.length - SHOWN)} more` : '';
  return [
    `${title}: ${rows.length === 1 ? 'mention' : 'mentions'} ${some.join(', ')}${more} of the gold set`,
  ];
}

function groupTable(groups: RunComparison['groups']): string {
  const table = new Table([
    { title: 'GROUP', max: 40 },
    { title: 'MENTIONS', right: true },
    { title: 'MEASURE' },
    { title: 'FIRST', right: true },
    { title: 'SECOND', right: true },
    { title: 'DIFFERENCE IN POINTS (95%)' },
    { title: 'P', right: true },
  ]);
  const rows = groups.flatMap(({ group, mentions, accuracy: [measure] }) =>
    measure ? [[group ?? '(none)', grouped(mentions), ...cells(measure).slice(0, 5)]] : [],
  );
  return table.block(rows, true);
}
