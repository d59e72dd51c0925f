import { harmless, quotedCell } from '../csv-cell.js';

const NUMBER = /^[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$/i;

/** One row of a CSV or TSV file (RFC 4180, lines ending in LF), with its line end. */
export function csvRow(cells: readonly unknown[], delimiter: string): string {
  return `${cells.map(csvCell).join(delimiter)}\n`;
}

/** One cell, harmless in a spreadsheet; a plain number stays one. */
export function csvCell(value: unknown): string {
  const text = textOf(value);
  return quotedCell(NUMBER.test(text) ? text : harmless(text));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
