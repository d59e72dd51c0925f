import { cellText, hasCells, headerRow, openSheets, plainHeader, quoted } from '../../ontology/index.js';
import type { GoldAnswer, GoldConcept } from '../gold.js';
import { answersFrom, isNone, shortenedId } from './cell.js';
import { goldInvalid, openingOf } from './reading.js';
import type { FoundGold, GoldFile, GoldPlace, GoldReadOptions, GoldSkipReason } from './reading.js';
import type { GoldLog } from './report.js';
import { wantedTypes } from './types.js';

/** `ADR_Mapped`, and `WD-Mapped `, as the workbook has it. */
const MAPPED = /^\s*(ADR|WD|SSI|DI)[-_ ]Mapped\s*$/i;

/** What codes look like, and by what their columns begin: `UMLS1`, `UMLS2`; `SNOMED-CT`, twice. */
const VOCABULARIES = [
  { key: 'snomed', id: /\b\d{6,18}\b/g },
  { key: 'umls', id: /\bC\d{7}\b/g },
] as const;

/** Whether a workbook is PsyTAR's, by the names of its sheets. */
export function isPsytar(sheets: readonly string[]): boolean {
  return sheets.some((name) => MAPPED.test(name));
}

/**
 * PsyTAR's own workbook (Zolnoori et al. 2019): of its sheets those with what people coded, one a kind of entity: ADR,
 * WD (withdrawal), SSI (signs, symptoms) and DI (indications), of which `types` chooses. A row has the post, the
 * mention, and columns for SNOMED CT and the UMLS; `goldId` names the one to measure by: `UMLS1` that column, `UMLS`
 * all that begin so, any of which is right. In a cell stand a code, a name, or both, in any order.
 * @throws AppError `gold_set_invalid` when it is no workbook, or no sheet has the columns
 */
export async function* readPsytarGold(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<FoundGold, void, undefined> {
  const sheets = (await openSheets(file.path, openingOf(file, options))).flatMap(({ name, rows }) => {
    const type = MAPPED.exec(name)?.[1]?.toUpperCase();
    return type === undefined ? [] : [{ name: name.trim(), rows, type }];
  });
  if (sheets.length === 0)
    throw goldInvalid(
      file.title,
      'no sheet of it is named as PsyTAR’s are (ADR_Mapped, WD-Mapped, SSI_Mapped, DI_Mapped). Give the format “table” and the sheet to read.',
    );
  log.encoding('utf-8');
  const wanted = wantedTypes(new Set(sheets.map(({ type }) => type)), options.types, file.title);
  for (const { name, rows, type } of sheets) {
    log.column(name, wanted.has(type) ? 'mention' : 'ignored');
    if (!wanted.has(type)) continue;
    const top = headerRow(rows);
    const columns = columnsOf((rows[top] ?? []).map(cellText), type, options.columns?.goldId);
    if (typeof columns === 'string') throw goldInvalid(file.title, `sheet “${name}”: ${columns}`);
    for (const at of columns.codes) log.column(`${name}, ${columns.titles[at] ?? ''}`, 'goldId');
    for (const [at, row] of rows.entries()) {
      if (at <= top || !hasCells(row)) continue;
      const cells = row.map(cellText);
      const place = {
        file: file.among ? `${file.name}, ${name}` : name,
        ...{ line: at + 1, text: cells.join(' | ') },
      };
      const found = rowOf(cells, columns);
      if ('reason' in found) log.skip(place, found.reason, found.detail);
      else yield goldOf(found, place, type, file);
    }
  }
}

interface Columns {
  readonly titles: readonly string[];
  readonly mention: number;
  readonly post: number;
  readonly codes: readonly number[];
  readonly id: RegExp;
}

/** Where a sheet has what; in words, why it is none of PsyTAR's. */
function columnsOf(titles: readonly string[], type: string, goldId = 'SNOMED-CT'): Columns | string {
  const keys = titles.map(plainHeader);
  const has = `it has ${quoted(titles.filter((title) => title !== ''))}`;
  const kind = type.toLowerCase();
  const mention = keys.findIndex((key) => key === kind || key === `${kind}s`);
  if (mention === -1) return `it has no column “${type}s” or “${type}” for the mention; ${has}.`;
  const chosen = plainHeader(goldId);
  const vocabulary = VOCABULARIES.find(({ key }) => chosen.startsWith(key));
  const codes = keys.flatMap((key, at) => (key.startsWith(chosen) ? [at] : []));
  if (!vocabulary || codes.length === 0)
    return `it has no column “${goldId}” for the right concept (goldId): choose SNOMED-CT, UMLS, or one of its columns; ${has}.`;
  return { titles, mention, post: keys.indexOf('drugid'), codes, id: vocabulary.id };
}

interface Row {
  readonly mention: string;
  readonly post: string;
  readonly answers: readonly GoldAnswer[];
}

interface Fault {
  readonly reason: GoldSkipReason;
  readonly detail: string;
}

function rowOf(cells: readonly string[], columns: Columns): Row | Fault {
  const cell = (at: number): string => cells[at]?.trim() ?? '';
  const codes = columns.codes.map(cell).filter((text) => text !== '');
  if (codes.length === 0)
    return { reason: 'not_normalized', detail: 'nothing stands in the columns of the right concept' };
  const shortened = codes.map(shortenedId).find((id) => id !== null);
  if (shortened !== undefined)
    return {
      reason: 'field_invalid',
      detail: `the id ${shortened} was shortened by a spreadsheet, and its digits are lost; take the workbook as it was published`,
    };
  return {
    ...{ mention: cell(columns.mention), post: cell(columns.post) },
    answers: answersFrom(codes.flatMap((text) => conceptsIn(text, columns.id)).map((one) => [one])),
  };
}

/** `Hair loss / C0000001`, `C0000001`, `Hair loss`, or `No code`. */
function conceptsIn(cell: string, id: RegExp): readonly GoldConcept[] {
  const ids = cell.match(id) ?? [];
  const name = cell
    .replace(id, '')
    .replace(/\(\s*\)|\[\s*\]/g, '')
    .replace(/^[\s/|:;,–-]+|[\s/|:;,–-]+$/g, '');
  const [first, ...others] = ids;
  if (first === undefined) return isNone(name) ? [] : [{ id: null, name }];
  // Which name belongs to which of several codes is not told.
  if (others.length > 0) return ids.map((one) => ({ id: one, name: null }));
  return [{ id: first, name: isNone(name) ? null : name }];
}

function goldOf({ mention, post, answers }: Row, place: GoldPlace, type: string, file: GoldFile): FoundGold {
  return {
    ...{ place, mention, answers, split: file.split, fold: file.fold, group: type, weight: 1 },
    span: post === '' ? null : { document: post, pieces: [] },
  };
}
