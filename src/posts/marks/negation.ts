import { isOnlyItsCause } from './present.js';
import { looksNegated } from '../../text/index.js';
import { lastMatch, type Context } from './context.js';
import {
  ABSENT,
  BEARERS,
  DETERMINERS,
  DOINGS,
  ENDS,
  FILLERS,
  GOOD,
  HAVING,
  IDIOMS,
  NORMAL,
  NOT_DENYING,
  VERBAL,
} from './negation-words.js';
import { RELATIVE_CLAUSE } from './refuted-words.js';

const TRIGGER = new RegExp(`(?<!\\S)(?:${DETERMINERS}|${VERBAL})(?!\\S)`, 'g');
const FILLING = new RegExp(`^(?:${HAVING}|${FILLERS})$`);
const IDIOM = new RegExp(
  `^(?:${IDIOMS}|,|(?:${GOOD})(?: (?!or |nor )\\S+)*|(?:${BEARERS})(?: (?:at all|whatsoever|so far|yet))? (?:,|and|-))(?: |$)`,
);
const NOT_DENIED = new RegExp(`^(?:(?:really|even|quite|all that) )?(?:${NOT_DENYING}) `);
const BEARING = new RegExp(
  `^(?:(?:more|real|major|significant|other|single|obvious|noticeable|adverse|further|new) )*(?:${BEARERS}) (?:of|with|like|such as|from|in|for|or|including|and|at all|whatsoever|,|reported)\\b`,
);
const ENDED = new RegExp(`(?<!\\S)(?:${ENDS})(?!\\S)`);
/** Where a denial that reaches over a list has its next part. */
const PARTS = /(?<!\S)(?:, or|, nor|, and|,|or|nor|and|\/|plus|n)(?!\S)/;
const LONGEST_PART = 4;

/** "can't go a day without …", "never without …": it is there. */
const UNABLE =
  /\b(?:not|never|no|unable|hard|difficult|impossible|barely|hardly|rarely|struggle)(?: \S+){0,6} $/;
/** "never had a rash before", "haven't had a headache this bad": it is there. */
const FIRST_TIME =
  /^(?:\S+ ){0,3}?(?:before|until|till|like (?:this|that|it)|(?:this|that|so|as) (?:bad|badly|much|severe|intense|strong))\b/;
/** "I never got dizzy on the old tablets, only on these" */
const ONLY_HERE =
  /(?<!\S)(?:,|-|but|and|it is) (?:just |only )+(?:on|with|since|from|when|after|now)(?!\S)|(?<!\S)(?:until|till) (?:now|this|these|i|the)(?!\S)/;
const DEGREE = /(?:^| )(?:so|such|this|that|more|as) (?:a |an |much |many |bad )?(?:\S+ )?$/;
/** What is said of an event that is there. */
const HAPPENS =
  /^(?:that |which )?(?:(?:has|have|is|are|was|were|just|still|really|also|then) )*(?:got(?:ten)? (?:much |a lot |even )?(?:worse|bad)|gets worse|getting worse|worse|came|comes|started|starts|began|kicked in|appeared|lasted|lasts|increased|worsened|terrible|awful|horrible|unbearable|killing|driving|all (?:day|night|over)|every (?:day|night|time)|constantly|through the roof)\b/;

const RULED_OUT =
  /^(?:(?:, |and |or |\/ )+(?:\S+ ){1,2}?){0,4}(?:: |- |, )?(?:(?:was|were|is|has been|have been|been|being|all|now|got) )*(?:ruled out|excluded|not (?:seen|present|found|observed|noted|reported|detected|there|happening|experienced)|absent|denied|avoided)\b/;
const NEVER_CAME = new RegExp(
  `^(?:${RELATIVE_CLAUSE})?(?:(?:has|have|did|do|does|was|were|is|are|will|just|it|that|they|which|really) )*(?:not|never)(?: (?:really|even|actually|once|ever))?(?: been)? (?:happen\\w*|occur\\w*|c[ao]me(?! back| off| down| out)|appear\\w*|arrived?|show\\w* (?:up|its face|their face)|turn\\w* up|materiali[sz]ed?|hit|hit me|an? (?:issue|problem|bother|concern)|a thing|there|present|any (?:issue|problem|bother)|develop\\w*|bother\\w*|affected?|troubled|reached me|got me|applied|been seen|featured?)\\b`,
);
/** "my weight hasn't budged" */
const UNMOVED =
  /^(?:(?:has|have|did|is|are|was|were|just|still|really|even) )*(?:not|never)(?: (?:really|even|actually|once))? (?:budged?|moved?|changed?|risen|gone up|drop\w*|shift\w*)\b/;
/** "headaches, which I haven't had any of", "as for rashes, never saw one" */
const NOT_HAD =
  /^(?:[:?,-] )+(?:which )?(?:(?:i|we|he|she|they|it) )?(?:(?:have|has|had|did|do|does|am|was|were|is) not|never|not)(?: (?:really|even|actually|once|ever|been))*(?: (?:had|got|get|gotten|notice|noticed|saw|seen|see|felt|feel|experience|experienced|suffer|suffered|have|bothered|troubled|any|one|it|them|that|those|a single one|any of (?:it|that|them)|me|at all|yet|so far|once))+(?= [,.;:-]|$| (?:on|with|in|from) )/;
/** "nausea, vomiting, headaches: I had none of these" */
const NONE =
  '(?:had|have|has|experienced|noticed|suffered|developed) none of (?:these|those|them|the above)(?!\\S)';
const HAD_NONE = new RegExp(`(?<!\\S)${NONE}`);
const HAD_NONE_NEXT = new RegExp(
  `^(?:(?:so far|luckily|thankfully|,) )*(?:i|he|she|we|they) (?:have )?${NONE}`,
);
/** "it leaves my libido alone" */
const LEAVING = /(?<!\S)(?:leaves?|left|leaving|let|lets) (?:my|the|me) (?:\S+ )?$/;
const ABSENT_AFTER = new RegExp(
  `^(?:(?:(?:, |and |or |\\/ )+(?:\\S+ ){1,2}?){1,4}: )?(?:[:?,-] |= |(?:was|were|is|are|has been|have been|at) )*(?:${ABSENT})(?:$| (?=[,.;:()-]|so far|for me|at all|since|on|this|with|and|here))`,
);
const NORMAL_AFTER = new RegExp(
  `^(?::|has|have|had|is|are|was|were|been|'s|stayed|remain(?:s|ed)?|feels?)?(?: (?:been|also|all|still|stayed|remained|perfectly|completely|totally))* ?(?:${NORMAL})(?:$| (?=[,.;:()-]|so far|too|on|and|now|at|to|as))`,
);
const FREE = /^free(?:$| (?!fall\b))/;
/** Names of what can be normal: "libido is fine" denies an event, "nausea is fine" does not. */
const MEASURED =
  /(?:^| )(?:weight|mood|libido|appetite|sleep|bp|pressure|sugars?|liver|kidneys?|enzymes|bloods?|labs?|skin|hair|stomach|tummy|gut|eyes?|vision|heart|heart rate|pulse|memory|drive|energy|bowels?|bones?|potassium|sodium|count|counts|breathing|skin|balance|periods?|cycle|cholesterol|glucose|temperature|temp)$/;

/** The words by which the event is denied; undefined where it is not. */
export function denialOf(context: Context): string | undefined {
  if (isOnlyItsCause(context)) return undefined;
  return deniedBefore(context) ?? deniedAfter(context) ?? deniedWithin(context);
}

function deniedBefore({ left, inside, right }: Context): string | undefined {
  const trigger = lastMatch(TRIGGER, left);
  if (!trigger) return undefined;
  const [cue] = trigger;
  const between = left.slice(trigger.index + cue.length + 1);
  const ahead = left.slice(0, trigger.index);
  if (isAsserted(cue, ahead, between, right) || LACKING.test(inside)) return undefined;
  if (/^(?:no|zero)$/.test(cue) && between === '' && LACKED.test(inside)) return undefined;
  if (/^(?:not|never|no longer|nor)$/.test(cue) && AUXILIARY.test(between) && DOING.test(inside))
    return undefined;
  if (/^(?:not|never)$/.test(cue) && HARMED.test(between) && MEASURED.test(inside)) return cue;
  return isInScope(cue, between, right) ? cue.trim() : undefined;
}

/** "it hasn't touched my appetite" */
const HARMED =
  /^(?:(?:even|really|been|had any|any effect on) )*(?:touch\w*|dent\w*|dampen\w*|kill\w*|chang\w+|alter\w*|reduc\w+|lower\w*|effect on|impact on)? ?(?:my|the|his|her) (?:\S+ )?$/;
const AUXILIARY = /^(?:(?:really|even|ever|actually|been|able to|i|he|she|it|they|we) )*$/;
const DOING = new RegExp(`^(?:${DOINGS})(?!\\S)`);
/** An event that is itself a lack: "never can't sleep" denies a lack, which nobody writes. */
const LACKED = new RegExp(`^(?:${GOOD})$`);
const LACKING = /^(?:can not|could not|not able|unable|no longer)\b/;

/** Whether the words deny nothing, or the opposite. */
function isAsserted(cue: string, ahead: string, between: string, right: string): boolean {
  if (/^(?:without|sans|minus)/.test(cue) && (UNABLE.test(ahead) || /\bdo $/.test(ahead))) return true;
  if (/^(?:escaped|dodged|avoided|evaded|swerved|spared)/.test(cue)) return between.startsWith(',');
  if (/^(?:no|zero|without|nil)$/.test(cue)) return IDIOM.test(between);
  if (cue === 'no longer') return /^(?:able|can)\b/.test(between);
  if (cue === 'not' || cue.startsWith('never')) {
    if (NOT_DENIED.test(between) || DEGREE.test(between)) return true;
    if (/\b(?:can|could|why|or|if|whether) $/.test(ahead) && !/^(?:say|remember|think)\b/.test(between))
      return true;
    // "It's not the aches, …" is about the aches.
    if (/\b(?:is|are|was) $/.test(ahead) && /^the $/.test(between)) return true;
    return FIRST_TIME.test(right) || ONLY_HERE.test(right);
  }
  return false;
}

function isInScope(cue: string, said: string, right: string): boolean {
  if (said === '') return true;
  // "can't say I noticed …"
  const between = said.replace(
    /^(?:say (?=i |it |that )|(?:remember|recall|think of|report) (?:having |getting )?)/,
    '',
  );
  const words = between.trim().split(' ');
  const verbal = /^(?:not|never|no longer|yet to|.* (?:i|it|he|she|they|we|you))$/.test(cue);
  if (words.every((word) => FILLING.test(word))) return true;
  const body = verbal ? objectOf(between) : between.replace(BEARING, '');
  if (body === null || ENDED.test(body)) return false;
  const parts = body.split(PARTS).map((part) => part.trim());
  const last = parts.at(-1) ?? '';
  if (parts.some((part) => part.split(' ').length > LONGEST_PART)) return false;
  return last === body.trim() ? !verbal : !HAPPENS.test(right);
}

const OBJECT = new RegExp(`^(?:(?:${HAVING}|${FILLERS}) )*`);

/** What "not" denies after its verbs; null where it has none of those. "not dizzy or sick" needs none. */
function objectOf(between: string): string | null {
  const body = between.replace(OBJECT, '');
  if (body !== between) return body;
  return / (?:or|nor) $/.test(between) ? between : null;
}

function deniedAfter({ left, inside, right, end, after }: Context): string | undefined {
  const said = right === '' && end === '?' ? `? ${after}` : right;
  const match =
    RULED_OUT.exec(said) ??
    NEVER_CAME.exec(said) ??
    NOT_HAD.exec(said) ??
    ABSENT_AFTER.exec(said) ??
    HAD_NONE.exec(said) ??
    HAD_NONE_NEXT.exec(after) ??
    answered(end, right, after);
  if (match) return match[0].trim();
  if (LEAVING.test(left) && /^(?:well )?alone\b/.test(right)) return 'alone';
  if (FREE.test(right) && !/\b(?:not|never) (?:\S+ )?$/.test(left)) return 'free';
  if (MEASURED.test(inside)) return (NORMAL_AFTER.exec(right) ?? UNMOVED.exec(right))?.[0].trim();
  return undefined;
}

/** "Rash? None." */
function answered(end: string, right: string, after: string): RegExpExecArray | null {
  return end === '?' && right === ''
    ? /^(?:no|nope|none|nah|never|not)\b(?! (?:idea|clue|sure|used|had|been|felt|fun|a great|helpful|happened|great|ideal|what)\b)/.exec(
        after,
      )
    : null;
}

const BEGINS_DENIED =
  /^(?:no|not|zero|nil|never|without|neither|denie[sd]|none|(?:do|does|did|have|has|had|is|are|was|were|am) not|(?:i|she|he|it|they) (?:(?:do|does|did|have|has|had|am|is|was) not|never))\b(?! longer (?!hav|get|feel|had))/;
const MEASURES = MEASURED.source.replace('$', '');
const INSIDE = new RegExp(
  `${MEASURES}(?: (?:'s|is|was|were|are|has|have|did|does|do|been|stayed|all|perfectly))* (?:(?:${NORMAL})\\b|not (?:budged?|changed?|moved?|drop\\w*|risen|rise|gone up|affected))|^(?:none|zero|(?:has|have|did) not (?:budged?|changed?|moved?|risen|rise|drop\\w*))$`,
);
const NORMAL_ALONE = new RegExp(`^(?:${NORMAL})$`);
const MEASURED_BEFORE = new RegExp(`${MEASURES} (?:(?:'s|is|was|were|are|has|have|been|stayed|feels) )+$`);

function deniedWithin({ left, inside }: Context): string | undefined {
  if (BEGINS_DENIED.test(inside) && looksNegated(inside)) return inside;
  const measured = INSIDE.exec(inside);
  if (measured) return measured[0];
  return NORMAL_ALONE.test(inside) && MEASURED_BEFORE.test(left) ? inside : undefined;
}
