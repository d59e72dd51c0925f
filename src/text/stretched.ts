import { countOf } from './word-counts.js';

const STRETCHED_WORD = /(?<![\p{L}\p{M}])(?=\p{L}*(\p{L})\1{2})\p{L}+/giu;
const RUN = /(\p{L})\1{2,}/giu;
/** "zzz", and numbers like those of clotting factors, are not stretched. */
const NO_WORD = /^(?:(.)\1*|[ivx]+)$/iu;
/** Nor are capitals beside small letters, an abbreviation: "AAAs". */
const ABBREVIATION = /\p{Lu}{2}.*\p{Ll}|\p{Ll}.*\p{Lu}{2}/u;
/** More runs than this are no word. */
const MOST_RUNS = 4;
/** Words with a double letter that people stretch, in place of the more frequent ones without. */
const STRETCHED_DOUBLES = new Set(['too', 'off', 'soon']);

/**
 * Reads stretched words as they are spelt: "soooo tiiired" as "so tired". A letter that stands three times and more is
 * one or two, whichever makes the word that stands in more names; what makes none stays ("LBBB", "stage IIIA").
 */
export function unstretch(text: string): string {
  return text.replace(STRETCHED_WORD, (word) =>
    NO_WORD.test(word) || ABBREVIATION.test(word) ? word : spelt(word),
  );
}

function spelt(word: string): string {
  const runs = word.match(RUN)?.length ?? 0;
  if (runs > MOST_RUNS) return word;
  let best = { spelling: word, count: 0 };
  for (let doubled = 0; doubled < 2 ** runs; doubled += 1) {
    let run = 0;
    const spelling = word.replace(RUN, (_, letter: string) => {
      const twice = (doubled >> run) % 2 === 1;
      run += 1;
      return twice ? letter + letter : letter;
    });
    const plain = spelling.toLowerCase();
    const count = STRETCHED_DOUBLES.has(plain) ? Infinity : countOf(plain);
    if (count > best.count) best = { spelling, count };
  }
  return best.spelling;
}
