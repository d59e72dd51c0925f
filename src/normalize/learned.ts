import { CANDIDATES, type Candidate, type NearestCandidate, type Strategy } from '../learners/index.js';
import type { Lexicon, SnapshotLearner } from '../ontology/index.js';
import type { Match } from './rank.js';

/** What every part proposes for one mention, best first; concepts are rows of the version that answers. */
export interface LearnedParts {
  readonly dense: readonly Match[];
  /** By the mention's vector as the metric moved it. */
  readonly metric: readonly Match[];
  readonly classifier: readonly Candidate[];
  readonly nearest: readonly NearestCandidate[];
  readonly coded: readonly Candidate[];
}

export interface LearnedContext {
  readonly strategy: Strategy;
  readonly learner: SnapshotLearner;
  readonly lexicon: Lexicon;
}

/**
 * Concepts by what was learned from coded data. What people settled comes first whatever was learned, and so do names
 * that equal the mention, unless the learner was told to overrule them.
 */
export function rankLearned(
  { dense, metric, classifier, nearest, coded }: LearnedParts,
  { strategy, learner, lexicon }: LearnedContext,
): Match[] {
  const evidence = {
    dense: dense
      .slice(0, CANDIDATES)
      .map(({ conceptRow, pooled }) => ({ concept: conceptRow, score: pooled ?? 0 })),
    metric: metric
      .map(({ conceptRow, dense: cosine }) => ({ concept: conceptRow, score: cosine ?? 0 }))
      .sort((a, b) => b.score - a.score)
      .slice(0, CANDIDATES),
    ...{ classifier, nearest, coded },
  };
  const first = dense.filter(
    ({ source }) => source === 'override' || (source === 'exact' && !learner.overrulesExact),
  );
  const taken = new Set(first.map(({ conceptRow }) => conceptRow));
  const byName = new Map([...metric, ...dense].map((match) => [match.conceptRow, match]));
  const blended = learner.rank('blend', evidence);
  const ordered = strategy === 'blend' ? blended : learner.rank(strategy, evidence);
  const probability = scoresOf(blended);
  const [byClassifier, byVote] = [scoresOf(classifier), scoresOf(nearest)];
  const ranked = ordered.map(({ concept, source }): Match => {
    const named = byName.get(concept);
    const preferred = { text: lexicon.concept(concept).name, kind: 'preferred', origin: 'ontology' } as const;
    return {
      conceptRow: concept,
      name: named?.name ?? preferred,
      source,
      ...{ dense: named?.dense ?? null, lexical: named?.lexical ?? null, pooled: named?.pooled ?? null },
      learned: {
        confidence: probability.get(concept) ?? 0,
        classifier: byClassifier.get(concept) ?? null,
        nearest: byVote.get(concept) ?? null,
      },
    };
  });
  return [...first, ...ranked.filter(({ conceptRow }) => !taken.has(conceptRow))];
}

function scoresOf(candidates: readonly Candidate[]): ReadonlyMap<number, number> {
  return new Map(candidates.map(({ concept, score }) => [concept, score]));
}
