// What a spreadsheet would take for a formula: a cell that begins so, unless it is a plain number.
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$/i;
/** Separators other than the file's own are quoted too: a spreadsheet may split at them. */
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/** One row of a CSV or TSV file (RFC 4180, lines ending in LF), with its line end. */
export function csvRow(cells: readonly unknown[], delimiter: string): string {
  return `${cells.map(csvCell).join(delimiter)}\n`;
}

/**
 * One cell. A text that a spreadsheet would run as a formula gets an apostrophe in front: patients' words, and
 * names of an ontology, come from anywhere.
 */
export function csvCell(value: unknown): string {
  const text = textOf(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
