import type { Context } from './context.js';
import { ABOUT_TO_PASS } from './hypothesis-words.js';
import { EXPECTATIONS, OPENINGS, REFUTATIONS, RELATIVE_CLAUSE } from './refuted-words.js';

const EXPECTED = new RegExp(`(?<!\\S)(?:${EXPECTATIONS})(?!\\S)`);
/** After these an event is told, not expected. */
const TOLD = /(?<!\S)(?:but|because|got|gave|started|developed|woke|caused|gives|which made)(?!\S)/;
/** The name of the event, put first to say something of it. */
const TOPIC = /^(?:(?:and|so|the|any|that|those|these|all that|,) )*$/;
const PASSING = new RegExp(`^(?:${ABOUT_TO_PASS})(?!\\S)`);
const CLAUSE = `(?:(?:${OPENINGS}) )*(?:${REFUTATIONS})`;
const IN_SENTENCE = new RegExp(`(?:^|(?<!\\S)(?:but|and|yet|though|although|only|,|-|:|;) )${CLAUSE}(?!\\S)`);
const NEXT_SENTENCE = new RegExp(`^${CLAUSE}(?!\\S)`);
const NAMED = new RegExp(`^(?:${RELATIVE_CLAUSE})?$`);
const STILL_WAITING = /(?<!\S)(?:still|keep|kept|keeps|been) waiting (?:for|on) (?:\S+ ){0,3}$/;
const DOUBTED = /(?<!\S)worr(?:y|ied|ying)(?: \S+){0,2} about (?:\S+ )?$/;

/** The words by which an event that was expected, feared or asked about did not come; undefined where it did, or nothing tells. */
export function refutationOf({ left, inside, right, end, after }: Context): string | undefined {
  if (PASSING.test(right)) return undefined;
  if (STILL_WAITING.test(left)) return STILL_WAITING.exec(left)?.[0].trim();
  if (DOUBTED.test(left) && /^for nothing\b/.test(right)) return 'for nothing';
  if (!isExpected(left, inside, right, end)) return undefined;
  const here = IN_SENTENCE.exec(right);
  return (here ?? NEXT_SENTENCE.exec(after))?.[0].trim();
}

function isExpected(left: string, inside: string, right: string, end: string): boolean {
  if (end === '?' && TOPIC.test(left) && NAMED.test(right === '' ? '' : `${right} `)) return true;
  const match = EXPECTED.exec(left) ?? EXPECTED.exec(`${left}${inside.split(' ')[0] ?? ''}`);
  return match !== null && !TOLD.test(left.slice(match.index + match[0].length));
}
