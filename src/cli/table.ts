/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Longer cells are cut to this width, with an ellipsis. */
  readonly max?: number;
  readonly right?: boolean;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Aligned text; columns keep the width that they had in earlier blocks of rows. */
export class Table {
  readonly #widths: number[];

  constructor(private readonly columns: readonly Column[]) {
    this.#widths = columns.map(({ title }) => title.length);
  }

  /** The rows as lines, each with its line end. */
  block(rows: readonly (readonly string[])[], withTitles: boolean): string {
    const cells = rows.map((row) => this.columns.map(({ max }, i) => cut(printable(row[i] ?? ''), max)));
    for (const row of cells) {
      for (const [i, cell] of row.entries()) this.#widths[i] = Math.max(this.#widths[i] ?? 0, widthOf(cell));
    }
    const titles = withTitles ? [this.columns.map(({ title }) => title)] : [];
    return [...titles, ...cells].map((row) => `${this.#line(row)}\n`).join('');
  }

  #line(row: readonly string[]): string {
    const padded = row.map((cell, i) => {
      const padding = ' '.repeat(Math.max(0, (this.#widths[i] ?? 0) - widthOf(cell)));
      return this.columns[i]?.right === true ? padding + cell : cell + padding;
    });
    return padded.join('  ').trimEnd();
  }
}

/** Columns that a terminal needs for a text. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Text from a file must not steer the terminal, nor break the line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

function cut(text: string, max = Infinity): string {
  if (widthOf(text) <= max) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += WIDE.test(segment) ? 2 : 1;
    if (width > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
