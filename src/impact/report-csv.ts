import type { Cell } from '../csv-file.js';
import type { ConceptRef } from '../ontology/index.js';
import type { Change } from './changes.js';
import type { RemappedEntry } from './remap.js';

export const CHANGE_COLUMNS = [
  ...['change', 'concept_id', 'concept_name', 'level', 'branch_id', 'branch_name', 'before', 'after'],
  ...['from', 'to', 'successor_by', 'name_code'],
] as const;

/** The cells under `CHANGE_COLUMNS`. */
export function changeCells({
  kind,
  concept,
  branch,
  before,
  after,
  from,
  to,
  sign,
  code,
}: Change): readonly Cell[] {
  return [
    ...[
      kind,
      concept.id,
      concept.name,
      concept.level,
      branch?.id ?? null,
      branch?.name ?? null,
      before,
      after,
    ],
    ...[refs(from), refs(to), sign, code],
  ];
}

export const CODED_COLUMNS = [
  ...['line', 'mention', 'concept_id', 'note', 'status', 'detail', 'old_name', 'new_concept_id', 'new_name'],
  ...[
    'choices',
    ...[1, 2, 3].flatMap((n) => [`proposal_${n}_id`, `proposal_${n}_name`, `proposal_${n}_similarity`]),
  ],
];

/** The cells under `CODED_COLUMNS`: a new concept only where there is no choice to be made. */
export function codedCells(entry: RemappedEntry): readonly Cell[] {
  const { line, mention, conceptId, note, status, detail, was, now, proposals } = entry;
  const only = now.length === 1 ? now[0] : undefined;
  return [
    ...[line, mention, conceptId ?? 'none', note, status, detail, was?.name ?? null],
    ...[only?.id ?? null, only?.name ?? null, now.length > 1 ? refs(now) : null],
    ...[0, 1, 2].flatMap((at) => {
      const proposal = proposals[at];
      return proposal ? [proposal.conceptId, proposal.name, proposal.similarity] : [null, null, null];
    }),
  ];
}

function refs(concepts: readonly ConceptRef[]): string {
  return concepts.map(({ id, name }) => `${id} ${name}`).join(' | ');
}
