import { AppError } from '../errors.js';
import { checkInput } from './check.js';
import { chooseClassifier, chooseMetric, chooseVote, type Setting } from './choose.js';
import { trainClassifier } from './classifier.js';
import { weigh, type HeldBack, type Weighed } from './held-back.js';
import { mineTriplets, trainAdapter } from './metric.js';
import { nearestConcepts, proposable } from './names.js';
import { TopProducts } from './products.js';
import { distinctRows, holdBack, pick, type Rows } from './rows.js';
import type { HeldBackReport, LearnerData, TrainInput, TrainOptions } from './types.js';

/**
 * Learns from coded mentions. A fifth of them, by their forms, is held back while everything else is learned from the
 * others: how long to train, how many neighbours vote, threshold, blend and the best strategy are chosen on it. Then
 * all parts are trained anew from all mentions.
 *
 * @throws AppError `learner_invalid` when the input cannot be learned from, `job_cancelled` when the signal is aborted
 */
export async function trainLearner(
  input: TrainInput,
  { signal, progress = () => undefined }: TrainOptions = {},
): Promise<{ readonly learner: LearnerData; readonly report: HeldBackReport }> {
  checkInput(input);
  const { dimension, seed, threads = 1, negatives = 'hard' } = input;
  const { rows, concepts } = distinctRows(input);
  const { kept, held } = holdBack(rows, seed, input.named);
  const names = proposable(input.names, dimension);
  const search = await TopProducts.open(names.vectors, dimension, { threads });
  const setting = { dimension, concepts, names, search, negatives, seed, threads, signal };
  try {
    const known = pick(rows, dimension, kept);
    const hidden = pick(rows, dimension, held);
    const chosen = await choose(known, hidden, setting, input.dense, progress);
    progress(0.5, 'training the classifier on all mentions');
    const classifier = await trainClassifier(rows, {
      ...setting,
      ...chosen.classifier,
      classes: concepts.length,
    });
    progress(0.9, 'training the metric on all mentions');
    const triplets = await mineTriplets(rows, concepts, names, search, setting);
    const adapter = await trainAdapter(rows, names, triplets, { ...setting, ...chosen.metric });
    progress(1, 'trained');
    const { threshold, blend, best, strategies, cautions } = chosen.weighed;
    return {
      learner: {
        ...{ dimension, classes: concepts, classifier, adapter },
        ...{ mentions: rows.vectors, mentionClasses: rows.classes, counts: rows.counts, forms: rows.forms },
        ...{ vote: chosen.vote, threshold, blend, best },
      },
      report: {
        ...{ rows: rows.classes.length, heldBack: held.length, concepts: concepts.length },
        unseenConcepts: shareUnseen(known, hidden),
        ...{ strategies, best, cautions },
        chosen: { classifier: chosen.classifier, nearest: chosen.vote, metric: chosen.metric, threshold },
      },
    };
  } catch (error) {
    if (signal?.aborted === true)
      throw new AppError('job_cancelled', 'Learning was cancelled; nothing was kept.', { cause: error });
    throw error;
  } finally {
    await search.close();
  }
}

interface Chosen {
  readonly classifier: HeldBackReport['chosen']['classifier'];
  readonly vote: HeldBackReport['chosen']['nearest'];
  readonly metric: HeldBackReport['chosen']['metric'];
  readonly weighed: Weighed;
}

/** Learns from the known rows whatever the hidden ones are needed to choose. */
async function choose(
  known: Rows,
  hidden: Rows,
  setting: Setting,
  given: TrainInput['dense'],
  progress: NonNullable<TrainOptions['progress']>,
): Promise<Chosen> {
  const { concepts, names, search, signal } = setting;
  const truth = Array.from(hidden.classes, (own) => ({ right: concepts[own] ?? 0 }));
  progress(0, 'comparing held-back mentions with names and coded mentions');
  const dense = given
    ? Array.from(hidden.places, (place) => given[place] ?? [])
    : await nearestConcepts(search, names.concepts, hidden.vectors, signal);
  const vote = await chooseVote(known, hidden, truth, setting);
  progress(0.05, 'choosing how long to train the classifier');
  const classifier = await chooseClassifier(known, hidden, truth, setting);
  progress(0.4, 'choosing how long to train the metric');
  const metric = await chooseMetric(known, hidden, truth, setting);
  progress(0.48, 'comparing the strategies');
  const isKnown = new Set(Array.from(known.classes, (own) => concepts[own] ?? 0));
  const heldBack = truth.map((own, i): HeldBack => ({
    ...own,
    evidence: {
      dense: dense[i] ?? [],
      metric: metric.lists[i] ?? [],
      classifier: classifier.lists[i] ?? [],
      nearest: vote.lists[i] ?? [],
      coded: [],
    },
  }));
  return {
    classifier: { epochs: classifier.epochs, decay: classifier.decay },
    vote: vote.settings,
    metric: { epochs: metric.epochs },
    weighed: weigh(heldBack, (concept) => isKnown.has(concept)),
  };
}

function shareUnseen(known: Rows, hidden: Rows): number {
  const classes = new Set(known.classes);
  return hidden.classes.filter((own) => !classes.has(own)).length / hidden.classes.length;
}
