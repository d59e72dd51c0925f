import type { GoldDocument, GoldSpan } from '../gold.js';
import { answersOf, shortenedId } from './cell.js';
import { fits, piecesBetween, utf16Offsets } from './offsets.js';
import { placeIn } from './reading.js';
import type {
  Found,
  FoundDocument,
  FoundGold,
  GoldColumn,
  GoldFile,
  GoldPlace,
  GoldReadOptions,
  GoldSkipReason,
} from './reading.js';
import type { GoldLog } from './report.js';
import { tableRows, type TableRow } from './table-rows.js';

/**
 * A table with one mention a row: CSV (comma, semicolon, tab or bar), a sheet of a workbook, or the folds of
 * AskAPatient and TwADR-L, which have no header. Where offsets and their text stand beside the mention, as in the layout
 * of SMM4H, the texts are documents; a row without a mention is one in which there is no event.
 */
export async function* readTableGold(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<Found, void, undefined> {
  // A text may be told once, in the first of a document's rows: offsets of the others count in it, too.
  let last: GoldDocument | null = null;
  for await (const row of tableRows(file, options, log)) {
    const place = placeIn(file, row.line, row.cells.join(' | '));
    const problem = problemOf(row);
    const document = documentOf(row, place, file);
    if (document) last = document.document;
    const text = cellOf(row, 'document') === last?.id ? last.text : null;
    if (document && (!problem || problem[0] === 'no_event')) yield document;
    if (problem) log.skip(place, ...problem);
    else yield goldOf(row, place, { file, text }, log);
  }
}

/** A dash alone says that there is nothing. */
function cellOf({ cells, columns }: TableRow, column: GoldColumn): string {
  const cell = cells[columns.at[column]]?.trim() ?? '';
  return cell === '-' ? '' : cell;
}

/** The text of the row, where the row says which document it is. */
function documentOf(row: TableRow, place: GoldPlace, file: GoldFile): FoundDocument | null {
  const id = cellOf(row, 'document');
  const text = textOf(row);
  if (id === '' || text === undefined || text.trim() === '') return null;
  return { place, document: { id, text, split: cellOf(row, 'split') || file.split, unnormalized: [] } };
}

/** As it stands: white space before the text counts. */
function textOf({ cells, columns }: TableRow): string | undefined {
  return cells[columns.at.documentText];
}

function problemOf(row: TableRow): readonly [GoldSkipReason, string] | null {
  const { cells, columns, dates } = row;
  const { titles, at } = columns;
  const width = titles.length;
  // Even an empty cell too many: the last column is often empty, and a comma in the mention has moved all others.
  if (cells.length > width)
    return [
      'wrong_columns',
      `${cells.length} cells were found, and the header has ${width}; put a text that holds the separator in quotation marks, and give every column a title`,
    ];
  const [id, name, mention] = [cellOf(row, 'goldId'), cellOf(row, 'goldName'), cellOf(row, 'mention')];
  if (mention === '')
    return answersOf(id, name).length === 0 && (at.document !== -1 || at.documentText !== -1)
      ? ['no_event', 'no mention and no concept: nothing happened in this text']
      : [
          'mention_missing',
          `column “${titles[at.mention] ?? ''}” is empty: write the mention, or remove the row`,
        ];
  // A row that was cut off must not count as one for which nothing is right.
  if (cells.length <= Math.max(at.goldId, at.goldName))
    return [
      'wrong_columns',
      `${cells.length} cells were found, and the header has ${width}; is the row cut off?`,
    ];
  // A quotation mark at the beginning of a cell that is not closed there: rows were taken for text.
  if (cells.some((cell) => cell.startsWith('"') && cell.includes('\n')))
    return [
      'field_invalid',
      'a quotation mark at the beginning of a cell runs over several lines; write it twice, or remove it',
    ];
  const day = dates.find((place) => [at.mention, at.goldId, at.goldName].includes(place));
  if (day !== undefined)
    return [
      'field_invalid',
      `column “${titles[day] ?? ''}” has a date (${cells[day] ?? ''}), not a text; format the column as text and enter the value again`,
    ];
  const shortened = shortenedId(id);
  if (shortened !== null)
    return [
      'field_invalid',
      `the id ${shortened} was shortened by a spreadsheet, and its digits are lost; format the column as text and enter it again`,
    ];
  const weight = cellOf(row, 'weight');
  if (weight !== '' && !(Number(weight) > 0 && Number.isFinite(Number(weight))))
    return [
      'field_invalid',
      `the weight “${weight.slice(0, 40)}” is no number above 0, written with a point`,
    ];
  return null;
}

function goldOf(
  row: TableRow,
  place: GoldPlace,
  { file, text }: { readonly file: GoldFile; readonly text: string | null },
  log: GoldLog,
): FoundGold {
  const orNull = (column: GoldColumn): string | null => cellOf(row, column) || null;
  const mention = cellOf(row, 'mention');
  return {
    place,
    mention,
    answers: answersOf(cellOf(row, 'goldId'), cellOf(row, 'goldName')),
    split: orNull('split') ?? file.split,
    fold: orNull('fold') ?? file.fold,
    group: orNull('group'),
    weight: Number(cellOf(row, 'weight') || 1),
    span: spanOf(row, mention, text, () => {
      log.astray(place);
    }),
  };
}

/** Where the mention stands: in which document, and where in it as far as the table says so. */
function spanOf(row: TableRow, mention: string, text: string | null, astray: () => void): GoldSpan | null {
  const document = cellOf(row, 'document');
  const [begin, end] = [cellOf(row, 'begin'), cellOf(row, 'end')];
  if (document === '') return null;
  if (begin === '' && end === '') return { document, pieces: [] };
  const counted = piecesBetween(begin, end);
  if (counted === null) {
    astray();
    return { document, pieces: [] };
  }
  if (text === null) return { document, pieces: counted };
  const pieces = utf16Offsets(text)(counted);
  if (!fits(text, pieces, mention)) astray();
  return { document, pieces };
}
