import { AppError } from '../errors.js';
import { combine, HostedLearner, type Candidate, type NearestCandidate } from '../learners/index.js';
import { RANKING_VERSION } from '../normalize/index.js';
import { problemOf, type LearnerOpener, type SnapshotLearner } from '../ontology/index.js';
import { strategyOf } from './learner-rows.js';
import type { LearnerShelf } from './shelf.js';

/** Opens learners of the shelf for the versions that they take part in. */
export function learnerOpener(shelf: LearnerShelf, encoderHash: string): LearnerOpener {
  return async ({ learner: id, strategy, overrules_exact }, { catalogue }) => {
    const { encoder, ranking, concepts } = await shelf.concepts(id);
    if (encoder !== encoderHash)
      throw new AppError(
        'learner_invalid',
        `Learner ${id} knows the vectors of another encoder (${encoder.slice(0, 12)}): train it anew with this one (${encoderHash.slice(0, 12)}).`,
      );
    if (ranking !== RANKING_VERSION)
      throw new AppError(
        'learner_invalid',
        `Learner ${id} was trained by an earlier release, which came to other similarities: train it anew on the same coded set.`,
      );
    const rows = new Map<number, number>();
    for (const { number, id: conceptId } of concepts) {
      const concept = catalogue.concept(conceptId);
      if (concept && problemOf(concept) === null) rows.set(number, concept.row);
    }
    const hosted = await HostedLearner.open(shelf.path(id));
    return snapshotLearner(id, strategyOf(strategy), overrules_exact === 1, hosted, rows);
  };
}

/**
 * A hosted learner, whose concepts are turned into those of a version.
 * @param rows concept rows of the version, by the learner's numbers
 */
export function snapshotLearner(
  id: string,
  strategy: SnapshotLearner['strategy'],
  overrulesExact: boolean,
  hosted: HostedLearner,
  rows: ReadonlyMap<number, number>,
): SnapshotLearner {
  const { head } = hosted;
  const coded = new Set(rows.values());
  const isCoded = (concept: number): boolean => coded.has(concept);
  const known = <T extends Candidate | NearestCandidate>(candidates: readonly T[]): T[] =>
    candidates.flatMap((candidate) => {
      const concept = rows.get(candidate.concept);
      return concept === undefined ? [] : { ...candidate, concept };
    });
  return {
    ...{ id, strategy, overrulesExact },
    lost: head.classes.length - rows.size,
    ask: async (vectors, forms) => {
      const { classifier, nearest, coded: same, adapted } = await hosted.ask(vectors, forms);
      return {
        adapted,
        classifier: classifier.map(known),
        nearest: nearest.map(known),
        coded: same.map(known),
      };
    },
    rank: (choice, evidence) => combine(choice, evidence, head, isCoded),
    close: () => hosted.close(),
  };
}
