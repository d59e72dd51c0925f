import { figuresOf } from '../../src/learners/held-back.js';
import { openLearner, STRATEGIES, trainLearner } from '../../src/learners/index.js';
import { nearestConcepts } from '../../src/learners/names.js';
import { TopProducts } from '../../src/learners/products.js';
import type {
  Evidence,
  HeldBackReport,
  Names,
  TrainInput,
  StrategyChoice,
} from '../../src/learners/index.js';

export const CHOICES = [...STRATEGIES, 'auto'] as const satisfies readonly StrategyChoice[];

/** Coded mentions with their vectors. */
export interface Mentions {
  readonly vectors: Float32Array;
  readonly forms: readonly string[];
  readonly concepts: Int32Array;
  /** Which of them equal a name of the dictionary. */
  readonly named: readonly boolean[];
}

/** Parts of the test mentions that are measured apart. */
export const GROUPS = ['all', 'pair not in train', 'concept not in train'] as const;
type Group = (typeof GROUPS)[number];

export interface Accuracy {
  readonly mentions: number;
  readonly first: number;
  readonly five: number;
}

/** One row of the result: a strategy, with or without the look-up of mentions that were coded before. */
export interface Cell {
  readonly choice: StrategyChoice;
  readonly lookUp: boolean;
  readonly group: Group;
  readonly accuracy: Accuracy;
}

/** Learns from the ones and answers the others. */
export async function trainAndTest(
  train: Mentions,
  test: Mentions,
  names: Names,
  settings: Pick<TrainInput, 'dimension' | 'seed' | 'negatives'>,
): Promise<{ readonly cells: Cell[]; readonly report: HeldBackReport; readonly seconds: number }> {
  const { dimension } = settings;
  const started = performance.now();
  const { forms, concepts, named } = train;
  const { learner: data, report } = await trainLearner({
    ...{ mentions: train.vectors, forms, concepts, names, named, ...settings },
  });
  const seconds = (performance.now() - started) / 1000;
  const learner = await openLearner(data);
  const search = await TopProducts.open(names.vectors, dimension);
  const dense = await nearestConcepts(search, names.concepts, test.vectors);
  const scores = await learner.score(test.vectors, test.forms.length);
  const metric = await nearestConcepts(search, names.concepts, scores.adapted);
  const pairs = new Set(forms.map((form, i) => `${concepts[i] ?? -1} ${form}`));
  const known = new Set(concepts);
  const members: Record<Group, number[]> = { all: [], 'pair not in train': [], 'concept not in train': [] };
  test.forms.forEach((form, i) => {
    const concept = test.concepts[i] ?? -1;
    members.all.push(i);
    if (!pairs.has(`${concept} ${form}`)) members['pair not in train'].push(i);
    if (!known.has(concept)) members['concept not in train'].push(i);
  });
  const cells = CHOICES.flatMap((choice) =>
    [false, true].flatMap((lookUp) => {
      const lists = test.forms.map((form, i) => {
        const evidence: Evidence = {
          dense: dense[i] ?? [],
          metric: metric[i] ?? [],
          classifier: scores.classifier[i] ?? [],
          nearest: scores.nearest[i] ?? [],
          coded: lookUp ? learner.coded(form) : [],
        };
        return learner.rank(choice, evidence);
      });
      return GROUPS.map((group) => {
        const rows = members[group];
        const truth = rows.map((row) => ({ right: test.concepts[row] ?? -1 }));
        const { first, five } = figuresOf(
          rows.map((row) => lists[row] ?? []),
          truth,
        );
        return { choice, lookUp, group, accuracy: { mentions: rows.length, first, five } };
      });
    }),
  );
  await search.close();
  await learner.close();
  return { cells, report, seconds };
}
