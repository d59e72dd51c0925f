/** What an SCTID stands for. */
const PARTITIONS = { concept: '00', description: '01', relationship: '02' } as const;

/** The dihedral group of a pentagon: 0 to 4 turn it, 5 to 9 turn it over. */
function compose(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5;
  return b < 5 ? ((a - b) % 5) + 5 : (a - b + 5) % 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;

/** What becomes of a digit at each place from the right: the permutation, as often as the place counts. */
const PLACED: readonly (readonly number[])[] = Array.from({ length: 8 }, (_, times) =>
  Array.from({ length: 10 }, (__, digit) => {
    let placed = digit;
    for (let time = 0; time < times; time += 1) placed = PERMUTATION[placed] ?? 0;
    return placed;
  }),
);

/** What the digits, the last of them a check digit, come to by Verhoeff's method: 0 when they are right. */
export function verhoeff(digits: string): number {
  let check = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    check = compose(check, PLACED[place % 8]?.[digit] ?? 0);
  }
  return check;
}

/** An SCTID of the international edition: item, partition, check digit. */
export function sctid(item: number, kind: keyof typeof PARTITIONS): string {
  const digits = `${item}${PARTITIONS[kind]}`;
  const sum = verhoeff(`${digits}0`);
  // The digit that brings the sum to 0: the inverse, which a reflection is itself.
  return `${digits}${sum < 5 ? (5 - sum) % 5 : sum}`;
}
