import { AppError } from '../../errors.js';
import { MAX_LINE_LENGTH, type TextSource } from './text-source.js';

const SHOWN_LENGTH = 200;
const HEADER = /^\[(\w+)\](?:\s*!.*)?$/;
const TAG = /^[\w-]+$/;

export interface OboLine {
  /** The line of the file, the first one where a backslash continues it. */
  readonly line: number;
  readonly text: string;
  /** Null where the line is not `tag: value`. */
  readonly tag: string | null;
  readonly value: string;
}

export interface OboStanza {
  /** The line of its `[Term]`. */
  readonly line: number;
  /** Its beginning, for reports. */
  readonly text: string;
  readonly lines: readonly OboLine[];
}

/**
 * The [Term] stanzas of an OBO file, one by one; the file's header, other stanzas, blank lines and lines of
 * comment are passed over.
 * @throws AppError `ontology_invalid` when lines joined by backslashes come to more than 1 MiB
 */
export async function* termStanzas(
  source: TextSource,
  fileName: string,
): AsyncGenerator<OboStanza, void, undefined> {
  const stanzas = new Stanzas(fileName);
  for await (const batch of source.batches()) {
    for (const line of batch) {
      const stanza = stanzas.push(line);
      if (stanza) yield stanza;
    }
  }
  const last = stanzas.end();
  if (last) yield last;
}

interface Joined {
  readonly line: number;
  readonly parts: string[];
  length: number;
}

/** Lines in, stanzas out: each is whole when the next one begins. */
class Stanzas {
  #line = 0;
  #open: { readonly line: number; text: string; readonly lines: OboLine[] } | null = null;
  /** What backslashes at line ends have joined so far: the lines without their backslashes. */
  #joined: Joined | null = null;

  constructor(private readonly fileName: string) {}

  /** @returns the stanza that this line ends by beginning another one */
  push(text: string): OboStanza | null {
    this.#line += 1;
    if (!continues(text)) return this.#joined ? this.#join(text) : this.#take(text, this.#line);
    if (!this.#joined && isComment(text)) return null;
    this.#joined ??= { line: this.#line, parts: [], length: 0 };
    this.#add(this.#joined, text.slice(0, -1));
    return null;
  }

  /** @returns the last stanza */
  end(): OboStanza | null {
    return (this.#joined && this.#join('')) ?? this.#open;
  }

  #join(last: string): OboStanza | null {
    const joined = this.#joined;
    if (!joined) return null;
    this.#add(joined, last);
    this.#joined = null;
    return this.#take(joined.parts.join(''), joined.line);
  }

  #add(joined: Joined, text: string): void {
    joined.parts.push(text);
    joined.length += text.length;
    if (joined.length <= MAX_LINE_LENGTH) return;
    throw new AppError(
      'ontology_invalid',
      `${this.fileName}: line ${joined.line} and those that a backslash (\\) at the end joins to it are longer than ` +
        '1 MiB; remove the backslash where the line should end.',
    );
  }

  #take(text: string, line: number): OboStanza | null {
    const trimmed = text.trim();
    if (trimmed === '' || isComment(trimmed)) return null;
    const header = HEADER.exec(trimmed);
    if (header) {
      const finished = this.#open;
      this.#open = header[1] === 'Term' ? { line, text: trimmed.slice(0, SHOWN_LENGTH), lines: [] } : null;
      return finished;
    }
    if (!this.#open) return null;
    this.#open.lines.push(lineOf(trimmed, line));
    if (this.#open.text.length < SHOWN_LENGTH) this.#open.text += `\n${trimmed.slice(0, SHOWN_LENGTH)}`;
    return null;
  }
}

function lineOf(text: string, line: number): OboLine {
  const colon = text.indexOf(':');
  const tag = text.slice(0, Math.max(colon, 0)).trim();
  return TAG.test(tag)
    ? { line, text, tag, value: text.slice(colon + 1).trim() }
    : { line, text, tag: null, value: text };
}

function isComment(text: string): boolean {
  return text.trimStart().startsWith('!');
}

/** Whether the last character is a backslash that no other one escapes. */
function continues(text: string): boolean {
  let at = text.length;
  while (text[at - 1] === '\\') at -= 1;
  return (text.length - at) % 2 === 1;
}
