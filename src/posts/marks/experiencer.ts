import type { Context } from './context.js';
import {
  ARTICLES,
  BYSTANDING,
  CASE_REPORT,
  CLINICAL,
  CAUSING,
  CLINICIANS,
  CROWD,
  KNOWN,
  NAMES,
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
/** "the bloke next door" */
const ABOUT = '(?:at|in|from|on|down|across|over|next|opposite|upstairs|round|up|who)';
const BODY =
  '(?:girl|guy|lady|woman|man|bloke|dude|kid|boy|lad|chap|fella|couple|family|friend|someone|somebody|person)';
/** "half my office", "next door" */
const PLACES =
  '(?:half|all|most|the (?:whole|entire|rest of the)|everyone|everybody) (?:of |in )?(?:my |the |our |his |her )?(?:office|team|class|ward|household|(?:book |running )?club|street|road|church|choir|crew|gym|shop|group(?: chat)?|family|department|squad|village|school|floor|shift|house|group|year)|next door(?: .s(?: \\S+)?)?|(?:the )?(?:baby|couple|family|neighbou?rs?) next door';
/** "of ten nurses four had …" */
const COUNTED =
  '(?:one|two|three|four|five|six|half|most|several|some|\\d+)(?: of them)?(?= (?:had|got|developed|were|was|experienced|fainted|collapsed|reported|have|ended|went|came|became|suffered|needed)(?!\\S))';
const CALLED = `poor (?!me|sleep|appetite|mood|memory|old me|thing|little thing)(?:old |little |wee )?\\p{L}+(?= (?:is|was|has|had|got|'s|ended|came|went|can|could|kept|keeps)(?!\\S))|(?:${NAMES})(?! [,:!])`;
const MENTION = new RegExp(
  `(?<!\\S)(?:(?<person>${PLACES}|(?<=(?<!\\S)of (?:\\S+ ){0,6})${COUNTED}|${MANY}|(?:${DETERMINED}|friend|colleague|patient|cousin|mate|pal|neighbou?r|bloke|woman|girl|lad|relative|workmate|lady|bloke|guy|someone|buddy) of (?:mine|ours)|^(?:(?:my|an?|the|some|poor) )?(?:old )?${BODY} ${ABOUT}(?: (?:my|work|the|our|a|door|here))?|${BODY} (?:at|in|from) (?:my|work|the|our)|${CALLED}|${DETERMINED}|(?:${KNOWN})|^(?:friend|co ?worker|colleague|neighbou?r|roommate|boss|dog|cat|partner|bestie)(?! of| here)|^mate(?= (?:had|got|lost|was|has|took|ended|came|went|tried|says|said)(?!\\S)))(?<owner> 's| ')?|` +
    `(?<clinician>(?:${POSSESSIVES}|the|a) (?:\\S+ )?(?:${CLINICIANS}))|` +
    '(?<self>i|me|my|mine|myself|we|us|our|id|ill)|(?<pronoun>he|she|him|her|his|hers|they|them|their))(?!\\S)',
  'gu',
);
const SPEAKS = new RegExp(
  `^ (?:(?:also|just|always|even|really|kindly|has|have|actually|now) )*(?:${SPEECH})(?!\\S)`,
);
const RELATED = /^ (?:, )?(?:(?:in|on|at|from) \S+ (?:\S+ ){0,2}?)?(?:who|whose|having|getting)(?!\S)/;
/** "I've seen people get …", "watched a girl go …" */
const WATCHING =
  /(?<!\S)(?:saw|see|seen|seeing|watch\w*|known?|knew|had|met|nursed|treated|heard|hearing|lost|looked after)(?: \S+)?(?: of| about| from)? (?:of )?$/;
const SEEN_TO =
  /^ (?:\S+ ){0,4}?(?:get|go|break|swell|pass|throw|drop|shake|fall|puff|balloon|waste|suffer|cry|sleep|gain|bleed|vomit|start|wake|die|end|have|had|develop|lose|turn|come|collapse|faint|become|react|with|to(?= (?:a|the|liver|heart|kidney))|\w{3,}ing)(?!\S)/;
const BESIDE = new RegExp(`(?<!\\S)(?:${BYSTANDING}) $`);
/** "20% of participants" */
const SHARE =
  /(?<!\S)(?:\d\S*|percent|some|many|most|half|all|one|two|three|four|five|six|plenty|several|couple|handful|dozens|hundreds|loads|tons|number|lots?|majority|third|quarter|few|proportion) of (?:the |our )?$/;
/** "a woman in my group" is not about me. */
const PLACE =
  /^ (?:\S+ )?(?:group|class|office|work|team|street|church|town|ward|clinic|unit|forum|gym|village|building|support group|circle|school|year|age|course|shift|floor|road|estate|uni|college|flat|house|choir|netball|running club|club|running)(?!\S)/;
/** "the dog got into my pills" */
const HANDLED =
  /(?<!\S)(?:into|took|takes|taking|ate|stole|borrowed|tried|swallowed|used|finished|chewed|found|(?:one|some|two|three|half|all|most|any|rest|handful|box|packet) of) $/;
const STRUCK = new RegExp(`(?<!\\S)(?:${CAUSING}) $`);
/** What somebody has is theirs as long as the sentence does not go on. */
const GOES_ON = new RegExp(`(?<!\\S)(?:${VERBS}|\\w{3,}ed|and|but|so|for|with|[,;:()-])(?!\\S)`);
/** "my mom 's on it": not her possession. */
const IS =
  /^ (?:been|got|had|having|on|taking|getting|not|so|in|always|still|just|never|now|gone|also|come|caught|\w{3,}ing|a|really|super|very|bad|terrible)(?!\S)/;
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

const OWN = /(?<!\S)(?:i|me|my|mine|our|we|us|friend|mate|vet)(?!\S)/;

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
  if (OF_MINE.test(right)) return undefined;
  const text = [...before, left, inside, right, after].join(' ');
  if (CASE_REPORT.test(text) || (CLINICAL.test(text) && !OWN.test(text))) return besidePatient(left);
  let state: State = { current: UNKNOWN, antecedent: null };
  for (const sentence of before) state = carried(scan(sentence, sentence.length, state), sentence);
  const { current } = scan(`${left}${inside.split(' ').slice(0, 2).join(' ')}`, left.length, state);
  if (current.who === 'other') return current.cue;
  if (current.who === 'self') return undefined;
  return OF_OTHERS.exec(right)?.[1] ?? STUDY.exec(`${left}${inside} ${right}`)?.[0];
}

const ENDS_IN_PERSON = new RegExp(`(?<!\\S)(?:${BODY}|people|colleague|friend|person|neighbour) (?:that )?$`);
const RELATIVE_OF_PATIENT = new RegExp(
  `(?:(?<!\\S)(?:(?:patient|pt|consumer) 's|his|her|their|maternal|paternal) (?:\\S+ )?(?:${KNOWN})|^(?:family history : )?(?:mother|father|sister|brother|aunt|uncle|parents?|twin|cousin|grand\\w+))(?! 's|\\S)(?! (?:${SPEECH}|reports?|reported|states|stated|not\\w+|describ\\w+|concerned)(?!\\S)| :| [,(] (?:\\( )?\\d)`,
);
/** "the caller says her mother …": she is the patient. */
const REPORTED =
  /(?<!\S)(?:says|said|states?|stated|reports?|reported|reporting|calling|call|calls|called|rang|asks|asking|writes|wrote|describes?|of|for|from|about)(?: that| about| to \S+)* $/;
const OTHERS =
  /(?<!\S)(?:(?:two|three|four|five|six|several|some|many|\d+|the) (?:other|others)(?: \S+)?|(?:an?)?other (?:patients?|residents?|people|colleagues?|inmates?|passengers?|recipients?)|(?:an?|two|three|several|\d+|(?:of|in) (?:the |our )?\d+|\d+ of \d+) (?:\S+ )?(?:colleagues?|patients|residents|passengers|staff|nurses|recipients|volunteers))(?!\S)/;
const PATIENT =
  /(?<!\S)(?:he|she|(?:mrs|mr|ms|miss) \S+|(?<!not )(?:this|our|the|index) (?:patient|pt|lady|man|woman|boy|girl|child)|(?<!not (?:the |our )?)patient(?! 's)|pt(?! 's)|i)(?!\S)/;

/** In a case report, somebody besides the patient: "her sister had …", "two other residents developed …". */
function besidePatient(left: string): string | undefined {
  const clause = left.split(/ ; | - /).at(-1) ?? '';
  const match = OTHERS.exec(clause) ?? RELATIVE_OF_PATIENT.exec(clause);
  if (match && REPORTED.test(clause.slice(0, match.index)) && !PATIENT.test(clause.slice(0, match.index)))
    return undefined;
  return match && !PATIENT.test(clause.slice(match.index + match[0].length)) ? match[0].trim() : undefined;
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
  if (self !== undefined && isAside(state, ahead, behind)) return state;
  if (self !== undefined) return { ...state, current: { who: 'self' } };
  if (clinician !== undefined) return { ...state, antecedent: state.antecedent ?? { cue, treats: true } };
  if (pronoun !== undefined) return { ...state, current: meant(state, cue, ahead, behind) };
  if (ASKED_OF.test(ahead) && MASS.test(cue)) return state;
  const named: State = { ...state, antecedent: { cue, treats: false } };
  const held: State = { ...named, current: { who: 'other', cue, owned: false } };
  if (owner !== undefined && !IS.test(behind) && !OWN_KIN.test(behind)) {
    const theirs = !GOES_ON.test(between) && between.trim().split(' ').length <= 3;
    return theirs ? { ...named, current: { who: 'other', cue, owned: true } } : named;
  }
  if (RELATED.test(behind) || STRUCK.test(ahead) || SHARE.test(ahead)) return held;
  return (BESIDE.test(ahead) && !(WATCHING.test(ahead) && SEEN_TO.test(behind))) || SPEAKS.test(behind)
    ? named
    : held;
}

/** "our neighbour's lad" */
const OWN_KIN = new RegExp(`^ (?:\\S+ )?(?:${KNOWN}|lad|boy|girl|dog|cat|friend|mate|kid|child)(?! 's|\\S)`);
/** "do many people get …?" */
const ASKED_OF = /(?:^|, )(?:(?:so|but|and) )?(?:do|does|did|have|has|can|will|are|how)(?: not)? $/;
const MASS = new RegExp(`(?:^| )(?:${CROWD})$`);
const KNOWING =
  /^ (?:\S+ )?(?:work|share|know|knew|live|met|went|go|used to|train|play|sit|follow|shared|lived|worked|play\w*|dat\w+)(?!\S)/;

/** Whether "I" or "my" only tells who somebody is: "a bloke I work with", "the woman who cuts my hair". */
function isAside({ current }: State, ahead: string, behind: string): boolean {
  if (current.who !== 'other') return false;
  if (/(?<!\S)(?:next to|in front of|beside|opposite|across from|behind|sat by|with) $/.test(ahead))
    return true;
  return (
    (ENDS_IN_PERSON.test(ahead) && KNOWING.test(behind)) || /(?<!\S)(?:who|that) (?:\S+ ){1,2}$/.test(ahead)
  );
}

const PLURAL = /^(?:they|them|their)$/;
const SEVERAL = /(?:people|ppl|men|children|s)$/;

function meant({ current, antecedent }: State, pronoun: string, ahead: string, behind: string): Holder {
  if (antecedent?.treats === true) return current;
  if (PLURAL.test(pronoun) && (antecedent === null || !SEVERAL.test(antecedent.cue))) return current;
  if (SPEAKS.test(behind) || (BESIDE.test(ahead) && !STRUCK.test(ahead))) return current;
  return { who: 'other', cue: antecedent?.cue ?? pronoun, owned: false };
}
