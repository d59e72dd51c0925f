import { countOf, unlikeliness } from './word-counts.js';

/** Also behind another tag: "#headache#weightgain". */
const HASHTAG =
  /(?=[#＃])(?:(?<![\p{L}\p{M}\p{N}_&/])|(?<=[#＃][\p{L}\p{M}\p{N}_]*))[#＃]([\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*)/gu;
// A capital within small letters starts a word, but not at a tag's last letter or second one ("mRNA"); figures do
// where no abbreviation may be meant ("T2D", "B12").
const SEAM = /_+|(?<=\p{L}\p{Ll})(?=\p{Lu}\p{L})|(?<=\p{Ll}{3}|\p{Lu}{3})(?=\p{N})|(?<=\p{N})(?=\p{L}{3})/u;

/** Shorter ones are one word; nobody runs together more than this, and the work grows with the length. */
const DIVISIBLE = /^[a-z]{5,80}$/;
/** The longest word that is looked for, in letters. */
const LONGEST = 24;
/**
 * How unlikely a word is for each letter, if it is none of the known ones, as a logarithm: less, and drugs and
 * words that are spelt wrongly fall to pieces; more, and they swallow their neighbours.
 */
const UNKNOWN_LETTER = 1.6;

const LONG_WORD = /(?<![\p{L}\p{M}\p{N}_@'’.-])[a-z]{7,40}(?![\p{L}\p{M}\p{N}_@'’-])/giu;
/** Of a missing space nothing tells but the words beside it, which must be plain ones. */
const PLAIN = { letters: 3, count: 20 };

/**
 * Reads hashtags as words: "#weightgain" as "weight gain", "#CantSleep" as "Cant Sleep", "#insomnia" as "insomnia";
 * "#2" stays. Where nothing shows the seams, the words are the most likely ones by how often they stand in names
 * (a unigram model, found by dynamic programming; Norvig 2009); what is no word that is known may be one, at a price.
 */
export function readHashtags(text: string): string {
  if (!/[#＃]/.test(text)) return text;
  return text.replace(HASHTAG, (_, tag: string, at: number) => {
    const words = countOf(tag.toLowerCase()) > 0 ? [tag] : tag.split(SEAM).flatMap(wordsIn);
    const spelt = words.filter((word) => word !== '').join(' ');
    return isChained(text, at) ? ` ${spelt}` : spelt;
  });
}

/**
 * Puts back the space that is missing between two words ("cantsleep"), both plain ones.
 * @param isName whether a word is a name by itself, which stays
 */
export function divideRunTogether(text: string, isName: (word: string) => boolean): string {
  return text.replace(LONG_WORD, (run) => {
    const letters = run.toLowerCase();
    if (countOf(letters) > 0 || isName(letters)) return run;
    let best = { end: 0, product: 0 };
    for (let end = PLAIN.letters; end <= letters.length - PLAIN.letters; end += 1) {
      const [first, second] = [countOf(letters.slice(0, end)), countOf(letters.slice(end))];
      const product = Math.min(first, second) < PLAIN.count ? 0 : first * second;
      if (product > best.product) best = { end, product };
    }
    return best.product > 0 ? `${run.slice(0, best.end)} ${run.slice(best.end)}` : run;
  });
}

function isChained(text: string, at: number): boolean {
  return /[\p{L}\p{M}\p{N}_]$/u.test(text.slice(Math.max(0, at - 2), at));
}

/** The words that are written as one; it itself, where that is as likely. */
function wordsIn(run: string): readonly string[] {
  const letters = run.toLowerCase();
  if (!DIVISIBLE.test(letters) || countOf(letters) > 0) return [run];
  // Of each beginning: its least cost, and where its last word starts.
  const best = [{ cost: 0, start: 0 }];
  for (let end = 1; end <= letters.length; end += 1) {
    let least = { cost: Infinity, start: 0 };
    for (let start = Math.max(0, end - LONGEST); start < end; start += 1) {
      const cost = (best[start]?.cost ?? Infinity) + costOf(letters.slice(start, end));
      if (cost < least.cost) least = { cost, start };
    }
    best.push(least);
  }
  const found: string[] = [];
  for (let end = letters.length; end > 0; end = best[end]?.start ?? 0)
    found.unshift(run.slice(best[end]?.start ?? 0, end));
  return found;
}

/** How unlikely a word is, as a logarithm. */
function costOf(word: string): number {
  const count = countOf(word);
  return count > 0 ? unlikeliness(count) : unlikeliness(1) + UNKNOWN_LETTER * word.length;
}
