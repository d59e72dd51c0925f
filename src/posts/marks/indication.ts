import { lastMatch, type Context } from './context.js';
import {
  BETTER,
  FOR_TIME,
  ILLNESSES,
  OTHER_FOR,
  PARTICIPLES,
  PURPOSE,
  STOPPING,
  STOPS,
  TAKING,
} from './indication-words.js';

const FOR = /(?<!\S)for(?!\S)/g;
const NOT_FOR = new RegExp(`(?:^| )(?:${OTHER_FOR})(?: (?:me|him|her|it|us|them|myself|himself|herself))? $`);
/** "ring your doctor for any bleeding" */
const EXAMINED =
  /(?<!\S)(?:check|watch|monitor|screen|scan|examin|review|test|inspect|search|eye on)(?:s|es|e|ed|ing)?(?: \S+){1,5} $/;
/** "she blames the pill for her mood", "how long does it take for nausea to start?" */
const BLAMING =
  /(?<!\S)(?:(?:blam|swap|swapp|trad|exchang)(?:e|es|ed|ing)? (?:\S+ ){1,5}|how long (?:does|did|will|would) it (?:usually |normally )?take |safety net\w* (?:\S+ )?)$/;
/** "lansoprazole for the heartburn the naproxen gave me" */
const BROUGHT =
  /^(?:(?:that|which) )?(?:the \S+|it|they|this|these|my \S+) (?:\S+ )?(?:causes?|caused|gave|gives?|brought|brings?|left)(?!\S)/;
const ADVISED =
  /^(?:(?:please|do|always|just|and|then) )*(?:ring|call|phone|contact|seek|attend|report|return|come back|go)(?!\S)/;
const TIMED = new RegExp(FOR_TIME);
const STOPPED = new RegExp(`(?<!\\S)(?:${STOPS}|(?!(?:${PARTICIPLES})\\b)\\w{3,}ed)(?!\\S)`);
const PURPOSES = new RegExp(`(?<!\\S)(?:${PURPOSE})(?!\\S)`, 'g');
const BECAUSE =
  /(?<!\S)(?:because of|bc of|cos of|coz of|cuz of|due to|on account of|off the back of|owing to|thanks to|(?:because|bc|cos|cuz|as|since) (?:i|he|she|they|we) (?:have|has|had|get|gets|got|suffer from|suffers from|was having|keep getting)|(?:because|cos|coz|cuz|as) (?:my|his|her))(?!\S)/g;
/** Between a cue and the event: what it is, and others like it. */
const LONGEST = 9;

/** "migraine meds", "my anxiety pills". */
const MEDICINE =
  /^(?:(?:pain|rescue) )?(?:meds?|medications?|medicines?|pills?|tablets?|drugs?|treatments?|drops|cream|shots?|injections?|prescription|relief|therapy|patients?|spray|inhaler|control|type you|sufferers?|diagnosis|cure|remedy)\b/;
/** "my migraines are gone"; a side effect goes away, or is gone once the medicine is stopped. */
const IMPROVED = new RegExp(
  `^(?:pain |symptoms |attacks |days )?(?:(?:is|are|was|were|has|have|been|'s|seems?|feels?|got|getting|finally|completely|totally|now|mostly|really|so|all|pretty|well|a lot|way|far|\\d+|percent|half|gradually|already|definitely|much|actually|went|under|stays?|stayed|kept|almost|nearly) )*(?:${BETTER})(?!\\S)`,
);
/** "since taking this my hot flashes have vanished" */
const TAKEN =
  /(?<!\S)(?:since|after|now that|with|thanks to|once|on|within \S+ of)(?: \S+){0,3} (?:taking|took|start\w*|began|using|used|going on|went on|this|it|these)(?!\S)/;
const VANISHED =
  /^(?:(?:has|have|had|was|were|is|are|finally|all|really|but|almost|pretty much|nearly|completely|totally|basically|just) )*(?:eased|came down|broke|lifted|went|left|was history|went down|gone down|dropped|subsided|settled|disappeared|vanished|stopped|resolved|went away|gone away|faded)(?!\S)/;
/** "my anxiety is through the roof without it", "the pain comes back when I miss one" */
const RETURNS =
  /^(?:\S+ ){0,5}?without (?:it|this|them|my|the)\b|^(?:comes?|came|returns?|returned|flares?)(?: right)?(?: back| up)?(?: \S+)? (?:if|when|whenever|once|as soon as)(?: \S+){0,3} (?:stop\w*|miss\w*|skip\w*|forg\w+|off|late|run out|ran out)\b/;
/** "after my stroke they put me on it", "because of my anxiety I take …" */
const PRECEDING = /(?<!\S)(?:since|after|following|because of|due to) (?:my|his|her|the|a) (?:\S+ )?$/;
const THEN_TAKEN =
  /^(?:\S+ )?, ?(?:i|they|she|he|doctors?|my \S+|the \S+) (?:\S+ )?(?:put (?:me|him|her) on|prescribed|started (?:me|him|her) on|(?:was|am|is|have been|been) (?:put on|on|prescribed|given)|take|takes|took|started taking|started on)(?!\S)/;
/** What is lost when it is gone. */
const FACULTY =
  /(?<!\S)(?:libido|appetite|drive|hair|memory|taste|energy|sleep|vision|sight|hearing|voice|periods?|smell|balance|confidence|personality|motivation|strength|concentration)$/;
const AFTER_STOPPING =
  /\b(?:stop\w*|quit|quitting|switch\w*|off|halv\w*|lower\w*|reduc\w*|came off|discontinu\w*|skip\w*|miss(?:ed|ing)?|wean\w*|with food|on its own|after (?:a|the first|about|\w+) (?:few |couple of )?(?:days?|weeks?|months?|hours?)(?! of (?:the|my|this|\S+(?: |$))(?<!of (?:taking|being) )))\b/;
const EASED =
  /^(?:(?:has|have|had|was|were|is|are|finally|all|really) )*(?:eased|came down|come down|went down|gone down|dropped|subsided|settled|disappeared|vanished|stopped|resolved|went away|faded|calmed down)\b(?: \S+){0,4} (?:since|after|within|with|once|on|thanks to|when|the (?:day|week|minute|moment|night)|as soon as)(?: \S+){0,4} (?:start\w*|began|begin\w*|tak\w+|took|us(?:ed|ing)|pills?|tablets?|med\w*|this|it|first dose)\b/;
/** "back pain, so I take …" */
const THEREFORE =
  /^(?:, )?(?:and |so |which is why |thats why |that is why |hence )(?:(?:then|finally|now) )?(?:i |they |we |my \S+ |the \S+ |doc |doctor |gp |dr )?(?:(?:was|were|am|got|been|has|have|had|take|takes|took|tried|started|start) )*(?:put (?:me )?on|prescribed|prescribes|started (?:me )?on|given|gave me|take|took|start|started|take|been taking|is on|on)\b/;
/** "I was depressed, the doctor gave me fluoxetine" */
const WAS = /(?<!\S)(?:i|he|she) (?:was|were|am) (?:(?:so|really|very|too|badly) )*$/;
const PRESCRIBED =
  /^, (?:(?:and|so|then) )*(?:the |my |a )?(?:doctor|doc|gp|dr|psych\w*|they|nurse|consultant|specialist) (?:gave|put|prescribed|started|offered)(?!\S)/;
/** "If I forget one my symptoms return", "without my meds the voices come back" */
const LAPSING =
  /(?:^|(?<!\S)(?:,|and|but|because|or) )(?:without (?:my|the|it|them|this|my)|(?:if|when|whenever|once) i (?:forget|miss|skip|stop|run out|am late|do not take))(?: \S+){0,5} (?:my|the) (?:\S+ )?$/;
const COMES_BACK =
  /^(?:just |all |soon )?(?:(?:comes?|creeps?|is|are) (?:right |straight )?back|returns?|flares?|plays? up|kicks? off)(?!\S)/;
/** "without it my hands shake" */
const WITHOUT_IT =
  /^(?:(?:and|but|because) )?without (?:it|this|them|(?:my|the) (?:meds?|tablets?|pills?|inhaler|dose))(?: ,)? (?:(?:my|the) (?:\S+ )?|i (?:get|am|have) (?:a |an )?)$/;
/** "before the beta blocker I had palpitations" */
const BEFORE_TAKING =
  /^(?:but |and )?before (?:(?!(?:bed|breakfast|work|lunch)\b)(?:starting|going on|taking|using|i (?:started|went on|took|found|was on|got)|the|my|this|these|\S+) )(?:(?!dose|second|next|first|last|jab|op|surgery|appointment|scan)\S+ ){0,3}?(?:, )?(?:i|my) (?:(?:was|had|got|used to|would|could|were|always|get|have|be|suffered|lived with|constantly|so|a|an|the|terrible|awful|bad|daily|from) )*$/;
/** "was wheezing until they gave me the inhaler", "crying every day before citalopram" */
const UNTIL_THEN =
  /^(?:\S+ ){0,3}?(?:until|till|before)(?: (?:i|they|he|she|the|my|we|doctors?|gp|starting|taking|going))* (?:gave me|put me|started|prescribed|found|took|tried|got|got me|on|discovered|(?!dose|bed|breakfast|i\b|my\b|the\b|this|that|now|work|lunch|it\b|coming|quitting|stopping)[a-z]{5,}$)(?!\S)/;
const SORTED =
  /^(?:and|,|but|so) (?:(?!i\b)\S+ ){1,3}?(?:sorted|fixed|cured|cleared|got rid of|stopped|killed|zapped|shifted) (?:it|that|them)(?!\S)/;
const FOR_YEARS =
  /^for (?:\S+ )?(?:years|decades) (?:,|and|-) (?:now |been )?(?:on|put on|started|taking)(?!\S)/;
/** "my son has eczema and this cream is magic" */
const PRAISED =
  /^(?:\S+ ){0,2}?(?:and|,|but|so) (?:this|these|the|\S+) (?:\S+ )?(?:is|are|has been|works?|helps?|really|does) (?:a |an |the |all |only |so |really )*(?:magic|brilliant|great|amazing|godsend|lifesaver|wonders?|fantastic|wonderful|excellent|best|only thing|thing that|perfect|useless|well|miracle|it|works)(?!\S)/;
/** "insomnia is why I'm on it" */
const WHY_TAKEN =
  /^(?:is|was|are|were) (?:the (?:whole )?reason|why|what) (?:i|he|she|they|we) (?:am |was |is |were |got |went |started |have been |has been |first )*(?:on|take|took|takes|taking|put|prescribed|given|started|need)(?!\S)/;
/** "I used to get migraines. Since topiramate …" */
const ONCE_HAD =
  /(?<!\S)used to (?:get|have|suffer|wake|be|live)(?: \S+){0,5} $|^(?:\S+ ){1,3}(?:years|months|weeks|decades|lifetime) of (?:\S+ ){0,2}$|^(?:i |he |she )?was (?:\S+ )?$/;
const UNTIL_TAKEN =
  /(?<!\S)(?:until|till|before|now|then|since)(?: \S+){0,4} (?:put me|started|start|found|prescribed|came along|on|discovered|gave me|taking)(?!\S)|^, (?:\S+ ){1,6}(?:and )?i am (?:clear|fine|free|cured|better|well)(?!\S)|^(?:\S+ ){0,2}[,;-] (?:\S+ ){1,4}(?:tablets?|pills?|dose|(?:sorted|fixed|stopped|cured|ended|changed) (?:that|it|them|all that))(?!\S)/;
const SINCE_TAKEN =
  /^(?:then|since|now|not since|until|with|on)(?! (?:stop\w*|quit\w*|coming|switch\w*))(?!\S)/;
/** "my neuropathy laughs at all of them" */
const UNHELPED =
  /^(?:(?:has|have|is|are|just|still|really|pain) )*(?:laughs? at|(?:did|does|has|have|is|are|will|would) not (?:\S+ )?(?:budg\w+|shift\w*|respond\w*|improv\w+|better|helped)|(?:is |are )?(?:no|not any|any) (?:better|different) (?:on|with|for|since|after)|came back when|untouched|unchanged (?:on|by)|resistant to)/;
/** "Two paracetamol and the fever came down" */
const DOSED =
  /^(?:(?:a|one|two|three|half|\d\S*|couple|few|first|another|of|single|the|after|then) )+(?:\S+ ){1,4}(?:and|later ,?) (?:the|my|his|her) (?:\S+ )?$/;
/** "took a Rennie, heartburn vanished" */
const TOOK_ONE =
  /^(?:i |just )*(?:took|popped|used|had) (?:a|an|one|two|some|my|the) (?:\S+ ){1,3}(?:,|and) (?:the |my )?$/;
const LATER_TAKEN =
  /^(?:(?!after|from|since)\S+ ){0,8}?(?:,|and|so|-) (?:(?:i|they|he|she|now|my \S+|the \S+|am|was|is|have|has|been) )*(?:on|takes?|taking|prescribed|put|started|given)(?!\S)/;
const DIAGNOSED =
  /\b(?:diagnosed with|(?:i|he|she|my \S+) (?:have|has|had|get|got|suffer)(?: from| an?)?(?: (?:chronic|severe|bad|terrible|really|awful|crippling))*) $/;

/** The words by which the event is what a medicine is taken for; undefined where nothing says so. */
export function indicationOf(context: Context): string | undefined {
  return reason(context) ?? purpose(context) ?? cause(context) ?? occasion(context);
}

/** Whoever asks how to treat the nausea has it, from whatever. */
const ADVICE =
  /(?<!\S)(?:how (?:to|do|did|can)|tips|advice|suggestions?|what helps|ways? to|what can i take|anything (?:i|you|to|that|which)|something (?:i|you) can)(?!\S)/;

function reason({ left, right, inside }: Context): string | undefined {
  const match = lastMatch(FOR, left);
  const ahead = match ? left.slice(0, match.index) : '';
  if (!match || NOT_FOR.test(ahead) || EXAMINED.test(ahead) || BLAMING.test(ahead) || ADVISED.test(left))
    return undefined;
  const between = left.slice(match.index + 'for '.length);
  if (ADVICE.test(left) && /^(?:the|this|these) /.test(between)) return undefined;
  if (BROUGHT.test(`${inside.split(' ').slice(1).join(' ')} ${right}`.trim())) return undefined;
  if (TIMED.test(between) || /^(?:any )?signs? /.test(between) || !reaches(between, inside, right))
    return undefined;
  return 'for';
}

function purpose({ left, right, inside }: Context): string | undefined {
  const match = lastMatch(PURPOSES, left);
  if (!match) return undefined;
  const [cue] = match;
  if (/ for$/.test(cue) && BLAMING.test(`${left.slice(0, match.index)}${cue.replace(/for$/, '')}`))
    return undefined;
  const between = `${left.slice(match.index + cue.length + 1)}${/^(?:my|the) /.exec(inside)?.[0] ?? ''}`;
  if (ADVICE.test(left) && /^(?:the|this|these) /.test(between)) return undefined;
  // "couldn't stop shaking", "stopped sleeping": what stopped, or did not, is the event itself.
  if (
    /^stop/.test(cue) &&
    (between === '' || /ing$/.test(inside.split(' ')[0] ?? '')) &&
    !/^(?:the|my) /.test(between)
  )
    return undefined;
  return reaches(between, inside, right) ? cue.trim() : undefined;
}

function cause({ left, right, inside }: Context): string | undefined {
  const match = lastMatch(BECAUSE, left);
  if (!match) return undefined;
  const ahead = left.slice(0, match.index);
  const between = left.slice(match.index + match[0].length + 1);
  if (!TAKING.test(ahead) || STOPPING.test(ahead)) return undefined;
  return reaches(between, inside, right) ? match[0] : undefined;
}

const ILLNESS = new RegExp(`^(?:an? |the |my |this )?${ILLNESSES}$`);
const ONSET =
  /(?<!\S)(?:gave|gives|caus\w+|got|developed|develop|trigger\w*|brought on|led to|end(?:ed|ing)? (?:up|in)|contracted|caught|came down|result\w*|now (?:i )?have|worse\w*|from it|presented|admitted|turned out|suffered|complicat\w*|side effects?|reaction|from (?:the|my|this|it)|due to)(?!\S)/;

/** An illness that nothing is said to have brought; undefined where it is none. */
export function illnessOf({ left, inside, right }: Context): string | undefined {
  return ILLNESS.test(inside) && !ONSET.test(left) && !ONSET.test(right) ? inside : undefined;
}

/** "I use it whenever my asthma flares up", "it keeps the cold sores away" */
const OCCASION =
  /(?<!\S)(?:takes?|took|taking|uses?|used|using|pop|popped|needs?|needed|apply|reach for)(?: \S+){0,4} (?:when|whenever|every time|as soon as)(?= (?:my|the|his|her|i have|i get|i feel|i am)(?: \S+){0,2} $)/;
const KEEPING = /(?<!\S)(?:keep|keeps|kept|keeping)(?= (?:my|the|his|her|any)? ?(?:\S+ )?$)/;
const TAKING_AWAY = /(?<!\S)(?:take|takes|took|taking)(?= (?:my|the|all the) (?:\S+ )?$)/;
/** "it makes the pain bearable" */
const MAKING =
  /(?<!\S)(?:makes?|made|making|keeps?|kept|keeping|gets?|got|has|have|had|renders?|rendered)(?= (?:my|the|his|her) (?:\S+ )?$)/;
const MADE =
  /^(?:\S+ )?(?:bearable|tolerable|manageable|liveable|beaten|licked|sorted|under control|in check|at bay|down to|to (?:a|one|two|three|\d+|once) )/;
/** "when you've got an infection that bad you take what you're given" */
const WHEN_HAD = /(?<!\S)when (?:i|you) (?:have(?: got| had)?|get|got)(?= (?:a |an |the |my )?(?:\S+ )?$)/;
const THEN_NEEDED = /(?<!\S)(?:you|i) (?:will |just )?(?:take|need|use|reach|pop|swallow|want|try)(?!\S)/;
/** "I'd rather put up with the flushes than take it" */
const RATHER =
  /(?<!\S)(?:rather|sooner|prefer to) (?:put up with|live with|suffer|endure|keep)(?= (?:\S+ ){0,2}$)/;
const THAN_TAKE = /^(?:\S+ ){0,2}?than (?:be |go |go back |risk|take|start|try|swallow|touch)/;
const AWAY = /^(?:\S+ )?(?:away|at bay|under control|in check|down|off|to a minimum)(?!\S)/;

/** What stands before the event, what stands after it, and which of the two is the cue. */
const AROUND: readonly (readonly [RegExp, RegExp, 'before' | 'after'])[] = [
  [KEEPING, AWAY, 'before'],
  [/(?<!\S)(?:had|have|got) (?:\S+ ){0,2}$/, SORTED, 'after'],
  [/^(?!(?:.* )?(?:never|not|no) )(?:.* )?(?:was|were|had|used to)(?: \S+){0,4} $/, UNTIL_THEN, 'after'],
  [/(?<!\S)knock(?:s|ed) (?:my|the) (?:\S+ )?$/, /^on the head(?!\S)/, 'after'],
  [
    /(?<!\S)(?:i|he|she|we|son|daughter|husband|wife|mum|mom|dad|kid|baby) (?:has|have|had|gets?)(?: \S+){0,2} $/,
    PRAISED,
    'after',
  ],
  [LAPSING, COMES_BACK, 'before'],
  [MAKING, MADE, 'before'],
  [WHEN_HAD, THEN_NEEDED, 'before'],
  [RATHER, THAN_TAKE, 'before'],
  [TAKING_AWAY, /^(?:right |straight |all |clean )?(?:away|down)\b/, 'before'],
];

function occasion({ left, right }: Context): string | undefined {
  const found =
    OCCASION.exec(left) ??
    WITHOUT_IT.exec(left) ??
    BEFORE_TAKING.exec(left) ??
    WHY_TAKEN.exec(right) ??
    FOR_YEARS.exec(right);
  if (found) return found[0];
  for (const [before, after, which] of AROUND) {
    const ahead = before.exec(left);
    const behind = ahead ? after.exec(right) : null;
    if (ahead && behind) return (which === 'before' ? ahead : behind)[0].trim();
  }
  return undefined;
}

/** The words by which an illness is medicated, or better for it; undefined where nothing says so. */
export function improvementOf({ left, inside, right, after }: Context): string | undefined {
  const medicine = MEDICINE.exec(right);
  if (medicine) return medicine[0];
  const told =
    (/(?<!\S)diagnosed with (?:a |an )?(?:\S+ )?$/.test(left) &&
    !/(?<!\S)(?:gave|caus\w+|after|from)(?!\S)/.test(left)
      ? LATER_TAKEN.exec(right)
      : null) ??
    (WAS.test(left) ? PRESCRIBED.exec(right) : null) ??
    (ONCE_HAD.test(left) ? (UNTIL_TAKEN.exec(right) ?? SINCE_TAKEN.exec(after)) : null) ??
    (/(?<!\S)(?:my|this|the) (?:\S+ )?$/.test(left) ? UNHELPED.exec(right) : null) ??
    (DOSED.test(left) || TOOK_ONE.test(left) ? (VANISHED.exec(right) ?? IMPROVED.exec(right)) : null);
  if (told) return told[0].trim();
  const therefore = DIAGNOSED.test(left) ? THEREFORE.exec(right) : null;
  if (therefore) return therefore[0].trim();
  const returns =
    RETURNS.exec(right) ?? (PRECEDING.test(left) ? THEN_TAKEN.exec(`, ${right.replace(/^, /, '')}`) : null);
  if (returns && !STOPPING.test(returns[0].replace(/(?:if|when|once|as soon as).*/, '')))
    return returns[0].trim();
  if (/(?<!\S)otherwise (?:my|the) (?:\S+ )?$/.test(left) && /^(?:comes|is|gets|flares|returns)/.test(right))
    return 'otherwise';
  const improved =
    IMPROVED.exec(right) ?? EASED.exec(right) ?? (TAKEN.test(left) ? VANISHED.exec(right) : null);
  if (
    !improved ||
    FACULTY.test(inside) ||
    AFTER_STOPPING.test(right.replace(/^((?:has|have|had|finally|all) )*stopped /, '')) ||
    AFTER_STOPPING.test(after.slice(0, 40))
  )
    return undefined;
  return / (?:got|gave me|caused|causes|had|get|with|and) (?:a |an |some )?$/.test(left)
    ? undefined
    : improved[0].trim();
}

/** Whether the words between a cue and the event are no more than its adjectives and others of a list. */
function reaches(between: string, inside: string, right: string): boolean {
  if (between.split(' ').length > LONGEST || STOPPED.test(between.replace(/^(?:this|these|that) /, '')))
    return false;
  // "for hay fever, out cold by nine"
  if (/^[^,]+, $/.test(between) && !/^(?:,|and|or|\/|since|because|$)/.test(right)) return false;
  return !(
    /(?:^| )(?:and|,) (?:the |my |a )?$/.test(between) &&
    (APPEARS.test(right) || GOES_ON.test(inside) || HAPPENED.test(inside))
  );
}

const GOES_ON =
  /(?<!\S)(?:have|has|had|keeps?|kept|is|are|was|were|went|goes|gone|got|gets?|feels?|felt|wo|will|can|could|came|comes|fell|hates?|turned|started)(?!\S)|(?<=\S )(?<!(?:^| )(?:a|an|the|my|and|very|so) )[a-z]{3,}ed(?!\S)/;
/** "took it for a cold and threw up": a new verb. */
const HAPPENED = new RegExp(
  `^(?:threw|felt|got|went|woke|fell|broke|came|had|lost|saw|slept|bled|shook|spent|ended|began|passed|blacked|puked|(?!(?:${PARTICIPLES})\\b)[a-z]{3,}ed)(?= (?:up|out|down|off|over|on|in|into|to|all|like|for|twice|once|my|so|really|very|and|at)\\b|$)`,
);
/** In "took it for pain and hives appeared" the second is a new sentence. */
const APPEARS =
  /^(?:(?:has|have|just|also|then|suddenly) )*(?:appeared|started|came|began|got|is|are|was|were|showed|set in|kicked in|hit|followed)\b/;
