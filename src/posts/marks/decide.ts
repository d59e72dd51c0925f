import type { MarkShares } from '../spans.js';
import type { MarkFound } from './mark.js';
import { MARKS, type Mark } from '../types.js';

/**
 * What the rules count for beside a model whose shares add up to 1; that they find nothing stands for `reported`. Chosen on
 * posts of this project with even ids (`bench/marks.ts`), where 0.5 to 0.7 do as well.
 */
const RULES_COUNT = 0.6;

/**
 * The mark of an event from what the rules find in its words and what a model reads in the sentence: rules know the words
 * of denial or fear, the model what a sentence implies. A denial in so many words is not overruled, nor is a yes: the model
 * has learned from "no appetite" and "no energy", too, and may take "no headaches" for the like.
 * @param said the model's shares of the marks
 */
export function decidedMark(byRules: MarkFound, said: MarkShares): MarkFound {
  if (byRules.mark === 'negated' || (byRules.mark === 'reported' && byRules.cue !== undefined))
    return byRules;
  const score = (mark: Mark): number => said[mark] + (mark === byRules.mark ? RULES_COUNT : 0);
  const best = MARKS.reduce((first, each) => (score(each) > score(first) ? each : first));
  return best === byRules.mark ? byRules : { mark: best };
}
