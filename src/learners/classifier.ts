import { GraphBuilder } from './graph.js';
import { trainable, Trainer } from './optimizer.js';
import { batches, type Rows } from './rows.js';
import { indices, matrix } from './session.js';

const BATCH_ROWS = 256;
/** Epochs over which the learning rate falls to nothing; early stopping ends sooner. */
export const CLASSIFIER_EPOCHS = 12;
const RATE = 0.02;
/** Weights start at the mean vector of their class, this long: a nearest-mean classifier. */
const START_LENGTH = 12;
/** A row counts as the number of rows of its class to this power: between each row alike and each class alike. */
const BALANCE = -0.5;

export interface ClassifierOptions {
  readonly classes: number;
  readonly dimension: number;
  readonly decay: number;
  readonly epochs: number;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** Is called with the weights after each epoch; training ends when it says false. */
  readonly afterEpoch?: (weights: Float32Array, epoch: number) => Promise<boolean>;
}

/**
 * Softmax regression on unit vectors (Miftahutdinov et al. 2020, section 3.2, with a frozen encoder): minimises the
 * weighted cross-entropy with decay of the weights.
 * @returns classes x dimension; a class without rows gets weights that speak against it
 */
export async function trainClassifier(
  rows: Rows,
  options: ClassifierOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const { classes, dimension, epochs, decay, seed, signal } = options;
  const count = rows.classes.length;
  const weights = rowWeights(rows, classes);
  const trainer = await Trainer.open(
    stepGraph(count, classes, dimension),
    classMeans(rows, classes, dimension),
    [classes, dimension],
    options,
  );
  try {
    const table = matrix(rows.vectors, count, dimension);
    const perEpoch = Math.ceil(count / BATCH_ROWS);
    let step = 0;
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      for (const batch of batches(count, BATCH_ROWS, seed, epoch)) {
        signal?.throwIfAborted();
        const share = batch.reduce((sum, row) => sum + (weights[row] ?? 0), 0);
        const feeds = {
          table,
          rows: indices(batch),
          labels: indices(batch.map((row) => rows.classes[row] ?? 0)),
          share: matrix(
            Float32Array.from(batch, (row) => (weights[row] ?? 0) / share),
            batch.length,
            1,
          ),
        };
        await trainer.step(feeds, RATE * (1 - step / (perEpoch * CLASSIFIER_EPOCHS)), decay);
        step += 1;
      }
      if (options.afterEpoch && !(await options.afterEpoch(trainer.weights(), epoch))) break;
    }
    return trainer.weights();
  } finally {
    await trainer.close();
  }
}

/** The gradient of the weighted cross-entropy of one batch, and the step it leads to. */
function stepGraph(count: number, classes: number, dimension: number): Uint8Array {
  const graph = new GraphBuilder();
  const table = graph.input('table', [count, dimension]);
  const rows = graph.input('rows', ['batch'], 'int64');
  const labels = graph.input('labels', ['batch'], 'int64');
  const share = graph.input('share', ['batch', 1]);
  const { weights, step } = trainable(graph, classes, dimension, false);
  const x = graph.op('Gather', [table, rows], { axis: 0 });
  const probabilities = graph.op('Softmax', [graph.op('Gemm', [x, weights], { transB: 1 })], { axis: 1 });
  const truth = graph.op('OneHot', [labels, graph.integers(classes), graph.numbers(0, 1)], { axis: 1 });
  const error = graph.op('Mul', [graph.op('Sub', [probabilities, truth]), share]);
  step(graph.op('Gemm', [error, x], { transA: 1 }));
  return graph.encode();
}

/** A pair counts as the square root of how often it was coded, and its class as BALANCE says. */
function rowWeights({ classes: classOf, counts }: Rows, classes: number): Float64Array {
  const own = Float64Array.from(counts, Math.sqrt);
  const totals = new Float64Array(classes);
  classOf.forEach((of, row) => (totals[of] = (totals[of] ?? 0) + (own[row] ?? 0)));
  return own.map((weight, row) => weight * (totals[classOf[row] ?? 0] ?? 1) ** BALANCE);
}

/** The mean vector of each class, as long as START_LENGTH; zero for a class without rows. */
function classMeans(rows: Rows, classes: number, dimension: number): Float32Array {
  const means = new Float32Array(classes * dimension);
  rows.classes.forEach((own, row) => {
    for (let i = 0; i < dimension; i += 1) {
      means[own * dimension + i] =
        (means[own * dimension + i] ?? 0) + (rows.vectors[row * dimension + i] ?? 0);
    }
  });
  for (let own = 0; own < classes; own += 1) {
    const mean = means.subarray(own * dimension, (own + 1) * dimension);
    const length = Math.hypot(...mean);
    if (length > 0) mean.forEach((value, i) => (mean[i] = (value * START_LENGTH) / length));
  }
  return means;
}
