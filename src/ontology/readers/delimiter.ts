import type { ChosenColumn } from './chosen-columns.js';
import { tableOf, type Layout } from './layout.js';

/** The delimiter that a first line `sep=;` names: Excel's own way to tell itself. */
export function separatorIn(line: string): string | undefined {
  return /^"?sep=(.)"?$/i.exec(line.trim())?.[1];
}

export const DELIMITERS = [',', ';', '\t', '|'] as const;

const DELIMITER_WORDS = new Map([
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
]);

/**
 * Understands the beginning of delimited text: which delimiter makes the first line a header with id and name;
 * where none does, which one cuts the lines alike.
 * @param lines the first line that is not blank, and some after it
 */
export function layoutOf(lines: readonly string[], chosen: readonly ChosenColumn[] = []): Layout {
  const [first = ''] = lines;
  const candidates = DELIMITERS.map((delimiter) => {
    const layout = delimitedBy(delimiter, first, chosen);
    const { width, headerless, columns } = layout;
    const alike = lines.filter((line) => splitLine(line, delimiter).length === width).length;
    const header = !headerless && (columns.map !== null || columns.meddra !== null);
    const understood = columns.problem === null && (header || chosen.length > 0) ? 2 : 0;
    return { layout, score: width < 2 ? 0 : understood + alike / lines.length + width / 1e6 };
  });
  return candidates.reduce((a, b) => (b.score > a.score ? b : a)).layout;
}

/** The same where the delimiter is known. */
export function delimitedBy(delimiter: string, line: string, chosen: readonly ChosenColumn[]): Layout {
  const where = `delimiter ${DELIMITER_WORDS.get(delimiter) ?? delimiter}`;
  return tableOf(splitLine(line, delimiter), chosen, { where, between: delimiter });
}

/** Cuts a line at its delimiters, except within quotes. Good enough to count columns and to read a header. */
export function splitLine(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(line.slice(from, at));
      from = at + 1;
    }
  }
  cells.push(line.slice(from));
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"'),
  );
}
