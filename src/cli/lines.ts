import { addAbortSignal } from 'node:stream';

/**
 * Lines of a UTF-8 text without their ends (LF or CRLF). Other characters that some take for line ends are
 * part of the line: they may stand in JSON.
 * @param fatal whether bytes that are no UTF-8 are an error; else they become U+FFFD
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  fatal = false,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** A text of the command line or of standard input. */
export interface NumberedText {
  /** From 1 on. */
  readonly number: number;
  readonly id: string;
  readonly text: string;
}

/** Texts of the command line, or where there is none the lines of standard input, each with its number as its id. */
export async function* numberedTexts(
  texts: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<NumberedText, void, undefined> {
  let number = 0;
  for await (const text of texts.length > 0 ? texts : linesOfInput(signal)) {
    number += 1;
    yield { number, id: String(number), text };
  }
}

/** The lines of standard input that are not blank, until the signal ends them. */
async function* linesOfInput(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  for await (const line of linesOf(addAbortSignal(signal, process.stdin))) if (line.trim() !== '') yield line;
}
