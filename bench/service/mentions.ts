import { readFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const Concept = Type.Object({ lay: Type.Optional(Type.Array(Type.String())) });

const OPENERS = ['got', 'having', 'i keep getting', 'woke up with', 'still', 'these days', 'suddenly'];
const CLOSERS = [
  'since tuesday',
  'after the second dose',
  'all night',
  'again',
  'for a week now',
  'every morning',
  'on the new pills',
  'and it won’t stop',
  'since i doubled it',
  'when i stand up',
];
const FEWEST_WORDS = 3;
const MOST_WORDS = 12;

/** Lay phrases of the starter vocabulary, in its order. */
export function readPhrases(starterFile: string): readonly string[] {
  return readFileSync(starterFile, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => Value.Parse(Concept, JSON.parse(line)).lay ?? []);
}

/**
 * Mentions of 3 to 12 words, each different from all before it, the same ones for the same seed: a lay phrase
 * with a word dropped or two letters swapped, and words around it as people write them.
 */
export class MentionSource {
  readonly #random: () => number;
  readonly #seen = new Set<string>();

  constructor(
    private readonly phrases: readonly string[],
    seed: number,
  ) {
    this.#random = randomNumbers(seed);
  }

  take(count: number): string[] {
    return Array.from({ length: count }, () => this.next());
  }

  next(): string {
    for (;;) {
      const mention = this.#make();
      const words = mention.split(' ').length;
      if (words < FEWEST_WORDS || words > MOST_WORDS || this.#seen.has(mention)) continue;
      this.#seen.add(mention);
      return mention;
    }
  }

  #make(): string {
    let words = this.#pick(this.phrases).split(' ');
    if (words.length > 3 && this.#random() < 0.4) words = words.toSpliced(this.#below(words.length), 1);
    if (this.#random() < 0.3) words = words.with(0, this.#misspell(words[0] ?? ''));
    if (this.#random() < 0.3) words = [this.#pick(OPENERS), ...words];
    if (this.#random() < 0.7) words = [...words, this.#pick(CLOSERS)];
    return words.join(' ');
  }

  #misspell(word: string): string {
    if (word.length < 4) return word;
    const at = 1 + this.#below(word.length - 2);
    return `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at] ?? ''}${word.slice(at + 2)}`;
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[this.#below(values.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
