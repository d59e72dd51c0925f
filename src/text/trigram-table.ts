/** Letters, digits and the space, of which nearly all normal forms consist, have numbers of their own. */
const PLAIN = ' abcdefghijklmnopqrstuvwxyz0123456789';
const PLAIN_TRIGRAMS = PLAIN.length ** 3;
/** UTF-16 code unit -> place in `PLAIN`, -1 for all others. */
const PLACES = Int8Array.from({ length: 128 }, (_, code) => PLAIN.indexOf(String.fromCharCode(code)));

/**
 * The trigrams of many normal forms as numbers, so that a text can be compared with any of them without
 * looking at letters again. The similarity is that of `lexicalSimilarity`.
 */
export class TrigramTable {
  /** Numbers of the trigrams with other characters. */
  readonly #others = new Map<string, number>();
  /** The distinct trigrams of the forms, one form after another. */
  #trigrams = new Uint32Array(1 << 16);
  /** Where the trigrams of each form begin, and where the last ones end. */
  readonly #starts: Uint32Array;
  #size = 0;
  /** The round in which each trigram was met last: no list of those to be reset is needed. */
  #met = new Uint32Array(PLAIN_TRIGRAMS + 64);
  #round = 0;

  /** @param capacity how many forms there will be */
  constructor(capacity: number) {
    this.#starts = new Uint32Array(capacity + 1);
  }

  /** Adds the next normal form. */
  add(form: string): void {
    let end = this.#starts[this.#size] ?? 0;
    this.#round += 1;
    const padded = pad(form);
    for (let at = 0; at + 3 <= padded.length; at += 1) {
      const trigram = plainNumber(padded, at) ?? this.#newNumber(padded.slice(at, at + 3));
      if (!this.#meet(trigram)) continue;
      if (end === this.#trigrams.length) this.#trigrams = grown(this.#trigrams);
      this.#trigrams[end] = trigram;
      end += 1;
    }
    this.#size += 1;
    this.#starts[this.#size] = end;
  }

  /** How alike a normal form and each of the rows are spelled, 0 to 1. */
  similarities(form: string, rows: Int32Array): Float64Array {
    this.#round += 1;
    const padded = pad(form);
    const nowhere = new Set<string>();
    let known = 0;
    for (let at = 0; at + 3 <= padded.length; at += 1) {
      const trigram = plainNumber(padded, at) ?? this.#others.get(padded.slice(at, at + 3));
      if (trigram === undefined) nowhere.add(padded.slice(at, at + 3));
      else if (this.#meet(trigram)) known += 1;
    }
    const wanted = known + nowhere.size;
    return Float64Array.from(rows, (row) => {
      const start = this.#starts[row] ?? 0;
      const end = this.#starts[row + 1] ?? start;
      if (start === end || wanted === 0) return 0;
      let shared = 0;
      for (let i = start; i < end; i += 1) {
        if (this.#met[this.#trigrams[i] ?? 0] === this.#round) shared += 1;
      }
      return (2 * shared) / (end - start + wanted);
    });
  }

  /** Whether the trigram is met for the first time in this round. */
  #meet(trigram: number): boolean {
    if (this.#met[trigram] === this.#round) return false;
    this.#met[trigram] = this.#round;
    return true;
  }

  #newNumber(trigram: string): number {
    const known = this.#others.get(trigram);
    if (known !== undefined) return known;
    const number = PLAIN_TRIGRAMS + this.#others.size;
    this.#others.set(trigram, number);
    if (number >= this.#met.length) this.#met = grown(this.#met);
    return number;
  }
}

function pad(form: string): string {
  return form === '' ? '' : ` ${form} `;
}

function plainNumber(text: string, at: number): number | undefined {
  const a = PLACES[text.charCodeAt(at)] ?? -1;
  const b = PLACES[text.charCodeAt(at + 1)] ?? -1;
  const c = PLACES[text.charCodeAt(at + 2)] ?? -1;
  return a < 0 || b < 0 || c < 0 ? undefined : (a * PLAIN.length + b) * PLAIN.length + c;
}

function grown(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}
