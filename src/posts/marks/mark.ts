import type { Mark, Offsets } from '../types.js';
import { contextOf, type Context } from './context.js';
import { inFamily, otherHolder } from './experiencer.js';
import { hypothesisOf, questionOf, wishOf } from './hypothesis.js';
import { illnessOf, improvementOf, indicationOf } from './indication.js';
import { denialOf } from './negation.js';
import { affirmationOf } from './present.js';
import { refutationOf } from './refuted.js';

/** What is said of an event, and the words that say so (in lower case, contractions written out). */
export interface MarkFound {
  readonly mark: Mark;
  readonly cue?: string;
}

/**
 * The rules; the first that finds something says the mark. What did not happen, or only may, is not somebody else's
 * event either, and what somebody else takes a medicine for is an indication: so `other` comes late. On marked posts
 * this order did better than `other` first (`bench/marks.ts`).
 */
const RULES: readonly (readonly [Mark, (context: Context) => string | undefined])[] = [
  ['other', inFamily],
  ['reported', affirmationOf],
  ['negated', refutationOf],
  ['hypothetical', wishOf],
  ['negated', denialOf],
  ['indication', indicationOf],
  ['hypothetical', hypothesisOf],
  ['indication', improvementOf],
  ['other', otherHolder],
  ['hypothetical', questionOf],
  ['indication', illnessOf],
];

/** Types of the extractor that name the illness. */
const OF_ILLNESS: ReadonlySet<string> = new Set(['DI', 'SSI']);

/** "two years on it and no attacks": of an illness it tells what the medicine did. */
const KEPT_AWAY = /^(?:no|zero|without|free|free of|free from|not an?)(?!\S)/;

/**
 * What a text says of an event that it names: rules over the words around it, within 600 characters before it and 240
 * after it, in the manner of NegEx (Chapman et al. 2001) and ConText (Harkema et al. 2009), for English.
 * @param span where the event stands, in UTF-16 code units
 * @param type as the extractor has it; `DI` and `SSI` are indications unless the words say more
 */
export function markOf(text: string, span: Offsets, type: string): MarkFound {
  const context = contextOf(text, span);
  const ofIllness = OF_ILLNESS.has(type);
  const indication = ofIllness ? indicationOf(context) : undefined;
  if (indication !== undefined) return { mark: 'indication', cue: indication };
  for (const [mark, find] of RULES) {
    const cue = find(context);
    if (cue === undefined) continue;
    return { mark: ofIllness && mark === 'negated' && KEPT_AWAY.test(cue) ? 'indication' : mark, cue };
  }
  return { mark: ofIllness ? 'indication' : 'reported' };
}
