import { lastMatch, type Context } from './context.js';
import { DOINGS, FILLERS, HAVING } from './negation-words.js';
import { isOnlyItsCause } from './present.js';
import {
  ABOUT_TO_PASS,
  FUTURE,
  QUESTIONS,
  RISKS_AFTER,
  STRONG,
  WEAK,
  WEAK_STOPS,
} from './hypothesis-words.js';

const STRONG_CUE = new RegExp(`(?<!\\S)(?:${STRONG})(?!\\S)`, 'g');
const FUTURE_CUE = new RegExp(`(?<!\\S)(?:${FUTURE})(?!\\S)`, 'g');
const WEAK_CUE = new RegExp(`(?<!\\S)(?:${WEAK})(?!\\S)`, 'g');
const QUESTION = new RegExp(
  `(?:^|(?:^|\\s)(?:[,:-]|and|but|so|ok|hi|hey|all|guys|just|question|please|wondering) )(?:${QUESTIONS})(?!\\S)`,
);
const STOPPED = new RegExp(`(?<!\\S)(?:${WEAK_STOPS})(?!\\S)`);
const COLON = /(?<!\S)(?:[:-]|says? (?:is|was))(?!\S)/;
const HARD_STOP =
  /(?<!\S)(?:but|however|although|though|because(?! of)|(?:and )?instead|what (?:it|i|they) (?:did|got|gave|had|actually)|and (?:now|then|i|it|so)|[;)]|so i|then i|, i|, my|, now|(?:were|was) right|not (?:lying|joking|wrong|kidding)|(?:and )?sure enough|came true|- i|i got|i had|it gave me|now i)(?!\S)/;
/** "worried about my rash", "hope this headache goes": it is there. */
const PRESENT = /(?<!\S)(?:my|this|these|that this|the way|how|why|because)(?: \S+){0,3} $/;
const PASSING = new RegExp(`^(?:${ABOUT_TO_PASS})(?!\\S)`);
const RISKY = new RegExp(`^(?:${RISKS_AFTER})(?!\\S)`);
/** "nobody warned me about the hair loss" */
const UNWARNED =
  /(?<!\S)(?:nobody|no one|noone|never|not|wish|why|none|should have|who|without|only) (?:\S+ ){0,4}$/;
/** "feel like I might faint" tells how one feels. */
const FELT =
  /(?<!\S)(?:feel|feels|feeling|felt|thought|so \S+|like) (?:like |that |as if |as though )?(?:i |it |he |she |my \S+ )?$/;
const IF =
  /(?<!\S)(?:(?<!(?:as|like|even|know|tell) )if(?! you (?:do not )?(?:like|enjoy|love|fancy|want|count|call|ignore|discount|overlook|include|exclude))|what if|in case|unless(?! you (?:count|call|include))|whether|(?:as|so) long as|provided|providing)(?!\S)/g;
const SUBJECTS = /(?<!\S)(?:i|you|u|it|he|she|we|they|this)(?!\S)/g;

/** The words by which the event only may be, is feared or asked about; undefined where nothing says so. */
export function hypothesisOf(context: Context): string | undefined {
  if (isOnlyItsCause(context) || cameTrue(context)) return undefined;
  return possible(context) ?? conditional(context) ?? RISKY.exec(context.right)?.[0];
}

/** "they warned me about the constipation and they were right", "had I known it would make me this fat" */
const TRUE_HERE =
  /(?:^|(?<!\S)(?:,|and|but|-|:|;|well) )(?:boy |oh boy |yep |yes )?(?:they|he|she|it|everyone|the leaflet) (?:was|were) (?:so |dead |spot |all |bang )?(?:right|true|on|not (?:wrong|kidding|joking|lying|exaggerating))(?!\S)|(?<!\S)(?:so i (?:rang|called|phoned|went|stopped)|but (?:no (?:such )?luck|here (?:i|we) (?:am|are)|(?:it|they) (?:came|found me|got me|did|arrived|hit)))(?!\S)|(?<!\S)(?:sure enough|came true|lo and behold|bingo)(?!\S)/;
const TRUE_NEXT =
  /^(?:(?:well|and|but|oh|boy|,) )*(?:yep|yup|yes|sure enough|bingo|they were (?:so )?(?:right|not (?:wrong|kidding|joking|lying))|he was right|she was right|it (?:did|came|has|happened)(?! not)|i (?:did|got it|got them)|no such luck|no luck|guess who (?:got|has)|got (?:it|them)|spoiler)(?!\S)(?! not)/;
const HAD_I_KNOWN =
  /(?<!\S)(?:if i (?:would|had)(?: have)? (?:only )?known|wish i (?:would|had) known)(?!\S)/;

/** "it may have been the codeine that …": only what brought it is doubted. */
const DOUBTED_CAUSE =
  /(?<!\S)(?:it|this|that) (?:may|might|could) (?:well )?(?:have been|be) (?:the |my |that |just )?(?:\S+ ){1,4}(?:that|which) (?:\S+ )?$/;

function cameTrue({ left, right, end, after }: Context): boolean {
  return TRUE_HERE.test(right) || HAD_I_KNOWN.test(left) || (end !== '?' && TRUE_NEXT.test(after));
}

/** "another week of this nausea", "rather ill than this fat" */
const HERE = /(?<!\S)(?:this|these)(?!\S)/;
/** Whoever asks of "my rash" has it. */
const ASKS = /^(?:ask|let |want|need|find)/;
const MINE = /(?<!\S)(?:my|this|the)(?!\S)/;

function possible({ left, inside, right }: Context): string | undefined {
  const name = `${left.split(' ').at(-2) ?? ''} ${inside.split(' ')[0] ?? ''}`;
  if (HERE.test(name)) return undefined;
  for (const [pattern, weak] of [
    [STRONG_CUE, false],
    [FUTURE_CUE, false],
    [WEAK_CUE, true],
  ] as const) {
    const match = lastMatch(pattern, left);
    if (!match) continue;
    const [cue] = match;
    const ahead = left.slice(0, match.index);
    const between = left.slice(match.index + cue.length + 1);
    if (HARD_STOP.test(between) || (weak ? STOPPED : COLON).test(between)) continue;
    if (/^(?:may|might|could)$/.test(cue) && DOUBTED_CAUSE.test(left)) continue;
    if (ASKS.test(cue) && MINE.test(name)) continue;
    if (/^(?:moan|complain)/.test(cue) && between.startsWith('their ')) continue;
    if (/^warn|told|mention|said/.test(cue) && UNWARNED.test(ahead)) continue;
    if (/^(?:might|may|could|would|going|gonna|will|about)/.test(cue) && FELT.test(ahead)) continue;
    if (/^(?:hop|worr|concern|pray|scared|afraid|terrif|fear|nerv|anx)/.test(cue)) {
      if (
        PASSING.test(right) ||
        (!/ (?:not|get|getting|ll) $/.test(` ${between}`) && PRESENT.test(`${cue} ${between}`))
      )
        continue;
    }
    if (cue.startsWith('side effects') && /\b(?:my|i|so far|had|worst|main|only|no) (?:\S+ )?$/.test(ahead))
      continue;
    return cue.trim();
  }
  return undefined;
}

const OCCURS = /^(?:\S+ )?(?:occur|happen|develop|appear|arise|get worse|persist|continue|start|worsen|be)\b/;
/** "any bleeding and you ring us" */
const ADVISING =
  /^(?:(?:or|,) (?:\S+ )?\S+ )?(?:and|,|-|:) (?:you |u |i am to |we |please |just |then |straight |do )*(?:ring|call|stop|go|come|phone|tell|report|see|to|need|must|off)(?!\S)/;
/** "if I drink on it do I get sick" */
const INVERTED = /(?<!\S)(?:do|will|would|does|can|could|should|am) (?:i|you|u|it|we|they) (?:\S+ ){0,4}$/;
/** "if I get a rash", not the main clause of "if I skip lunch I get dizzy". */
function conditional({ left, right, end }: Context): string | undefined {
  if (end !== '?' && /^should (?:any |a |an |the )?$/.test(left) && OCCURS.test(right)) return 'should';
  const any = /(?:^|, )any (?:\S+ )?$/.test(left) ? ADVISING.exec(right) : null;
  if (any) return any[0];
  const match = lastMatch(IF, left);
  if (!match) return undefined;
  const between = left
    .slice(match.index + match[0].length + 1)
    .replace(
      /^(?:it turns out|i find out|it means)(?: that)? |^(?:it|this|that|they|i|you|he|she) (?=gave|gives|made|makes|got|had)/,
      '',
    )
    .replace(/^gave me /, '');
  const subjects = [...between.matchAll(SUBJECTS)].length;
  const asked = INVERTED.exec(between);
  if (asked) return asked[0];
  if (/^it is not /.test(between) && /^(?:, )?(?:then )?it is /.test(right)) return undefined;
  if (HARD_STOP.test(between) || /(?<!\S)and (?:my|the) |^it (?:was|were) not for /.test(between))
    return undefined;
  return subjects > 1 || /[,;:()-]|(?<!\S)then(?!\S)/.test(between) ? undefined : match[0];
}

const WISH =
  /(?<!\S)(?:hop(?:e|es|ed|ing)|hopefully|pray(?:ing)?|fingers crossed|please|wish|(?:so|make sure|making sure) (?:that )?i|in case|what if|(?:so|as) long as|provided|worried|scared|afraid|nervous)(?!\S)[^,;:]*? (?:not|never|no|without)(?: \S+){0,4} $/;
const WISHED_NOT = /(?<!\S)(?:but|it did|did not|had not|have not|because|says|said|i am not)(?!\S)/;

/** "this won't make you sick": nobody knows yet. */
const FUTURE_NOT = new RegExp(
  `(?<!\\S)(?:will|shall|should|would|(?:is|are|am) (?:going|supposed|meant) to|(?:is|are|am) not (?:going|supposed|meant) to) (?:not (?:(?!so |this |that |as |find |think |see |bother )(?:${HAVING}|${FILLERS}|you|u|your|anyone|people) )*|(?<=not \\S+ to )(?:(?:${HAVING}|${FILLERS}|you|your) )*)$`,
);
/** "touch wood the fever doesn't come" */
const HOPED = /(?<!\S)(?:hope|hopefully|hoping|touch wood|pray\w*|fingers crossed|please)(?: \S+){0,3} $/;
const HOPED_CLEAR =
  /(?<!\S)(?:hope|hopefully|hoping|touch wood|pray\w*|fingers crossed|please)(?: \S+){0,3} (?:(?:stay|remain|keep|steer|stays|get off|get away)(?: \S+)? (?:of|from|without)|(?:avoid|escape|dodge|miss|skip)(?: the| any)?) (?:\S+ )?$/;
const NOT_TO_COME =
  /^(?:does|do|will|would) not (?:hit|come|happen|start|appear|get me|strike|show|return|kick)/;
/** "is there one that doesn't knock you out?" */
const SEEKING =
  /(?<!\S)(?:which|(?:is|are) there|any|anything|something)(?: \S+){0,5} (?:(?:does|do|did|will|would) not|without) (?:\S+ ){0,3}$/;
const DOING = new RegExp(`^(?:${DOINGS})(?!\\S)`);

/** The words by which the event is wished away: "hope I don't get …"; undefined where it is not. */
export function wishOf(context: Context): string | undefined {
  const { left, inside, right, end } = context;
  const future = DOING.test(inside) ? null : FUTURE_NOT.exec(left);
  if (future) return future[0].trim();
  const after = HOPED.test(left) ? NOT_TO_COME.exec(right) : null;
  if (after) return after[0];
  const clear = cameTrue(context) ? null : HOPED_CLEAR.exec(left);
  if (clear) return clear[0].trim();
  const seeking = end === '?' ? SEEKING.exec(left) : null;
  if (seeking) return seeking[0].trim();
  const match = WISH.exec(left);
  return match && !WISHED_NOT.test(match[0]) ? match[0].trim() : undefined;
}

/** Questions that are often written without their sign. */
const UNSIGNED =
  /\b(?:any ?one|any ?body)\b|^(?:(?:so|but|and|hi|hey) ,? ?)?(?:does (?:it|this|that|any\S+|the \S+)|(?:do|did|have) (?:you|u|people|they|any of)|any of (?:you|u|ye)|can (?:it|this|you|u|they)|how (?:common|likely)|what are the (?:odds|chances)) /;
/** "is it normal to feel this wired", "is it just me": it is there. */
const JUST_ME =
  /(?<!\S)(?:(?:be|is) why (?:i|my)|what (?:do|does|did|can|are|should) (?:\S+ ){1,3}(?:do|doing|take|taking|use|using|eat) (?:about|for|with|to)|is it (?:just me|only me|me|(?:the|my|this) \S+ that)|am i (?:alone|the only one)|just me|is it (?:normal|usual|ok|okay|common|weird|bad|right|possible) (?:to (?:be|feel|still|have this|wake|get this)|that (?:i|my)|for (?:me|my))|(?:any ?one|any ?body) else 's)(?!\S)/;
/** "Anyone else sweating? Mine's awful." */
const OWN_ANSWER = /^(?:mine (?:is|are|was|were|'s|has|have|feels?)|me too|me neither)(?!\S)/;
/** "Anyone else getting vivid dreams? Last night I …" */
const ELSE = /(?<!\S)(?:any ?one|any ?body) else(?!\S)/;
const OWN_STORY =
  /^(?:\S+ ){0,8}?(?:i|my|me|mine|can not|could not|been|day|week|woke|driving|feel|feels|it is)(?!\S)/;
const STILL_TO_START =
  /(?<!\S)(?:starting|start|about to|tomorrow|yet|thinking (?:of|about)|due|worried|prescribed|considering|scared|nervous|debating|deciding|wondering|picked up|not (?:taken|started|tried))(?!\S)/;
/** "does the sore arm get better?", "should the swelling still be there?" */
const LASTS = new RegExp(
  `^(?:still|(?:ever )?(?:come|grow|grown|came)s? back|recover|returned?|${ABOUT_TO_PASS})(?!\\S)`,
);
const OF_HERS = /(?<!\S)(?:the|this|these|your|any ?(?:one|body) 's) (?:\S+ )?$/;
const RHETORICAL = /(?<!\S)(?:did|do|have|am|was|were) (?:i|it|we)(?!\S)/;
const YES =
  /^(?:(?:oh|hell|erm|um|,|-|well|ha|why) )*(?:yes|yep|yup|yeah|aye|you bet|of course|absolutely|too right|big time|definitely|sure did|i did|it did|and how|for sure|did i ever|indeed|like a|as a|do not ask|every)(?!\S)/;

/** The words by which the event is asked about; undefined where it is not. */
export function questionOf(context: Context): string | undefined {
  const { left, end, inside, right, after } = context;
  if (end !== '?' && !UNSIGNED.test(left)) return undefined;
  if (isOnlyItsCause(context) || JUST_ME.test(left) || OWN_ANSWER.test(after)) return undefined;
  if (ELSE.test(left) && OWN_STORY.test(after) && !STILL_TO_START.test(after)) return undefined;
  if (RHETORICAL.test(left) && YES.test(after)) return undefined;
  const bare =
    /^(?:(?:so|hi|hey|and|ok|wait) ,? ?)?(?:is|are|can|could|does|do|will|any(?: other| more| new)?) $/.exec(
      left,
    );
  if (bare) return bare[0].trim();
  if (/(?<!\S)(?:so|such a|such|any ?one knows?.*)(?: \S+)? $/.test(left)) return undefined;
  const match = QUESTION.exec(left) ?? QUESTION.exec(`${left}${inside}`);
  if (!match) return undefined;
  if (
    LASTS.test(right) &&
    (OF_HERS.test(left) || / how (?:soon|long|quickly|fast|early) /.test(` ${match[0]}`))
  )
    return undefined;
  const between = left.slice(match.index + match[0].length);
  const owned = /^(?:will|would|can) my$/.test(match[0].trim()) && !PASSING.test(right);
  if (between.trim() === '' && !owned && /(?:the|this|that|these|my)$/.test(match[0])) return undefined;
  return HARD_STOP.test(between) ? undefined : match[0].trim();
}
