import { blended, describe } from './blend.js';
import { PARTS, type Candidate, type Evidence, type LearnerData, type Part, type Ranked } from './types.js';
import type { Strategy, StrategyChoice } from './types.js';

/** What `combine` takes of a learner. */
export type Weighing = Pick<LearnerData, 'threshold' | 'blend' | 'best'>;

/** The parts that a strategy asks; the others may be left empty in its evidence. */
export const PARTS_ASKED: Readonly<Record<Strategy, readonly Part[]>> = {
  dense: ['dense'],
  nearest: ['nearest'],
  classifier: ['classifier'],
  metric: ['metric'],
  combined: ['metric', 'classifier'],
  blend: PARTS,
};

/**
 * Ranks the concepts that are proposed for one mention, best first. A mention that was coded before is answered as it
 * was coded, whatever the strategy; of several concepts the one that was chosen most often comes first.
 *
 * Scores are those of the concept's source; of `blend` they are chances, which leave room for "none of these", and of
 * a coded mention the share of the times that it was coded so.
 *
 * @param isCoded whether the classifier and the vote know a concept
 */
export function combine(
  choice: StrategyChoice,
  evidence: Evidence,
  learner: Weighing,
  isCoded: (concept: number) => boolean,
): Ranked[] {
  const strategy = choice === 'auto' ? learner.best : choice;
  return codedFirst(ranked(strategy, evidence, learner, isCoded), evidence.coded);
}

function ranked(
  strategy: Strategy,
  evidence: Evidence,
  learner: Weighing,
  isCoded: (concept: number) => boolean,
): Ranked[] {
  switch (strategy) {
    case 'dense':
    case 'metric':
    case 'classifier':
    case 'nearest':
      return from(strategy, evidence);
    case 'combined':
      return believesMetric(evidence, learner.threshold)
        ? interleaved(from('metric', evidence), from('classifier', evidence))
        : interleaved(from('classifier', evidence), from('metric', evidence));
    case 'blend':
      return blended(describe(evidence, isCoded), learner.blend).map((candidate) => ({
        ...candidate,
        source: highest(candidate.concept, evidence),
      }));
  }
}

/**
 * The rule of KFU NLP at SMM4H 2020: the nearest name is believed when it is near enough.
 * Where the classifier has nothing to say, the metric is believed however far the name is.
 */
export function believesMetric({ metric, classifier }: Evidence, threshold: number): boolean {
  return classifier.length === 0 || (metric[0]?.score ?? -Infinity) >= threshold;
}

/** Those that were coded come first; without a difference in number, in the order in which they are ranked. */
function codedFirst(list: readonly Ranked[], coded: readonly Candidate[]): Ranked[] {
  if (coded.length === 0) return [...list];
  const total = coded.reduce((sum, { score }) => sum + score, 0);
  const place = new Map(list.map(({ concept }, i) => [concept, i]));
  const first = coded
    .map(({ concept, score }): Ranked => ({ concept, score: score / total, source: 'coded' }))
    .sort(
      (a, b) =>
        b.score - a.score || (place.get(a.concept) ?? Infinity) - (place.get(b.concept) ?? Infinity) || 0,
    );
  const known = new Set(coded.map(({ concept }) => concept));
  return [...first, ...list.filter(({ concept }) => !known.has(concept))];
}

function from(part: Part, evidence: Evidence): Ranked[] {
  return evidence[part].map(({ concept, score }) => ({ concept, score, source: part }));
}

/** Alternately one of each, the first list's before the second's; a concept once. */
function interleaved(first: readonly Ranked[], second: readonly Ranked[]): Ranked[] {
  const found = new Map<number, Ranked>();
  for (let i = 0; i < Math.max(first.length, second.length); i += 1) {
    for (const candidate of [first[i], second[i]]) {
      if (candidate && !found.has(candidate.concept)) found.set(candidate.concept, candidate);
    }
  }
  return [...found.values()];
}

/** The part in whose list the concept stands highest. */
function highest(concept: number, evidence: Evidence): Part {
  const places = PARTS.map((part) => {
    const at = evidence[part].findIndex((candidate) => candidate.concept === concept);
    return { part, at: at < 0 ? Infinity : at };
  });
  return places.reduce((best, each) => (each.at < best.at ? each : best)).part;
}
