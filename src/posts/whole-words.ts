import type { Offsets } from './types.js';

/** Words that name no event on their own, however sure a model is of them. */
const EMPTY: ReadonlySet<string> = new Set(
  (
    'a an the this that these those i me my mine myself we us our you your he him his she her it its they them their ' +
    'who what which am is are was were be been being do does did done have has had having will would can could shall ' +
    'should may might must and or but nor so if because as than then when while since until of to in on at by for ' +
    'with from about into over after before during not no never none nothing any some very really too also just only ' +
    'again still now ever always often sometimes once twice second seconds minute minutes hour hours day days night ' +
    'nights week weeks month months year years time times today yesterday tomorrow s t d m ve ll re'
  ).split(' '),
);
/** Between two characters of one word, an apostrophe among its letters. */
const INSIDE =
  /[\p{L}\p{M}\p{N}](?=[\p{L}\p{M}\p{N}]|['’][\p{L}\p{M}\p{N}])|(?<=[\p{L}\p{M}\p{N}])['’](?=[\p{L}\p{M}\p{N}])/uy;
/** "I'd", "it's": what a pronoun brings is no part of an event; "can't" is one word. */
const AFTER_PRONOUN = /^['’]?(?:d|m|s|ve|ll|re)(?![\p{L}\p{M}\p{N}])\s*/iu;

/** 🤮 may say it all. */
const SYMBOL = /\p{Extended_Pictographic}/u;

/**
 * Spans with their borders where words begin and end, as a tokenizer cuts "can't" in three and a model may choose some
 * of them; without those of which no word could name an event.
 * @param spans in the order of the text, without overlap, in its UTF-16 code units; so are those returned
 */
export function inWholeWords<T extends Offsets>(text: string, spans: readonly T[]): T[] {
  let before = 0;
  return spans.flatMap((span) => {
    const place = wholeWords(text, span);
    if (!place || place.start < before) return [];
    before = place.end;
    return [{ ...span, ...place }];
  });
}

function wholeWords(text: string, span: Offsets): Offsets | undefined {
  let { start, end } = span;
  if (isInWord(text, start)) {
    const rest = AFTER_PRONOUN.exec(text.slice(start, end));
    if (rest && rest[0].length < end - start) start += rest[0].length;
    else while (isInWord(text, start)) start -= 1;
  }
  while (isInWord(text, end)) end += 1;
  const words = text
    .slice(start, end)
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u);
  const names = words.some((word) => word !== '' && !EMPTY.has(word));
  return names || SYMBOL.test(text.slice(start, end)) ? { start, end } : undefined;
}

function isInWord(text: string, at: number): boolean {
  if (at <= 0) return false;
  // A character may be two code units.
  INSIDE.lastIndex = at - (/[\udc00-\udfff]/.test(text.charAt(at - 1)) ? 2 : 1);
  return INSIDE.test(text);
}
