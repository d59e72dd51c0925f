import { countOf } from './word-counts.js';

const STRETCHED_WORD = /(?<![\p{L}\p{M}])(?=\p{L}*(\p{L})\1{2})\p{L}+/giu;
const RUN = /(\p{L})\1{2,}/giu;
/** "zzz", and numbers like those of clotting factors, are not stretched. */
const NO_WORD = /^(?:(.)\1*|[ivx]+)$/iu;
/** More runs than this are no word. */
const MOST_RUNS = 4;

/**
 * Reads stretched words as they are spelt: "soooo tiiired" as "so tired". A letter that stands three times and more is
 * one or two, whichever makes the word that stands in more names; one, where none is known. No word of English has three.
 */
export function unstretch(text: string): string {
  return text.replace(STRETCHED_WORD, (word) => (NO_WORD.test(word) ? word : spelt(word)));
}

function spelt(word: string): string {
  const runs = word.match(RUN)?.length ?? 0;
  if (runs > MOST_RUNS) return word;
  let best = { spelling: word.replace(RUN, '$1'), count: 0 };
  for (let doubled = 0; doubled < 2 ** runs; doubled += 1) {
    let run = 0;
    const spelling = word.replace(RUN, (_, letter: string) => {
      const twice = (doubled >> run) % 2 === 1;
      run += 1;
      return twice ? letter + letter : letter;
    });
    const count = countOf(spelling.toLowerCase());
    if (count > best.count) best = { spelling, count };
  }
  return best.spelling;
}
