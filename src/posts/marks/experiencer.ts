import type { Context } from './context.js';
import {
  ARTICLES,
  BYSTANDING,
  CASE_REPORT,
  CAUSING,
  CLINICIANS,
  CROWD,
  KNOWN,
  POSSESSIVES,
  SPEECH,
  VERBS,
  WITH_ARTICLE,
} from './people-words.js';

/** Who has the event, as far as the words so far tell, and the words that say so. */
type Holder =
  | { readonly who: 'unknown' | 'self' }
  /** `owned`: it is theirs ("my mom's face") only in this sentence. */
  | { readonly who: 'other'; readonly cue: string; readonly owned: boolean };

const UNKNOWN: Holder = { who: 'unknown' };

const ADJECTIVES =
  '(?:(?!(?:and|or|in|on|of|for|to|since|with|nor|the|a|is|was|are|my|our|i|feel|thinks?|who|that)\\b)[\\p{L}\\d]+ ){0,2}?';
const DETERMINED = `(?:(?:${POSSESSIVES}|${ARTICLES}) )+${ADJECTIVES}(?:${KNOWN}|${WITH_ARTICLE})`;
const MANY = `(?:(?:some|most|other|many|all|young|old|older|the) )*(?:${CROWD})(?! [,:])`;
const MENTION = new RegExp(
  `(?<!\\S)(?:(?<person>${MANY}|(?:${DETERMINED}|friend|colleague|patient|cousin) of (?:mine|ours)|(?:girl|guy|lady|woman|man|bloke|dude|kid|someone|somebody) (?:at|in|from) (?:my|work|the|our)|${DETERMINED}|(?:${KNOWN})|^(?:friend|co ?worker|colleague|neighbou?r|roommate|boss|dog|cat|partner|bestie)(?! of| here))(?<owner> 's| ')?|` +
    `(?<clinician>(?:${POSSESSIVES}|the|a) (?:\\S+ )?(?:${CLINICIANS}))|` +
    '(?<self>i|me|my|mine|myself|we|us|our|id|ill)|(?<pronoun>he|she|him|her|his|hers|they|them|their))(?!\\S)',
  'gu',
);
const SPEAKS = new RegExp(
  `^ (?:(?:also|just|always|even|really|kindly|has|have|actually|now) )*(?:${SPEECH})(?!\\S)`,
);
const RELATED = /^ (?:, )?(?:(?:in|on|at|from) \S+ (?:\S+ )?)?(?:who|whose|having|getting)(?!\S)/;
const BESIDE = new RegExp(`(?<!\\S)(?:${BYSTANDING}) $`);
/** "20% of participants" */
const SHARE =
  /(?<!\S)(?:\d\S*|percent|some|many|most|half|all|one|number|lots?|majority|third|quarter|few|proportion) of (?:the |our )?$/;
/** "a woman in my group" is not about me. */
const PLACE =
  /^ (?:\S+ )?(?:group|class|office|work|team|street|church|town|ward|clinic|unit|forum|gym|village|building|support group|circle|school|year|age)(?!\S)/;
/** "the dog got into my pills" */
const HANDLED =
  /(?<!\S)(?:into|took|takes|taking|ate|stole|borrowed|tried|swallowed|used|finished|chewed|found|of) $/;
const STRUCK = new RegExp(`(?<!\\S)(?:${CAUSING}) $`);
/** What somebody has is theirs as long as the sentence does not go on. */
const GOES_ON = new RegExp(`(?<!\\S)(?:${VERBS}|\\w{3,}ed|and|but|so|for|with|[,;:()-])(?!\\S)`);
/** "my mom 's on it": not her possession. */
const IS =
  /^ (?:been|got|had|having|on|taking|getting|not|so|in|always|still|just|never|now|gone|also|come|caught|\w{3,}ing|a|really|super|very)(?!\S)/;
const TREATED =
  /\b(?:takes?|took|taking|tried|tries|trying|started|starts|on|uses?|used|using|prescribed|given|got|had|injects?|swapped|switched)\b/;

const OF_MINE =
  /^(?:(?!and\b|but\b|so\b)\S+ ){0,3}?(?:in|on|for|of|from|over|around|with|across) (?:me|my|mine|myself)(?!\S)(?! (?:\S+ )?(?:son|daughter|husband|wife|mom|mum|dad|dog|cat|kid|kids|baby|toddler|family|mother|father|sister|brother|friend|partner)\b)/;
const OF_OTHERS = new RegExp(
  `^(?:all over |everywhere )?(?:in|on) (${DETERMINED}|${MANY}|mice|rats|dogs|cats|(?:the )?(?:trials?|stud(?:y|ies)))(?!\\S)`,
  'u',
);
const FAMILY_BEFORE = /\bfamily history of (?:\S+ ){0,4}$/;
const FAMILY_AFTER =
  /^(?:\S+ )?(?:runs? in (?:the|my|our|his|her) famil\w+|in (?:the|my|our|his|her) family|on my (?:dad|mum|mom|father|mother)s? 's side)\b/;
const STUDY =
  /\b(?:in (?:the|a|one|this|that|clinical|phase \S+|their|recent|some) (?:\S+ )?(?:trials?|stud(?:y|ies))|(?:trials?|stud(?:y|ies)) (?:found|showed|reported|saw))\b/;

/** The words by which an illness is one of the family's. */
export function inFamily({ left, right }: Context): string | undefined {
  return (FAMILY_BEFORE.exec(left) ?? FAMILY_AFTER.exec(right))?.[0].trim();
}

interface State {
  readonly current: Holder;
  /** Whom "she" means. */
  readonly antecedent: { readonly cue: string; readonly treats: boolean } | null;
}

/**
 * The words by which the event is somebody else's than whom the text is about: the writer or, in a case report, the
 * patient. Undefined where it is not, and where nothing tells.
 */
export function otherHolder({ before, left, inside, right, after }: Context): string | undefined {
  if (OF_MINE.test(right) || CASE_REPORT.test([...before, left, inside, right, after].join(' ')))
    return undefined;
  let state: State = { current: UNKNOWN, antecedent: null };
  for (const sentence of before) state = carried(scan(sentence, sentence.length, state), sentence);
  const { current } = scan(`${left}${inside.split(' ').slice(0, 2).join(' ')}`, left.length, state);
  if (current.who === 'other') return current.cue;
  if (current.who === 'self') return undefined;
  return OF_OTHERS.exec(right)?.[1] ?? STUDY.exec(`${left}${inside} ${right}`)?.[0];
}

/** A sentence without a subject goes on about who took the medicine in the one before. */
function carried({ current, antecedent }: State, sentence: string): State {
  const goesOn = current.who === 'other' && !current.owned && TREATED.test(sentence);
  return { current: goesOn ? current : UNKNOWN, antecedent };
}

/** @param length of the sentence without the words of the event */
function scan(sentence: string, length: number, from: State): State {
  let state = from;
  for (const match of sentence.matchAll(MENTION)) {
    const end = match.index + match[0].length;
    state = next(
      state,
      match,
      sentence.slice(0, match.index),
      sentence.slice(end),
      sentence.slice(end, length),
    );
  }
  return state;
}

/** @param behind what follows; `between` of it, what stands before the event */
function next(state: State, match: RegExpExecArray, ahead: string, behind: string, between: string): State {
  const [cue] = match;
  const { self, clinician, pronoun, owner } = match.groups ?? {};
  if (cue === 'my' && (PLACE.test(behind) || (state.current.who === 'other' && HANDLED.test(ahead))))
    return state;
  if (self !== undefined) return { ...state, current: { who: 'self' } };
  if (clinician !== undefined) return { ...state, antecedent: state.antecedent ?? { cue, treats: true } };
  if (pronoun !== undefined) return { ...state, current: meant(state, cue, ahead, behind) };
  const named: State = { ...state, antecedent: { cue, treats: false } };
  const held: State = { ...named, current: { who: 'other', cue, owned: false } };
  if (owner !== undefined && !IS.test(behind)) {
    const theirs = !GOES_ON.test(between) && between.trim().split(' ').length <= 3;
    return theirs ? { ...named, current: { who: 'other', cue, owned: true } } : named;
  }
  if (RELATED.test(behind) || STRUCK.test(ahead) || SHARE.test(ahead)) return held;
  return BESIDE.test(ahead) || SPEAKS.test(behind) ? named : held;
}

const PLURAL = /^(?:they|them|their)$/;
const SEVERAL = /(?:people|ppl|men|children|s)$/;

function meant({ current, antecedent }: State, pronoun: string, ahead: string, behind: string): Holder {
  if (antecedent?.treats === true) return current;
  if (PLURAL.test(pronoun) && (antecedent === null || !SEVERAL.test(antecedent.cue))) return current;
  if (SPEAKS.test(behind) || (BESIDE.test(ahead) && !STRUCK.test(ahead))) return current;
  return { who: 'other', cue: antecedent?.cue ?? pronoun, owned: false };
}
