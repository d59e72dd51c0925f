import { grouped } from '../figure-words.js';
import { escaped, htmlNote, htmlPage, htmlTable } from '../html-page.js';
import type { ConceptRef } from '../ontology/index.js';
import { CHANGE_KINDS, CHANGE_WORDS, type Change } from './changes.js';
import { REMAP_STATUSES, REMAP_WORDS, UNAFFECTED, type RemapStatus } from './judge.js';
import type { Proposal, RemappedEntry } from './remap.js';
import type { BranchCounts, ImpactReport } from './report.js';

/** The report as one page that needs nothing else: numbers first, then lists. Every text in it is escaped. */
export function reportHtml(report: ImpactReport): string {
  const { ontology, from, to, createdAt, createdBy } = report;
  const title = `What ${ontology} ${to.version} would change`;
  return htmlPage(title, [
    `<p>Version ${escaped(to.version)} (${grouped(to.concepts)} concepts) compared with version ${escaped(from.version)} `,
    `(${grouped(from.concepts)} concepts${from.generation === null ? '' : `, generation ${from.generation}`}). `,
    `Made ${escaped(createdAt)} by ${escaped(createdBy)}.</p>`,
    ...codedNumbers(report),
    ...conceptNumbers(report),
    ...maintainers(report),
    ...codedLists(report),
    ...changeLists(report),
  ]);
}

function codedNumbers({ coded }: ImpactReport): string[] {
  if (!coded) return [];
  const rows = REMAP_STATUSES.map((status) => [REMAP_WORDS[status], coded.counts[status]]);
  return [
    '<h2>Coded mentions</h2>',
    `<p><strong>${grouped(coded.affected)} of ${grouped(coded.entries)}</strong> entries of ${escaped(coded.file)} are affected.</p>`,
    htmlTable(['What it means', 'Entries'], rows),
  ];
}

function conceptNumbers({ concepts }: ImpactReport): string[] {
  const rows = CHANGE_KINDS.map((kind) => [CHANGE_WORDS[kind], concepts.counts[kind]]);
  const hidden = concepts.branchCount - concepts.branches.length;
  return [
    '<h2>Concepts and names</h2>',
    `<p><strong>${grouped(concepts.total)}</strong> changes.</p>`,
    htmlTable(['What changed', 'Changes'], rows),
    ...(concepts.branches.length === 0 ? [] : ['<h3>By branch</h3>', branchTable(concepts.branches)]),
    ...(hidden > 0
      ? [htmlNote(`${grouped(hidden)} further branches with fewer changes are not listed.`)]
      : []),
  ];
}

function branchTable(branches: readonly BranchCounts[]): string {
  const rows = branches.map(({ branch, total, counts }) => {
    const parts = CHANGE_KINDS.filter((kind) => counts[kind] > 0).map(
      (kind) => `${kind.replaceAll('_', ' ')} ${grouped(counts[kind])}`,
    );
    return [branch ? refText(branch) : 'In no branch', total, parts.join(', ')];
  });
  return htmlTable(['Branch', 'Changes', 'Of which'], rows);
}

function maintainers({ maintainers: files }: ImpactReport): string[] {
  if (!files) return [];
  const rows = Object.entries(files).map(([file, { counts, unreadable }]) => [
    ...[file, counts.A, counts.D, counts.M, unreadable],
  ]);
  return [
    '<h2>What the maintainers list</h2>',
    htmlNote(
      'Rows of the release’s own files of changes, since the release before; that need not be the version compared with.',
    ),
    htmlTable(['File', 'Added', 'Deleted', 'Modified', 'Unreadable'], rows),
  ];
}

function codedLists({ coded, entries, mostListed }: ImpactReport): string[] {
  if (!coded) return [];
  return REMAP_STATUSES.filter((status) => !UNAFFECTED.includes(status)).flatMap((status) => {
    const listed = entries.filter((entry) => entry.status === status);
    if (listed.length === 0) return [];
    const title = `<h2>Coded mentions: ${escaped(REMAP_WORDS[status])}</h2>`;
    return [title, ...bound(coded.counts[status], mostListed, 'coded.csv'), entryTable(status, listed)];
  });
}

function entryTable(status: RemapStatus, entries: readonly RemappedEntry[]): string {
  const proposed = status === 'invalid' || status === 'unknown';
  const head = ['Line', 'Mention', 'Coded to', 'Was', proposed ? 'Proposals' : 'Now', 'Detail'];
  return htmlTable(
    head,
    entries.map(({ line, mention, conceptId, was, now, proposals, detail }) => [
      ...[line, mention, conceptId ?? 'none', was ? refText(was) : ''],
      ...[proposed ? proposals.map(proposalText).join('; ') : refTexts(now), detail],
    ]),
  );
}

function changeLists({ changes, concepts, mostListed }: ImpactReport): string[] {
  return CHANGE_KINDS.flatMap((kind) => {
    const listed = changes.filter((change) => change.kind === kind);
    if (listed.length === 0) return [];
    const rows = listed.map((change) => [
      ...[
        change.concept.id,
        change.concept.name,
        change.branch?.name ?? '',
        beforeOf(change),
        afterOf(change),
      ],
    ]);
    return [
      `<h2>${escaped(CHANGE_WORDS[kind])}</h2>`,
      ...bound(concepts.counts[kind], mostListed, 'concepts.csv'),
      htmlTable(['Concept', 'Name', 'Branch', 'Before', 'Now'], rows),
    ];
  });
}

function bound(count: number, most: number, file: string): string[] {
  if (count <= most) return [];
  return [htmlNote(`The first ${grouped(most)} of ${grouped(count)}; ${file} has all.`)];
}

function beforeOf({ before, from }: Change): string {
  return before ?? refTexts(from);
}

function afterOf({ kind, after, to, sign }: Change): string {
  const words = sign === null ? '' : ` (by ${sign.replaceAll('_', ' ')})`;
  return (kind === 'name_moved' ? null : after) ?? refTexts(to) + words;
}

function refText({ id, name }: ConceptRef): string {
  return `${name} (${id})`;
}

function refTexts(concepts: readonly ConceptRef[]): string {
  return concepts.map(refText).join('; ');
}

function proposalText({ conceptId, name, similarity }: Proposal): string {
  return `${name} (${conceptId})${similarity === null ? '' : `, ${similarity.toFixed(2)}`}`;
}
