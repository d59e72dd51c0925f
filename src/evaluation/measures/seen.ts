import type { PartFigures } from '../figures.js';
import type { Outcome } from '../outcome.js';
import { partOf } from './parts.js';

/** What of a mention stands among the train rows that it is measured against. */
export interface Seen {
  /** One of its right concepts is a right one there. */
  readonly concept: boolean;
  /** Its normal form has one of its right concepts there. */
  readonly pair: boolean;
}

/** A train row: the mention's normal form and its right concepts. */
export interface TrainRow {
  readonly form: string;
  readonly golds: readonly string[];
  /** Null: it belongs to every fold's train rows. */
  readonly fold: string | null;
}

/**
 * Mentions by what was seen in training, which tells learning by heart from understanding. Two divisions: by the
 * concept, and by the very pair of form and concept. Parts without a mention are left out.
 */
export function partsBySeen(
  outcomes: readonly Outcome[],
  ks: readonly number[],
  seenOf: (outcome: Outcome) => Seen,
): readonly PartFigures[] {
  const judged = outcomes.map((outcome) => ({ outcome, seen: seenOf(outcome) }));
  const part = (name: string, belongs: (seen: Seen) => boolean): PartFigures =>
    partOf(
      name,
      judged.filter(({ seen }) => belongs(seen)).map(({ outcome }) => outcome),
      ks,
    );
  return [
    part('concept seen in training', ({ concept }) => concept),
    part('concept not seen', ({ concept }) => !concept),
    part('pair seen', ({ pair }) => pair),
    part('pair not seen', ({ pair }) => !pair),
  ].filter(({ mentions }) => mentions > 0);
}

/** Compares mentions with train rows, each with those of its own fold and those of none. */
export function seenAmong(train: Iterable<TrainRow>): (outcome: Outcome) => Seen {
  const folds = new Map<string | null, { concepts: Set<string>; pairs: Set<string> }>();
  for (const { form, golds, fold } of train) {
    const known = folds.get(fold) ?? { concepts: new Set(), pairs: new Set() };
    folds.set(fold, known);
    for (const gold of golds) {
      known.concepts.add(gold);
      known.pairs.add(pairOf(form, gold));
    }
  }
  return ({ form, golds, fold }) => {
    const known = [...new Set([fold, null])].flatMap((name) => folds.get(name) ?? []);
    return {
      concept: known.some(({ concepts }) => golds.some((gold) => concepts.has(gold))),
      pair: known.some(({ pairs }) => golds.some((gold) => pairs.has(pairOf(form, gold)))),
    };
  };
}

/** A normal form has no line breaks. */
function pairOf(form: string, concept: string): string {
  return `${form}\n${concept}`;
}
