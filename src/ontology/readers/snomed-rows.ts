import { AppError } from '../../errors.js';
import type { ReaderOptions, SkipReason } from './reader.js';
import type { Place, ReportBuilder } from './report.js';
import { SNOMED_HINT, type SnomedFiles, type SnomedKind } from './snomed-files.js';
import { lfLines, openPieces, type TextEncoding } from './text-source.js';

const TOO_LONG = `a line is longer than 1 MiB, so the file is damaged. ${SNOMED_HINT}`;

const COMPONENT = ['id', 'effectiveTime', 'active', 'moduleId'];
const TEXT = [...COMPONENT, 'conceptId', 'languageCode', 'typeId', 'term', 'caseSignificanceId'];
const MEMBER = [...COMPONENT, 'refsetId', 'referencedComponentId'];

const COLUMNS: Readonly<Record<SnomedKind, readonly string[]>> = {
  concept: [...COMPONENT, 'definitionStatusId'],
  description: TEXT,
  definition: TEXT,
  relationship: [
    ...COMPONENT,
    ...['sourceId', 'destinationId', 'relationshipGroup', 'typeId', 'characteristicTypeId', 'modifierId'],
  ],
  language: [...MEMBER, 'acceptabilityId'],
  association: [...MEMBER, 'targetComponentId'],
};

/** What all parts of the reader need. */
export interface SnomedReading {
  readonly files: SnomedFiles;
  readonly report: ReportBuilder;
  readonly options: ReaderOptions;
}

export interface SnomedRow extends Place {
  readonly file: string;
  readonly cells: readonly string[];
  readonly active: boolean;
}

/**
 * Gives each usable row of the files of a kind, after their header. Cells are apart by tabs; a quote is a character
 * like others. What a row's cells are is kept by `detached` alone.
 * @throws AppError `ontology_invalid` when a file is not of this kind or not UTF-8
 */
export async function readRows(
  reading: SnomedReading,
  kind: SnomedKind,
  take: (row: SnomedRow) => void,
): Promise<void> {
  const columns = COLUMNS[kind];
  for (const { name: file, path } of reading.files[kind]) {
    let line = 0;
    for await (const texts of lfLines(path, { ...reading.options, fileName: file }, TOO_LONG)) {
      for (const text of texts) {
        line += 1;
        const cells = text.split('\t');
        if (line === 1) checkHeader(cells, columns, file);
        else if (cells.length === columns.length && (cells[2] === '1' || cells[2] === '0'))
          take({ file, line, text, cells, active: cells[2] === '1' });
        else if (text.trim() !== '') refuse({ file, line, text }, cells, kind, reading.report);
      }
    }
    if (line === 0) checkHeader([], columns, file);
  }
}

/** The encoding of the concept files: UTF-8, unless somebody saved them as UTF-16. */
export async function snomedEncoding({
  files,
  options,
}: Pick<SnomedReading, 'files' | 'options'>): Promise<TextEncoding> {
  const [first] = files.concept;
  return (await openPieces(first?.path ?? '', { ...options, fileName: first?.name ?? '' })).encoding;
}

/** Takes down a row that cannot be used. Rows of concepts are the rows of the report; others only stand in it. */
export function refuseRow(
  place: Place,
  reason: SkipReason,
  detail: string,
  kind: SnomedKind,
  report: ReportBuilder,
): void {
  if (kind === 'concept') report.row();
  report.skip(place, reason, detail);
  if (kind === 'concept') report.refuse();
}

function refuse(place: Place, cells: readonly string[], kind: SnomedKind, report: ReportBuilder): void {
  const needed = COLUMNS[kind].length;
  if (cells.length === needed)
    refuseRow(
      place,
      'field_invalid',
      `active: "${cells[2] ?? ''}" was found; 0 and 1 are allowed`,
      kind,
      report,
    );
  else
    refuseRow(
      place,
      'wrong_columns',
      `${cells.length} columns apart by tabs; ${needed} are needed`,
      kind,
      report,
    );
}

function checkHeader(cells: readonly string[], columns: readonly string[], file: string): void {
  // Older releases have targetComponent for targetComponentId.
  const plain = (names: readonly string[]) =>
    names
      .map((name) =>
        name
          .trim()
          .toLowerCase()
          .replace(/(?<=.)id$/, ''),
      )
      .join(' ');
  if (plain(cells) === plain(columns)) return;
  const found = cells.length === 0 ? 'the file is empty' : `line 1 is “${cells.join(' ').slice(0, 200)}”`;
  throw new AppError(
    'ontology_invalid',
    `${file}: ${found}; a header was expected, with these columns apart by tabs: ${columns.join(' ')}. ${SNOMED_HINT}`,
  );
}
