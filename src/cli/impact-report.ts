import { grouped } from '../figure-words.js';
import {
  CHANGE_KINDS,
  CHANGE_WORDS,
  REMAP_STATUSES,
  REMAP_WORDS,
  type ActivationPreview,
  type Change,
  type ConceptSummary,
  type ImpactReport,
  type KeptImpact,
  type RemappedEntry,
} from '../impact/index.js';
import { printable, Table, type Column } from './table.js';

/** Rows that are shown of a list; the files have all. */
const SHOWN = 10;
const BRANCHES = 30;

/** What activating a version would change, in numbers. */
export function previewInWords(preview: ActivationPreview): string {
  const { ontology, version, activeVersion, nextGeneration, concepts } = preview;
  const now = activeVersion === null ? 'nothing answers yet' : `version ${printable(activeVersion)} answers`;
  const title =
    `${printable(ontology)}: ${now}; version ${printable(version)} would answer as generation ${nextGeneration}. ` +
    'Nothing was switched.\n';
  const told = title + lostInWords(preview.lostOverrides, ontology);
  return concepts ? `${told}\n${conceptCounts(concepts)}` : told;
}

/** A warning where settled mentions have no effect on a version. */
export function lostInWords(count: number, ontology: string): string {
  return count === 0
    ? ''
    : `Warning: ${grouped(count)} settled ${count === 1 ? 'mention has' : 'mentions have'} no effect on it, as it lacks the concept: “overrides list ${ontology}”.\n`;
}

function conceptCounts({ total, counts }: ConceptSummary): string {
  const rows = CHANGE_KINDS.map((kind): [string, number] => [CHANGE_WORDS[kind], counts[kind]]);
  return `${grouped(total)} changes of concepts and names\n${countTable(rows)}`;
}

/** What a version would change: numbers first, then the first rows of each list. */
export function impactInWords(report: ImpactReport): string {
  const { id, ontology, from, to, concepts, coded, changes, entries } = report;
  const title =
    `${printable(ontology)}: version ${printable(to.version)} (${grouped(to.concepts)} concepts) against ` +
    `${printable(from.version)} (${grouped(from.concepts)} concepts). Nothing was switched.\n`;
  return [
    title,
    ...(coded
      ? [
          `${grouped(coded.affected)} of ${grouped(coded.entries)} coded mentions are affected\n` +
            countTable(REMAP_STATUSES.map((status) => [REMAP_WORDS[status], coded.counts[status]])),
        ]
      : []),
    conceptCounts(concepts),
    ...(concepts.branches.length > 0 ? [branches(report)] : []),
    ...(entries.length > 0
      ? [
          list(
            'Coded mentions that are affected',
            [
              { title: 'MENTION', max: 40 },
              { title: 'CODED TO' },
              { title: 'STATUS' },
              { title: 'NOW', max: 60 },
            ],
            entries.slice(0, SHOWN).map(entryCells),
            coded?.affected ?? entries.length,
          ),
        ]
      : []),
    ...CHANGE_KINDS.flatMap((kind) => {
      const found = changes.filter((change) => change.kind === kind);
      if (found.length === 0) return [];
      const columns = [{ title: 'CONCEPT' }, { title: 'NAME', max: 40 }, { title: 'BEFORE', max: 40 }];
      return list(
        CHANGE_WORDS[kind],
        [...columns, { title: 'NOW', max: 40 }],
        found.slice(0, SHOWN).map(changeCells),
        concepts.counts[kind],
      );
    }),
    `The report${coded ? ', with your coded list,' : ''} is kept as ${id} (“ontologies remove-impact ${id}” removes it).\n`,
  ].join('\n');
}

/** The reports that are kept, a row each. */
export function impactTable(impacts: readonly KeptImpact[]): string {
  if (impacts.length === 0)
    return 'No impact report is kept. “ade-normalizer ontologies impact <name> <version>” makes one.\n';
  const table = new Table([
    { title: 'ID' },
    { title: 'ONTOLOGY', max: 30 },
    { title: 'FROM', max: 20 },
    { title: 'TO', max: 20 },
    { title: 'CODED LIST', max: 40 },
    { title: 'ENTRIES', right: true },
    { title: 'MADE' },
    { title: 'BY' },
  ]);
  const rows = impacts.map(({ id, ontology, from, to, coded, createdAt, createdBy }) => [
    ...[id, ontology, from.version, to.version, coded?.file ?? ''],
    ...[coded === null ? '' : grouped(coded.entries), createdAt, createdBy],
  ]);
  return table.block(rows, true);
}

function countTable(rows: readonly (readonly [string, number])[]): string {
  const table = new Table([{ title: '' }, { title: '', right: true }]);
  return table.block(
    rows.map(([words, count]) => [`  ${words}`, grouped(count)]),
    false,
  );
}

function branches({ concepts }: ImpactReport): string {
  const rows = concepts.branches
    .slice(0, BRANCHES)
    .map(({ branch, total }) => [branch?.name ?? 'in no branch', grouped(total)]);
  return list(
    'By branch',
    [
      { title: 'BRANCH', max: 60 },
      { title: 'CHANGES', right: true },
    ],
    rows,
    concepts.branchCount,
  );
}

/** A table below its title, with the word how many rows are not in it. */
function list(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  count: number,
): string {
  const more = count > rows.length ? `and ${grouped(count - rows.length)} more\n` : '';
  return `${title}\n${new Table(columns).block(rows, true)}${more}`;
}

function entryCells({ mention, conceptId, status, now, proposals }: RemappedEntry): string[] {
  const proposed = proposals.map(({ conceptId: id, name }) => `${id} ${name}`).join(' or ');
  return [mention, conceptId ?? 'none', status, refs(now) || (proposed === '' ? '' : `perhaps ${proposed}`)];
}

function changeCells({ concept, before, after, from, to }: Change): string[] {
  return [concept.id, concept.name, before ?? refs(from), to.length > 0 ? refs(to) : (after ?? '')];
}

function refs(concepts: readonly { readonly id: string; readonly name: string }[]): string {
  return concepts.map(({ id, name }) => `${id} ${name}`).join(', ');
}
