import { findChosen, type ChosenColumn } from './chosen-columns.js';
import { guessColumns, isKnownHeader, type GuessedColumns } from './columns.js';

/** The first row of a table, understood: its columns, and whether it is itself a row. */
export interface Layout {
  readonly columns: GuessedColumns;
  readonly width: number;
  readonly headerless: boolean;
  /** Where the columns were found, for messages: `delimiter comma`, `sheet "Terms"`. */
  readonly where: string;
  /** What to put between the cells of a row, to show it. */
  readonly between: string;
}

const FIRST_TWO: readonly ChosenColumn[] = [
  { column: '1', role: 'id' },
  { column: '2', role: 'name' },
];

/**
 * Understands the first row of a table. It is data, and the table without a header, where two columns that nobody
 * named look like id and name, or where the columns named by their positions do.
 */
export function tableOf(
  first: readonly string[],
  chosen: readonly ChosenColumn[],
  { where, between }: Pick<Layout, 'where' | 'between'>,
): Layout {
  const width = first.length;
  const columns = guessColumns(first, chosen);
  const { roles, byPosition } = findChosen(first, chosen);
  const at = (role: 'id' | 'name') => [...roles].find(([, found]) => found === role)?.[0];
  const guessed = chosen.length === 0 && columns.map === null && columns.meddra === null && width === 2;
  const headerless =
    (guessed && looksLikeData(first[0], first[1])) ||
    (byPosition && looksLikeData(first[at('id') ?? width], first[at('name') ?? width]));
  if (!headerless) return { columns, width, headerless, where, between };
  // Data are no headers to guess by.
  const nothing = first.map(() => '');
  return {
    columns: guessColumns(nothing, guessed ? FIRST_TWO : chosen),
    ...{ width, headerless, where, between },
  };
}

/** Ids have digits, and headers hardly ever do. */
function looksLikeData(id = '', name = ''): boolean {
  return /\d/.test(id) && /\p{L}/u.test(name) && !isKnownHeader(id) && !isKnownHeader(name);
}
