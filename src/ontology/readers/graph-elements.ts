import { AppError } from '../../errors.js';
import { MAX_LINE_LENGTH, type PieceSource } from './text-source.js';

export interface GraphElement {
  /** Its place in the list, all graphs taken together, from 1. */
  readonly number: number;
  /** Its JSON, not checked further than its brackets and quotes. */
  readonly text: string;
}

/**
 * Cuts `{"graphs":[{"nodes":[...],"edges":[...]}]}` into the elements of one of its lists. Files may have 100 MB
 * and would take a gigabyte as objects, so only one element is held at a time.
 * @throws AppError `ontology_invalid` when the file is cut off or is not JSON as a whole, or an element is longer
 * than 1 MiB
 */
export async function* graphElements(
  source: PieceSource,
  list: 'nodes' | 'edges',
  fileName: string,
): AsyncGenerator<readonly GraphElement[], void, undefined> {
  const cutter = new Cutter(list, fileName);
  for await (const piece of source.pieces()) yield cutter.push(piece);
  cutter.end();
}

const MAX_DEPTH = 1000;
/** What is open around an element: the document, its graphs, a graph, its list. */
const LIST_DEPTH = 4;
const LIST_PATH = '{[{[';
const CLOSED_BY = new Map([
  ['{', '}'],
  ['[', ']'],
]);

/** Follows strings and brackets through the text; all else is left to those who parse the elements. */
class Cutter {
  #begun = false;
  #line = 1;
  readonly #open: string[] = [];
  #inString = false;
  #escaped = false;
  /** The key of the document, and of the graph, that the text is at. */
  readonly #keys = ['', ''];
  /** Whether the next string at such a place is a key, and the key as far as it is read. */
  #keyIsNext = false;
  #key: string | null = null;
  #inList = false;
  /** What earlier pieces hold of the element. */
  #held = '';
  #elementsInList = 0;
  #number = 0;

  constructor(
    private readonly list: 'nodes' | 'edges',
    private readonly fileName: string,
  ) {}

  push(piece: string): GraphElement[] {
    const found: GraphElement[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const char = piece.charAt(at);
      if (this.#inString) {
        this.#inside(char);
        continue;
      }
      switch (char) {
        case '"':
          this.#string();
          break;
        case '{':
        case '[':
          this.#enter(char);
          if (this.#inList && this.#open.length === LIST_DEPTH) from = at + 1;
          break;
        case ',':
          if (this.#inList && this.#open.length === LIST_DEPTH) {
            found.push(this.#element(piece.slice(from, at)));
            from = at + 1;
          }
          this.#keyIsNext = true;
          break;
        case '}':
        case ']':
          if (this.#inList && this.#open.length === LIST_DEPTH) {
            const rest = piece.slice(from, at);
            if (this.#elementsInList > 0 || (this.#held + rest).trim() !== '')
              found.push(this.#element(rest));
            this.#inList = false;
            this.#held = '';
          }
          this.#leave(char);
          break;
        case '\n':
          this.#line += 1;
          break;
        case ' ':
        case '\t':
        case '\r':
          break;
        default:
          if (this.#open.length === 0) throw this.#notJson(char);
      }
    }
    if (this.#inList) this.#hold(piece.slice(from));
    return found;
  }

  end(): void {
    if (this.#open.length === 0) return;
    throw this.#invalid('the file ends in the middle: it was cut off. Download or copy it again');
  }

  #string(): void {
    if (this.#open.length === 0) throw this.#notJson('"');
    this.#inString = true;
    const mayBeKey = this.#open.length === 1 || this.#open.length === 3;
    this.#key = this.#keyIsNext && mayBeKey ? '' : null;
  }

  #inside(char: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (char === '\\') this.#escaped = true;
    else if (char === '"') {
      this.#inString = false;
      if (this.#key !== null) this.#keys[this.#open.length === 1 ? 0 : 1] = this.#key;
      if (this.#key !== null) this.#keyIsNext = false;
      return;
    } else if (char === '\n') {
      throw this.#invalid(
        'a text in quotation marks goes over the end of the line: the file is not valid JSON',
      );
    }
    // No more is needed to tell keys apart.
    if (this.#key !== null && this.#key.length < 20) this.#key += char;
  }

  #enter(bracket: string): void {
    if (this.#open.length === 0 && (this.#begun || bracket !== '{')) throw this.#notJson(bracket);
    if (this.#open.length >= MAX_DEPTH) throw this.#invalid('its brackets are nested too deep');
    this.#begun = true;
    this.#open.push(bracket);
    this.#keyIsNext = bracket === '{';
    if (this.#open.length !== LIST_DEPTH) return;
    const [first, second] = this.#keys;
    this.#inList = this.#open.join('') === LIST_PATH && first === 'graphs' && second === this.list;
    this.#elementsInList = 0;
  }

  #leave(bracket: string): void {
    const due = CLOSED_BY.get(this.#open.pop() ?? '');
    if (due === undefined) throw this.#notJson(bracket);
    if (due !== bracket)
      throw this.#invalid(`a "${bracket}" stands where a "${due}" is due: the file is not valid JSON`);
  }

  #element(rest: string): GraphElement {
    this.#hold(rest);
    const text = this.#held.trim();
    this.#held = '';
    this.#elementsInList += 1;
    this.#number += 1;
    return { number: this.#number, text };
  }

  #hold(text: string): void {
    this.#held += text;
    if (this.#held.length <= MAX_LINE_LENGTH) return;
    throw this.#invalid(`number ${this.#number + 1} of its ${this.list} is longer than 1 MiB`);
  }

  #notJson(char: string): AppError {
    const what = this.#begun ? 'goes on after its end' : 'does not begin with "{"';
    return this.#invalid(
      `the file ${what} but has ${JSON.stringify(char)}: an OBO Graphs file is one JSON object, {"graphs":[...]}`,
    );
  }

  #invalid(what: string): AppError {
    return new AppError('ontology_invalid', `${this.fileName}: ${what} (line ${this.#line}).`);
  }
}
