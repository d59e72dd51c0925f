import { UsageError } from './errors.js';
import type { MentionsFile } from './mentions-file.js';

/**
 * The place of the column with the texts: the one that is named, else `text`, else the only one.
 * @throws UsageError when there is none of that name, or more than one
 */
export function textColumn(input: MentionsFile, named: string | undefined): number {
  if (named !== undefined) return columnOf(input, named);
  const text = input.columns.indexOf('text');
  if (text >= 0 || input.columns.length > 1) return columnOf(input, 'text');
  return 0;
}

/** @throws UsageError when there is none of that name, or more than one */
export function columnOf({ path, columns }: MentionsFile, name: string): number {
  const found = columns.flatMap((column, i) => (column === name ? [i] : []));
  const [first] = found;
  if (first === undefined) {
    throw new UsageError(
      `${path} has no column “${name}”.`,
      `It has: ${columns.join(', ')} (--column, --id-column).`,
    );
  }
  if (found.length > 1) throw new UsageError(`${path} has ${found.length} columns “${name}”.`);
  return first;
}
