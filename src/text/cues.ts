/*
 * Cues that a mention is not one plain event: it seems denied, or it holds two. Both lean towards "yes", as the price
 * of a wrong yes is only that a person looks. They read word lists, not grammar, and English only: irony, hedges
 * ("hardly any nausea"), relief ("my rash got better") and events listed without any separator pass unseen.
 */
import { FACULTIES, HAVING, NEUTRAL, NO_IDIOMS, NOT_EXEMPT, PAIRS, SUFFERING, TROUBLE } from './cue-words.js';
import { decodeEntities } from './entities.js';
import { EVENT_FAMILIES } from './event-words.js';
import { normalForm } from './normal-form.js';

const ADVERBS =
  '(?:(?:a|an|at all|that|too|so|as|very|really|even|feeling|feel|been|being|getting|quite|my|the|any|much|real|to|be|get) )*';
const FACULTY = `(?:(?!(?:${TROUBLE})\\b)\\w+ ){0,2}?(?:${FACULTIES})\\b(?! (?:${TROUBLE})\\b)`;
/** "never had it so bad", "never had a rash before": the event is there. */
const NOW_FIRST = '(?!.*\\b(?:before|until|till|so|such|this|that|like|worse|as|more)\\b)';
const AUXILIARY = 'do|does|did|have|has|had';

/** Each matches a denial in a normal form. */
const DENIALS: readonly string[] = [
  `\\b(?:no|zero)(?: more)? (?!(?:${NO_IDIOMS})\\b)(?!${FACULTY})(?!\\w+ left\\b)\\w`,
  `\\bno longer (?!${ADVERBS}(?:${NOT_EXEMPT}|can|feel|feeling|have|has)\\b)\\w`,
  // "cannot", "will not" and the like are never a denial; "do not" and its kin only of having something.
  `(?<!\\b(?:can|could|will|would|should|may|might|must|${AUXILIARY}|why|or|if) )\\b` +
    `(?:not|isnt|arent|wasnt|werent|aint) (?!${ADVERBS}(?:${NOT_EXEMPT})\\b)` +
    `(?!(?:have|having|had|getting|get|feeling|feel) ${FACULTY})\\w`,
  `\\b(?:(?:${AUXILIARY}) not|dont|doesnt|didnt|havent|hasnt|hadnt) (?:really |even |ever |yet |actually )*(?:${HAVING})\\b` +
    `(?! ${ADVERBS}(?:${NOT_EXEMPT})\\b)(?! ${FACULTY})(?! (?:like|anything|a thing|my|to)\\b)`,
  `\\bnever (?:really |even |ever |once )?(?:${HAVING})\\b(?! ${FACULTY})` +
    `(?! (?:able|enough|hungry|rested|full|right|well|good)\\b)${NOW_FIRST}`,
  '\\b(?:den(?:y|ies|ied|ying)|negative for|absence of|none of|free (?:of|from)|neither|nor)\\b',
  '(?<!\\b(?:sugar|fat|gluten|feel|hands|set|been|being|never|not|is not) )\\bfree$',
];

const WITHOUT = new RegExp(
  `\\b(?:without|w o) (?!${ADVERBS}(?:${NOT_EXEMPT}|warning|reason|cause|trying|meaning|knowing|realising|realizing|noticing|` +
    `support|food|meds?|medication|pills?|it|them|him|her|crying out|provocation|exercise|doing|dieting|changing)\\b)(?!${FACULTY})\\w`,
);
/** "can't walk without pain" says that there is pain. */
const UNABLE =
  /\b(?:cant|cannot|can not|couldnt|could not|unable|hard|difficult|impossible|wont|never|not able|barely|hardly) /;

const ENDED = new RegExp(
  `\\b(?:went away|gone away|(?:is|are|was|has|have|all|now|completely) gone` +
    `(?= (?:now|away|since|after|today|completely|thank|within|already|by|for good)\\b|$)|` +
    `gone now|disappeared|vanished|subsided|resolved|` +
    `cleared (?:right |all )?up|stopped (?:${SUFFERING}))\\b`,
);
const NOT_ENDED =
  /\b(?:not|never|hasnt|havent|hadnt|isnt|arent|didnt|doesnt|wont|until|till|before|wish|came back|back again|returned)\b/;
const ANY_FACULTY = new RegExp(`\\b(?:${FACULTIES})\\b`);

const DENIAL = new RegExp(DENIALS.map((denial) => `(?:${denial})`).join('|'));

/** Whether the text seems to say that the event is absent or over ("no headache", "rash went away"). */
export function looksNegated(text: string): boolean {
  const form = normalForm(text);
  if (DENIAL.test(form)) return true;
  if (WITHOUT.test(form) && !UNABLE.test(form)) return true;
  return ENDED.test(form) && !NOT_ENDED.test(form) && !ANY_FACULTY.test(form);
}

const SEPARATOR =
  /[,;+/&|•·\n]|\.\s|\s[-–—]\s|\b(?:and|plus|n|then|also|or|as well as|along with|followed by|but)\b/;
const WITH = /\bwith\b/;
const WITH_SHORT = /\bw\/(?!o)/g;
/** "w/o", "24/7" and "1,000" separate nothing. */
const SHORTHAND = /\bw\/o\b|\d[/,]\d/g;
const PAIR = new RegExp(`\\b(?:${PAIRS})\\b`, 'g');
const SHORT = 2;

/** Whether the text seems to tell of two events at once ("nausea and vomiting", "tired + dizzy"). */
export function carriesTwoEvents(text: string): boolean {
  const plain = decodeEntities(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(WITH_SHORT, ' with ')
    .replace(SHORTHAND, ' ')
    .replace(PAIR, 'x');
  if (!SEPARATOR.test(plain) && !WITH.test(plain)) return false;
  const parts = plain.split(SEPARATOR).map(normalForm).filter(Boolean);
  const found = parts.map(family);
  if (distinct(parts.flatMap((part) => part.split(WITH).map(family))) > 1) return true;
  // Without known words: short parts side by side that each say something ("wobbly, gassy").
  const unknown = parts.filter((part, at) => found[at] === undefined && isBareWord(part)).length;
  return unknown + (found.some((place) => place !== undefined) ? 1 : 0) > 1;
}

/** The first family of events that a part names, by its place in the list. */
function family(part: string): number | undefined {
  const place = EVENT_FAMILIES.findIndex((stems) => stems.test(part));
  return place < 0 ? undefined : place;
}

function distinct(found: readonly (number | undefined)[]): number {
  return new Set(found.filter((place) => place !== undefined)).size;
}

function isBareWord(part: string): boolean {
  const words = part.split(' ');
  return words.length <= SHORT && words.some((word) => !NEUTRAL.has(word) && /^\p{L}{3,}$/u.test(word));
}
