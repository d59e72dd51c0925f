/** Numbers from 0 up to but not including 1. */
export type Random = () => number;

/**
 * The same numbers for the same seed: a linear congruential generator, its state mixed by the finaliser of murmur3.
 * @param seed a whole number, of which the lowest 32 bits count
 */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    // The low bits of such a generator repeat soon, so the high ones are folded into them.
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to below `limit`. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** The items in another order (Fisher and Yates). */
export function shuffled<T>(items: Iterable<T>, random: Random): T[] {
  const mixed = [...items];
  for (let left = mixed.length - 1; left > 0; left -= 1) {
    const at = below(random, left + 1);
    const [a, b] = [mixed[left], mixed[at]];
    if (a !== undefined && b !== undefined) [mixed[left], mixed[at]] = [b, a];
  }
  return mixed;
}
