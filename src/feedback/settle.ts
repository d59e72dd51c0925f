import type { OverrideProblem } from '../ontology/index.js';
import type { FeedbackRow } from '../store/index.js';
import { groupedBy } from './grouped.js';
import type { GivenAnswer, LeftMention } from './types.js';

/** What is looked at of an approved entry. */
export type ApprovedEntry = Pick<FeedbackRow, 'normal' | 'text' | 'concept_id'>;

/** A mention over which all approved feedback agrees. */
export interface AgreedMention {
  readonly normal: string;
  readonly mention: string;
  /** Null: nothing is to be coded. */
  readonly conceptId: string | null;
  readonly entries: number;
}

export interface Settlement {
  readonly agreed: readonly AgreedMention[];
  readonly left: readonly LeftMention[];
}

/**
 * What all approved feedback over each mention (normal form) comes to. A mention is left where entries disagree,
 * where nothing is to be coded and no stop entry is asked for, and where the concept cannot be proposed.
 * @param entries oldest first: the latest spelling of a mention is shown
 * @param problemOf why the active version cannot propose a concept; null where it can
 */
export function settlementOf(
  entries: Iterable<ApprovedEntry>,
  stop: boolean,
  problemOf: (conceptId: string) => OverrideProblem | null,
): Settlement {
  const agreed: AgreedMention[] = [];
  const left: LeftMention[] = [];
  for (const [normal, some] of groupedBy(entries, (entry) => entry.normal)) {
    const mention = some.at(-1)?.text ?? '';
    const answers = answersOf(some);
    const conceptId = answers[0]?.conceptId ?? null;
    const reason =
      answers.length > 1
        ? 'disagreement'
        : conceptId !== null
          ? problemOf(conceptId)
          : stop
            ? null
            : 'stop_not_asked';
    if (reason === null) agreed.push({ normal, mention, conceptId, entries: some.length });
    else left.push({ mention, reason, answers });
  }
  return { agreed, left };
}

/** The answers that were given, the most given first. */
function answersOf(entries: readonly ApprovedEntry[]): readonly GivenAnswer[] {
  return [...groupedBy(entries, (entry) => entry.concept_id)]
    .map(([conceptId, some]) => ({ conceptId, entries: some.length }))
    .sort((a, b) => b.entries - a.entries);
}
