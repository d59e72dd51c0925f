import { lastMatch, type Context } from './context.js';
import { BETTER, FOR_TIME, OTHER_FOR, PURPOSE, STOPPING, STOPS, TAKING } from './indication-words.js';

const FOR = new RegExp(`(?<=(?<before>\\S+) |^)for(?!\\S)`, 'g');
const NOT_FOR = new RegExp(`^(?:${OTHER_FOR})$`);
const TIMED = new RegExp(FOR_TIME);
const STOPPED = new RegExp(`(?<!\\S)(?:${STOPS}|\\w{3,}ed)(?!\\S)`);
const PURPOSES = new RegExp(`(?<!\\S)(?:${PURPOSE})(?!\\S)`, 'g');
const BECAUSE =
  /(?<!\S)(?:because of|bc of|cos of|coz of|cuz of|due to|on account of|owing to|thanks to)(?!\S)/g;
/** Between a cue and the event: what it is, and others like it. */
const LONGEST = 9;

/** "migraine meds", "my anxiety pills". */
const MEDICINE =
  /^(?:(?:pain|rescue) )?(?:meds?|medications?|medicines?|pills?|tablets?|drugs?|treatments?|drops|cream|shots?|injections?|prescription|relief|therapy|patients?|spray|inhaler|control|type you|relapse)\b/;
/** "my migraines are gone"; a side effect goes away, or is gone once the medicine is stopped. */
const IMPROVED = new RegExp(
  `^(?:pain |symptoms |attacks |days )?(?:(?:is|are|was|were|has|have|been|'s|seems?|feels?|got|getting|finally|completely|totally|now|mostly|really|so|all|pretty|well|a lot|way|far|gradually|already|definitely|much|actually|went|under|stays?|stayed|kept|finally|almost|nearly) )*(?:${BETTER})(?!\\S)`,
);
const AFTER_STOPPING =
  /\b(?:stop\w*|quit|quitting|switch\w*|off|halv\w*|lower\w*|reduc\w*|came off|discontinu\w*|skip\w*|miss(?:ed|ing)?|wean\w*|with food|on its own|after (?:a|the first|about|\w+) (?:few |couple of )?(?:days?|weeks?|months?|hours?))\b/;
const EASED =
  /^(?:(?:has|have|had|was|were|is|are|finally|all|really) )*(?:eased|came down|come down|went down|gone down|dropped|subsided|settled|disappeared|vanished|stopped|resolved|went away|faded|calmed down)\b(?: \S+){0,4} (?:since|after|within|with|once|on|thanks to|when)(?: \S+){0,4} (?:start\w*|began|begin\w*|tak\w+|took|us(?:ed|ing)|pills?|tablets?|med\w*|this|it|first dose)\b/;
/** "back pain, so I take …" */
const THEREFORE =
  /^(?:, )?(?:and |so |which is why |thats why |that is why |hence )(?:(?:then|finally|now) )?(?:i |they |we |my \S+ |the \S+ |doc |doctor |gp |dr )?(?:(?:was|were|am|got|have been|been|has|have|had|take|takes|took|tried|started|start) )*(?:put (?:me )?on|prescribed|prescribes|started (?:me )?on|given|gave me|take|took|start|started|take|been taking|on)\b/;
const DIAGNOSED = /\b(?:diagnosed with|(?:i|he|she) (?:have|has|had|get|got|suffer)(?: from)?(?: (?:chronic|severe|bad|terrible|really|awful|crippling))*) $/;

/** The words by which the event is what a medicine is taken for; undefined where nothing says so. */
export function indicationOf(context: Context): string | undefined {
  return reason(context) ?? purpose(context) ?? cause(context);
}

/** Whoever asks how to treat the nausea has it, from whatever. */
const ADVICE = /(?<!\S)(?:how (?:to|do|did|can)|tips|advice|suggestions?|what helps|ways? to)(?!\S)/;

function reason({ left, right, inside }: Context): string | undefined {
  const match = lastMatch(FOR, left);
  if (!match || NOT_FOR.test(match.groups?.before ?? '')) return undefined;
  const between = left.slice(match.index + 'for '.length);
  if (ADVICE.test(left) && /^(?:the|this|these) /.test(between)) return undefined;
  if (TIMED.test(between) || !reaches(between, inside, right)) return undefined;
  return 'for';
}

function purpose({ left, right, inside }: Context): string | undefined {
  const match = lastMatch(PURPOSES, left);
  if (!match) return undefined;
  const [cue] = match;
  const between = left.slice(match.index + cue.length + 1);
  if (ADVICE.test(left) && /^(?:the|this|these) /.test(between)) return undefined;
  // "couldn't stop shaking", "stopped sleeping": what stopped, or did not, is the event itself.
  if (/^stop/.test(cue) && (between === '' || /ing$/.test(inside.split(' ')[0] ?? '')) && !/^(?:the|my) /.test(between))
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

/** The words by which an illness is medicated, or better for it; undefined where nothing says so. */
export function improvementOf({ left, right, after }: Context): string | undefined {
  const medicine = MEDICINE.exec(right);
  if (medicine) return medicine[0];
  const therefore = DIAGNOSED.test(left) ? THEREFORE.exec(right) : null;
  if (therefore) return therefore[0].trim();
  const improved = IMPROVED.exec(right) ?? EASED.exec(right);
  if (!improved || AFTER_STOPPING.test(right) || AFTER_STOPPING.test(after.slice(0, 40))) return undefined;
  return / (?:got|gave me|caused|causes|had|get|with|and) (?:a |an |some )?$/.test(left) ? undefined : improved[0].trim();
}

/** Whether the words between a cue and the event are no more than its adjectives and others of a list. */
function reaches(between: string, inside: string, right: string): boolean {
  if (between.split(' ').length > LONGEST || STOPPED.test(between)) return false;
  return !(/(?:^| )(?:and|,) (?:the |my |a )?$/.test(between) && (APPEARS.test(right) || GOES_ON.test(inside)));
}

const GOES_ON =
  /(?<!\S)(?:have|has|had|keeps?|kept|is|are|was|were|went|goes|gone|got|gets?|feels?|felt|wo|will|can|could|came|comes|fell|hates?|turned|started)(?!\S)/;
/** In "took it for pain and hives appeared" the second is a new sentence. */
const APPEARS =
  /^(?:(?:has|have|just|also|then|suddenly) )*(?:appeared|started|came|began|got|is|are|was|were|showed|set in|kicked in|hit|followed)\b/;
