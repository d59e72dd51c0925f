/** Words that say nothing of what a term names; those that deny or join ("no", "without", "and") are kept. */
const EMPTY = new Set(['a', 'an', 'the', 'of', 'in', 'on', 'to', 'nos', 'unspecified']);

/**
 * A form in which terms are equal that differ in the order of their words ("pain in jaw", "jaw pain"), in British or
 * American spelling ("oedema", "edema"), or in the plural. Coarser than the normal form: for finding the same concept
 * in two vocabularies, not for what people write.
 * @param normal a normal form
 */
export function termForm(normal: string): string {
  return normal
    .split(' ')
    .filter((word) => !EMPTY.has(word))
    .map((word) => singular(american(word)))
    .sort()
    .join(' ');
}

function american(word: string): string {
  return word
    .replace(/o?ae(?!s?$)|oe(?!s?$)/g, 'e')
    .replace(/our(?=s?$)/, 'or')
    .replace(/([bt])re(?=s?$)/, '$1er')
    .replace(/is(?=(?:e|ed|es|ing|ation|ations)$)/, 'iz');
}

/** Of words that are not too short, and end in nothing but the plural's s. */
function singular(word: string): string {
  if (word.length > 3 && /(?:sh|[^a]ch|x)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[^suia]s$/.test(word) ? word.slice(0, -1) : word;
}
