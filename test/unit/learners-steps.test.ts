import t from 'tap';
import { Adapter } from '#src/learners/adapter.js';
import { classify } from '#src/learners/choose.js';
import { trainClassifier } from '#src/learners/classifier.js';
import { GraphBuilder } from '#src/learners/graph.js';
import { mineTriplets, trainAdapter } from '#src/learners/metric.js';
import { trainable, Trainer } from '#src/learners/optimizer.js';
import { TopProducts } from '#src/learners/products.js';
import { distinctRows } from '#src/learners/rows.js';
import { matrix } from '#src/learners/session.js';
import { codedVectors, DIMENSION } from '../support/coded-vectors.js';

const common = { dimension: DIMENSION, seed: 2, threads: 1 };

t.test('a step is one of AdamW, towards the anchor', async (t) => {
  const graph = new GraphBuilder();
  const { weights, step } = trainable(graph, 1, 2, true);
  step(graph.op('Sub', [weights, graph.input('target', [1, 2])]));
  const anchor = Float32Array.of(0.5, 0.5);
  const trainer = await Trainer.open(graph.encode(), Float32Array.of(1, -1), [1, 2], { threads: 1, anchor });
  let [w, m, v] = [1, 0, 0];
  for (let at = 1; at <= 5; at += 1) {
    await trainer.step({ target: matrix(Float32Array.of(0, 0), 1, 2) }, 0.1, 0.3);
    const gradient = w;
    m = 0.9 * m + 0.1 * gradient;
    v = 0.99 * v + 0.01 * gradient ** 2;
    const rate = (0.1 * Math.sqrt(1 - 0.99 ** at)) / (1 - 0.9 ** at);
    w -= (rate * m) / (Math.sqrt(v) + 1e-8) + 0.1 * 0.3 * (w - 0.5);
    t.ok(Math.abs((trainer.weights()[0] ?? 0) - w) < 1e-5, `step ${at}`);
  }
  await trainer.close();
});

t.test('the classifier learns what names do not say, the same for the same seed', async (t) => {
  const { rows, concepts } = distinctRows(codedVectors());
  const options = { ...common, classes: concepts.length, decay: 0.01, epochs: 4 };
  const weights = await trainClassifier(rows, options);
  const lists = await classify(rows.vectors, weights, concepts, DIMENSION);
  const right = lists.filter(([first], row) => first?.concept === concepts[rows.classes[row] ?? 0]);
  t.ok(right.length > 0.95 * lists.length, `${right.length} of ${lists.length}`);
  t.strictSame(await trainClassifier(rows, options), weights);
});

t.test('the classifier ends when it is told to, and when it is cancelled', async (t) => {
  const { rows, concepts } = distinctRows(codedVectors());
  const options = { ...common, classes: concepts.length, decay: 0.01, epochs: 9 };
  const epochs: number[] = [];
  await trainClassifier(rows, {
    ...options,
    afterEpoch: async (_, epoch) => epochs.push(epoch) < 3,
  });
  t.strictSame(epochs, [1, 2, 3]);
  const signal = AbortSignal.abort(new Error('enough'));
  await t.rejects(trainClassifier(rows, { ...options, signal }), { message: 'enough' });
});

t.test('triplets have a name of the right concept first, and no right one after it', async (t) => {
  const input = codedVectors(20, 3);
  const { rows, concepts } = distinctRows(input);
  const search = await TopProducts.open(input.names.vectors, DIMENSION);
  for (const negatives of ['hard', 'random'] as const) {
    const { anchors, names } = await mineTriplets(rows, concepts, input.names, search, {
      ...common,
      negatives,
    });
    t.equal(anchors.length, 60);
    anchors.forEach((row, i) => {
      const [positive, ...others] = [...names.subarray(16 * i, 16 * (i + 1))].map(
        (name) => input.names.concepts[name],
      );
      const right = concepts[rows.classes[row] ?? 0];
      if (positive !== right || others.includes(right)) t.fail(`${negatives}, anchor ${row}`);
    });
  }
  await search.close();
});

t.test('the first step of the adapter goes down the triplet loss', async (t) => {
  const input = codedVectors(20, 3, 1);
  const { rows, concepts } = distinctRows(input);
  const search = await TopProducts.open(input.names.vectors, DIMENSION);
  const triplets = await mineTriplets(rows, concepts, input.names, search, { ...common, negatives: 'hard' });
  await search.close();
  const product = (query: readonly number[], name: number): number =>
    query.reduce((sum, value, i) => sum + value * (input.names.vectors[name * DIMENSION + i] ?? 0), 0);
  /** The loss, when one number of the identity is moved. */
  const loss = (from: number, to: number, by: number): number => {
    let sum = 0;
    triplets.anchors.forEach((row, i) => {
      const moved = [...rows.vectors.subarray(row * DIMENSION, (row + 1) * DIMENSION)];
      moved[to] = (moved[to] ?? 0) + by * (moved[from] ?? 0);
      const length = Math.hypot(...moved);
      const [positive = 0, ...others] = [...triplets.names.subarray(16 * i, 16 * (i + 1))].map(
        (name) => product(moved, name) / length,
      );
      for (const other of others) sum += Math.max(0, 0.15 - positive + other);
    });
    return sum;
  };
  const adapter = await trainAdapter(rows, input.names, triplets, { ...common, epochs: 1 });
  let compared = 0;
  for (let from = 0; from < DIMENSION; from += 1) {
    for (let to = 0; to < DIMENSION; to += 1) {
      const slope = loss(from, to, 1e-4) - loss(from, to, -1e-4);
      const moved = (adapter[from * DIMENSION + to] ?? 0) - (from === to ? 1 : 0);
      if (Math.abs(slope) < 1e-4) continue;
      compared += 1;
      t.equal(Math.sign(moved), -Math.sign(slope), `${from} to ${to}`);
    }
  }
  t.ok(compared > 200);
});

t.test('adapted vectors have the length 1', async (t) => {
  const adapter = await Adapter.open(Float32Array.of(0, 2, 1, 0), 2);
  const moved = await adapter.apply(Float32Array.of(1, 0, 0.6, 0.8));
  await adapter.close();
  const expected = [0, 1, 0.8 / Math.hypot(0.8, 1.2), 1.2 / Math.hypot(0.8, 1.2)];
  expected.forEach((value, i) => t.ok(Math.abs((moved[i] ?? 9) - value) < 1e-6));
});
