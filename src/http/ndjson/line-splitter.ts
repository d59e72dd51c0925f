import { LineFailure, type Line } from './line.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Cuts a stream of bytes into lines, whatever its chunks.
 *
 * It works on bytes, so a character that is cut in two by a chunk comes together again; and it lets go of a line
 * that grows beyond the limit, so no input takes more memory than one line.
 */
export class LineSplitter {
  #parts: Buffer[] = [];
  #length = 0;
  #number = 1;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });

  constructor(private readonly maxLineBytes: number) {}

  /** The lines that end in this chunk; lines of nothing but space are left out, though they count. */
  push(chunk: Buffer): readonly Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#append(chunk.subarray(start, end));
      this.#finish(lines);
      start = end + 1;
    }
    this.#append(chunk.subarray(start));
    return lines;
  }

  /** The last line, where nothing ended it. */
  end(): readonly Line[] {
    const lines: Line[] = [];
    if (this.#length > 0) this.#finish(lines);
    return lines;
  }

  #append(part: Buffer): void {
    this.#length += part.length;
    // One byte more may be the carriage return of a line that just fits.
    if (this.#length > this.maxLineBytes + 1) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #finish(lines: Line[]): void {
    const line = this.#take();
    if (line !== null) lines.push(line);
    this.#parts = [];
    this.#length = 0;
    this.#number += 1;
  }

  #take(): Line | null {
    const number = this.#number;
    const [first] = this.#parts;
    const whole = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts);
    const bytes = whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    if (this.#length > this.maxLineBytes + 1 || bytes.length > this.maxLineBytes) {
      const detail = `The line has more than ${this.maxLineBytes} bytes (ADE_MAX_LINE_BYTES).`;
      return { number, content: new LineFailure('line_too_long', detail) };
    }
    try {
      const text = this.#utf8.decode(bytes);
      return text.trim() === '' ? null : { number, content: text };
    } catch {
      return { number, content: new LineFailure('invalid_json', 'The line is not valid UTF-8.') };
    }
  }
}
