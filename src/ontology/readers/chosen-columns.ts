import { AppError } from '../../errors.js';
import { plainHeader } from './headers.js';

/** What a column can be; of those in `SEVERAL` a table may have more than one. */
const ROLES = [
  'id',
  'name',
  'synonyms',
  'lay',
  'definition',
  'parents',
  'level',
  'status',
  'selectable',
  'ignored',
] as const;
export type ColumnRole = (typeof ROLES)[number];
const SEVERAL = new Set<ColumnRole>(['synonyms', 'lay', 'parents', 'ignored']);

const POSITION = /^(?:column\s*)?(\d{1,5})$/i;

/** A column that the user names, by its header or its position, and what it is. */
export interface ChosenColumn {
  readonly column: string;
  readonly role: ColumnRole;
}

/** Chosen columns, found in a table. */
export interface FoundColumns {
  readonly roles: ReadonlyMap<number, ColumnRole>;
  /** Why they do not fit this table, in words. */
  readonly problem: string | null;
  /** Whether both id and name are named by their position, as where a table has no header. */
  readonly byPosition: boolean;
}

/**
 * Reads `header=role` entries; a header may hold `=` itself.
 * @throws AppError `invalid_request` for an entry without a role, or with one that there is not
 */
export function readChosenColumns(entries: readonly string[]): readonly ChosenColumn[] {
  return entries.map((entry) => {
    const cut = entry.lastIndexOf('=');
    const column = entry.slice(0, Math.max(cut, 0)).trim();
    const word = entry.slice(cut + 1).trim();
    const role = ROLES.find((known) => known === word.toLowerCase());
    if (cut === -1 || column === '')
      throw unusable(`“${entry}” does not say which column is what; write header=role, such as code=id`);
    if (role === undefined)
      throw unusable(`“${word}” in “${entry}” is no role. The roles are ${ROLES.join(', ')}`);
    return { column, role };
  });
}

/** Finds chosen columns by their headers, else by their positions: `column 3`, or `3`. */
export function findChosen(header: readonly string[], chosen: readonly ChosenColumn[]): FoundColumns {
  const roles = new Map<number, ColumnRole>();
  const positions = new Set<ColumnRole>();
  let problem: string | null = null;
  for (const { column, role } of chosen) {
    const named = columnsCalled(header, column);
    const position = POSITION.exec(column)?.[1];
    const places = named.length > 0 || position === undefined ? named : [Number(position) - 1];
    if (named.length === 0 && position !== undefined) positions.add(role);
    for (const at of places) {
      if (at < 0 || at >= header.length) problem ??= `there is no column ${at + 1}`;
      else if ((roles.get(at) ?? role) !== role)
        problem ??= `“${column}” cannot be both ${roles.get(at) ?? ''} and ${role}`;
      else roles.set(at, role);
    }
    if (places.length === 0) problem ??= `no column is called “${column}”`;
  }
  const several = ROLES.find(
    (role) => !SEVERAL.has(role) && [...roles.values()].filter((found) => found === role).length > 1,
  );
  if (several !== undefined)
    problem ??= `only one column can be the ${several}; where columns have the same header, name one by its position, such as 3=${several}`;
  return { roles, problem, byPosition: positions.has('id') && positions.has('name') };
}

/** As they stand, else as headers are compared when columns are guessed. */
function columnsCalled(header: readonly string[], column: string): readonly number[] {
  const where = (fits: (cell: string) => boolean) => header.flatMap((cell, at) => (fits(cell) ? [at] : []));
  const same = where((cell) => cell.trim() === column);
  const key = plainHeader(column);
  return same.length > 0 || key === '' ? same : where((cell) => plainHeader(cell) === key);
}

function unusable(what: string): AppError {
  return new AppError('invalid_request', `columns: ${what}.`);
}
