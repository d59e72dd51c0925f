import type { ConceptRef } from '../ontology/index.js';
import { CHANGE_KINDS, CHANGE_WORDS, type Change } from './changes.js';
import { REMAP_STATUSES, REMAP_WORDS, UNAFFECTED, type RemapStatus } from './judge.js';
import type { Proposal, RemappedEntry } from './remap.js';
import type { BranchCounts, ImpactReport } from './report.js';

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { background: var(--soft); } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
p.note { opacity: .8; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } thead { display: table-header-group; } }`;

/** The report as one page that needs nothing else: numbers first, then lists. Every text in it is escaped. */
export function reportHtml(report: ImpactReport): string {
  const { ontology, from, to, createdAt, createdBy } = report;
  const title = `What ${ontology} ${to.version} would change`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>Version ${escaped(to.version)} (${grouped(to.concepts)} concepts) compared with version ${escaped(from.version)} `,
    `(${grouped(from.concepts)} concepts${from.generation === null ? '' : `, generation ${from.generation}`}). `,
    `Made ${escaped(createdAt)} by ${escaped(createdBy)}.</p>`,
    ...codedNumbers(report),
    ...conceptNumbers(report),
    ...maintainers(report),
    ...codedLists(report),
    ...changeLists(report),
    '</body></html>\n',
  ].join('');
}

function codedNumbers({ coded }: ImpactReport): string[] {
  if (!coded) return [];
  const rows = REMAP_STATUSES.map((status) => [REMAP_WORDS[status], coded.counts[status]]);
  return [
    '<h2>Coded mentions</h2>',
    `<p><strong>${grouped(coded.affected)} of ${grouped(coded.entries)}</strong> entries of ${escaped(coded.file)} are affected.</p>`,
    table(['What it means', 'Entries'], rows),
  ];
}

function conceptNumbers({ concepts }: ImpactReport): string[] {
  const rows = CHANGE_KINDS.map((kind) => [CHANGE_WORDS[kind], concepts.counts[kind]]);
  const hidden = concepts.branchCount - concepts.branches.length;
  return [
    '<h2>Concepts and names</h2>',
    `<p><strong>${grouped(concepts.total)}</strong> changes.</p>`,
    table(['What changed', 'Changes'], rows),
    ...(concepts.branches.length === 0 ? [] : ['<h3>By branch</h3>', branchTable(concepts.branches)]),
    ...(hidden > 0 ? [note(`${grouped(hidden)} further branches with fewer changes are not listed.`)] : []),
  ];
}

function branchTable(branches: readonly BranchCounts[]): string {
  const rows = branches.map(({ branch, total, counts }) => {
    const parts = CHANGE_KINDS.filter((kind) => counts[kind] > 0).map(
      (kind) => `${kind.replaceAll('_', ' ')} ${grouped(counts[kind])}`,
    );
    return [branch ? refText(branch) : 'In no branch', total, parts.join(', ')];
  });
  return table(['Branch', 'Changes', 'Of which'], rows);
}

function maintainers({ maintainers: files }: ImpactReport): string[] {
  if (!files) return [];
  const rows = Object.entries(files).map(([file, { counts, unreadable }]) => [
    ...[file, counts.A, counts.D, counts.M, unreadable],
  ]);
  return [
    '<h2>What the maintainers list</h2>',
    note(
      'Rows of the release’s own files of changes, since the release before; that need not be the version compared with.',
    ),
    table(['File', 'Added', 'Deleted', 'Modified', 'Unreadable'], rows),
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
  return table(
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
      table(['Concept', 'Name', 'Branch', 'Before', 'Now'], rows),
    ];
  });
}

function bound(count: number, most: number, file: string): string[] {
  if (count <= most) return [];
  return [note(`The first ${grouped(most)} of ${grouped(count)}; ${file} has all.`)];
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
  return `${name} (${conceptId}), ${similarity.toFixed(2)}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const numbers = head.map(
    (_title, at) => rows.length > 0 && rows.every((row) => typeof row[at] === 'number'),
  );
  const cell = (tag: 'th' | 'td', value: string | number, at: number): string => {
    const text = typeof value === 'number' ? grouped(value) : value;
    return `<${tag}${numbers[at] === true ? ' class="n"' : ''}>${escaped(text)}</${tag}>`;
  };
  const line = (tag: 'th' | 'td', cells: readonly (string | number)[]): string =>
    `<tr>${cells.map((value, at) => cell(tag, value, at)).join('')}</tr>`;
  const body = rows.map((row) => line('td', row)).join('');
  return `<table><thead>${line('th', head)}</thead><tbody>${body}</tbody></table>`;
}

function note(text: string): string {
  return `<p class="note">${escaped(text)}</p>`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text that can stand in HTML; controls and marks that turn the direction of writing are left out. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/[&<>"']/g, (sign) => ENTITIES.get(sign) ?? '');
}
