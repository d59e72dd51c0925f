import { NOWHERE, type TableColumns } from './columns.js';

const ID = /^(?:[A-Z]*\d+)$/i;

/**
 * The columns of a table without a header, as the folds of AskAPatient and TwADR-L have it (Limsopatham and Collier
 * 2016): id, name and mention, with or without fold and split before them. Null for any other.
 */
export function foldColumns(cells: readonly string[]): TableColumns | null {
  const [first = '', second = '', third = ''] = cells.map((cell) => cell.trim());
  if (cells.length === 3 && ID.test(first) && !ID.test(second))
    return {
      titles: ['column 1', 'column 2', 'column 3'],
      at: { ...NOWHERE, goldId: 0, goldName: 1, mention: 2 },
    };
  if (cells.length === 5 && /^\d+$/.test(first) && /^[a-z]+$/i.test(second) && ID.test(third))
    return {
      titles: ['column 1', 'column 2', 'column 3', 'column 4', 'column 5'],
      at: { ...NOWHERE, fold: 0, split: 1, goldId: 2, goldName: 3, mention: 4 },
    };
  return null;
}
