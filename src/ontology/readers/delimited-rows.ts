import { DelimitedText, type DelimitedRow } from './delimited-text.js';

const LINES_AT_ONCE = 500;

/**
 * Cuts lines into rows of cells, some hundred lines at a time; see `DelimitedText`.
 * @param linesBefore lines of the file that came before the first of these
 * @param invalid what to throw of a quotation mark that is never closed, given what to say of it
 */
export async function* delimitedRows(
  lines: AsyncIterable<string>,
  delimiter: string,
  linesBefore: number,
  invalid: (detail: string) => Error,
): AsyncGenerator<DelimitedRow, void, undefined> {
  const text = new DelimitedText(delimiter, linesBefore, (line) =>
    invalid(
      `a quotation mark (") that opens in line ${line} or soon after is not closed. Close it, remove it, or write it twice ("") where it belongs to the text.`,
    ),
  );
  let some: string[] = [];
  for await (const line of lines) {
    some.push(line);
    if (some.length < LINES_AT_ONCE) continue;
    yield* await text.push(some);
    some = [];
  }
  yield* await text.push(some);
  yield* await text.end();
}
