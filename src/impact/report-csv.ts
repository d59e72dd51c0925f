import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { harmless, quotedCell } from '../csv-cell.js';
import type { ConceptRef } from '../ontology/index.js';
import type { Change } from './changes.js';
import type { RemappedEntry } from './remap.js';

type Cell = string | number | null;

/**
 * One row of a CSV file (RFC 4180) that a spreadsheet can open without harm: a text that it would run as a formula
 * gets an apostrophe in front.
 */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return quotedCell(harmless(value));
}

/** A file that is written row by row, no faster than the disk takes it. */
export interface CsvFile {
  write(rows: readonly (readonly Cell[])[]): Promise<void>;
  end(): Promise<void>;
  /** Closes it unfinished. */
  abandon(): void;
}

/** Begins a CSV file with its header, and the mark by which Excel knows UTF-8. */
export async function createCsvFile(path: string, columns: readonly string[]): Promise<CsvFile> {
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  // Failures show at the next write, or at the end.
  stream.on('error', () => undefined);
  const put = async (text: string): Promise<void> => {
    if (stream.errored) throw stream.errored;
    if (text !== '' && !stream.write(text)) await once(stream, 'drain');
  };
  await once(stream, 'open');
  await put(`\ufeff${csvRow(columns)}`);
  return {
    write: (rows) => put(rows.map(csvRow).join('')),
    end: async () => {
      stream.end();
      await finished(stream);
    },
    abandon: () => {
      stream.destroy();
    },
  };
}

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
