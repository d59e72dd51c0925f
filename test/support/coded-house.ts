/** A list of a house, and words that nothing but its coded data tells: by id, a term and such words. */
export type House = Readonly<Record<string, readonly [term: string, words: string]>>;

/** What people write around such words; nothing, too. */
export const AROUND = [
  '',
  'again',
  'all day',
  'since monday',
  'bad',
  'a bit of',
  'this morning',
  'my',
  'still the',
];

/** The list, as rows of `id,name`. */
export function termRows(house: House): string[] {
  return Object.entries(house).map(([id, [term]]) => `${id},${term}`);
}

/** Coded mentions to learn from, nine of each concept, as rows of `mention,gold_id,split`. */
export function trainRows(house: House): string[] {
  return Object.entries(house).flatMap(([id, [, words]]) =>
    AROUND.map((more) => `${words} ${more},${id},train`),
  );
}
