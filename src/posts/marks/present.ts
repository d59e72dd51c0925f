import type { Context } from './context.js';

const DETERMINED =
  /(?<!\S)(?:the|my|this|these|all this|all these|his|her|our) (?:(?!cause|reason|side|risk|is|are|was|were|be)\S+ )?$/;
const PLACED = '(?:(?:in|on|of|around|under) (?:my|the|both|his|her) (?:\\S+ )?)?';
const FROM =
  'from|due|because|caused|causing|down to|related|linked|connected|coming from|to do with|on account|a (?:side effect|reaction|result)|just|the|my|unrelated|anything to do';
const CAUSE = new RegExp(
  `^${PLACED}(?:(?:(?:is|are|was|were|could be|might be|may be|can be|be|being|comes?|came|has|have)(?: (?!not)\\S+)? (?:${FROM}))|(?:from|due to|because of|caused by|related to|down to) (?:the|my|this|that|it|these|\\S+$))(?!\\S)`,
);
const DOUBT =
  /(?<!\S)(?:think|believe|sure|certain|convinced|know|wonder\w*|tell|whether|if|could|can|is|are|was|were|might|may|chances?|possible|possibility|likely|suspect\w*|reckon\w*)(?!\S)/;

/** Whether only the cause of the event is doubted ("I don't think the rash is from it"): then it is there. */
export function isOnlyItsCause({ left, right }: Context): boolean {
  return DETERMINED.test(left) && DOUBT.test(left) && CAUSE.test(right);
}

/** "Rash: yes, both arms" */
const TICKED = /^: (?:yes|y|present|positive)(?= [,;.-]|$)/;
/** "Any rash? Yes." */
const ASKED =
  /^(?:(?:and|or|any|new|have you|did you|do you|had|have|having|get|notice|noticed|is there|was there) )*$/;
const YES = /^(?:yes|yep|yeah|yup)(?= ?[.,;!-]|$)/;

/** The words by which a form or a question about the event is answered with yes. */
export function affirmationOf({ left, right, end, after }: Context): string | undefined {
  const ticked = TICKED.exec(right)?.[0];
  if (ticked !== undefined) return ticked;
  return end === '?' && right === '' && ASKED.test(left) ? YES.exec(after)?.[0] : undefined;
}
