// What a spreadsheet would take for a formula.
const FORMULA = /^[=+\-@\t\r]/;
/** Separators other than the file's own are quoted, too: a spreadsheet may split at them. */
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front: patients' words, and names of an
 * ontology, come from anywhere.
 */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** A text as a cell of a CSV or TSV file (RFC 4180). */
export function quotedCell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
