/** Numbers that look random and are the same for the same seed, on every machine. */
export class Random {
  #state: number;

  /** @param seed a whole number; `salt` gives each use of one seed numbers of its own */
  constructor(seed: number, salt = '') {
    let state = Math.imul(seed + 1, 0x9e3779b1);
    for (let i = 0; i < salt.length; i += 1) state = Math.imul(state ^ salt.charCodeAt(i), 0x01000193);
    this.#state = state | 0;
  }

  /** From 0 to 2**32 - 1. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor((this.bits() / 0x1_0000_0000) * count);
  }

  /** True in so many cases of one. */
  chance(share: number): boolean {
    return this.bits() < share * 0x1_0000_0000;
  }

  /** @throws Error when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** Some of these, in the order in which they stand; all where fewer are there. */
  sample<T>(from: readonly T[], count: number): T[] {
    const picked: T[] = [];
    let wanted = Math.min(count, from.length);
    from.forEach((one, at) => {
      if (this.below(from.length - at) >= wanted) return;
      picked.push(one);
      wanted -= 1;
    });
    return picked;
  }

  /** So many digits of base 16. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.bits().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}
