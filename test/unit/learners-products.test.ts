import t from 'tap';
import { nearestConcepts, proposable } from '#src/learners/names.js';
import { votes } from '#src/learners/nearest.js';
import { TopProducts } from '#src/learners/products.js';
import { codedVectors, DIMENSION } from '../support/coded-vectors.js';

t.test('the largest products of each query are found, best first, block by block', async (t) => {
  const { mentions } = codedVectors(30, 40);
  const rows = mentions.length / DIMENSION;
  // So many queries that their scores take more than one block.
  const queries = Float32Array.from(
    { length: 9 * mentions.length },
    (_, i) => mentions[i % mentions.length] ?? 0,
  );
  const search = await TopProducts.open(mentions, DIMENSION);
  const { width, rows: found, scores } = await search.find(queries, 3);
  await search.close();
  t.equal(width, 3);
  for (const query of [0, 17, rows * 8 + 1199]) {
    const own = queries.subarray(query * DIMENSION, (query + 1) * DIMENSION);
    const expected = Array.from({ length: rows }, (_, row) => ({
      row,
      score: own.reduce((sum, value, i) => sum + value * (mentions[row * DIMENSION + i] ?? 0), 0),
    })).sort((a, b) => b.score - a.score);
    for (let i = 0; i < 3; i += 1) {
      t.equal(found[query * 3 + i], expected[i]?.row);
      t.ok(Math.abs((scores[query * 3 + i] ?? 0) - (expected[i]?.score ?? 9)) < 1e-5);
    }
  }
});

t.test('a small table gives what it has, and softmax gives shares', async (t) => {
  const search = await TopProducts.open(Float32Array.of(1, 0, 0, 1), 2, { soft: true });
  const { width, scores } = await search.find(Float32Array.of(1, 0), 5);
  await search.close();
  t.equal(width, 2);
  t.ok(Math.abs((scores[0] ?? 0) - Math.E / (Math.E + 1)) < 1e-6);
  t.ok(Math.abs((scores[0] ?? 0) + (scores[1] ?? 0) - 1) < 1e-6);
});

t.test('concepts come by their nearest names, and a name of -1 is never proposed', async (t) => {
  const names = proposable(
    { vectors: Float32Array.of(1, 0, 0.6, 0.8, 0, 1, 0.8, 0.6), concepts: Int32Array.of(-1, 5, 6, 5) },
    2,
  );
  t.strictSame(names.concepts, Int32Array.of(5, 6, 5));
  const search = await TopProducts.open(names.vectors, 2);
  const [list] = await nearestConcepts(search, names.concepts, Float32Array.of(1, 0));
  await search.close();
  t.strictSame(
    list?.map(({ concept, score }) => [concept, Number(score.toFixed(5))]),
    [
      [5, 0.8],
      [6, 0],
    ],
  );
});

t.test('near mentions vote by their distance', (t) => {
  const tops = {
    width: 4,
    rows: Int32Array.of(0, 1, 2, 3),
    scores: Float32Array.of(0.9, 0.8, 0.8, 0.1),
  };
  const concepts = [5, 6, 6, 7];
  const vote = (neighbours: number, temperature: number) =>
    votes(tops, concepts, { neighbours, temperature })[0]?.map(({ concept }) => concept);
  t.strictSame(vote(1, 0.1), [5]);
  t.strictSame(vote(3, 0.05), [5, 6], 'the nearest alone, when distance counts for much');
  t.strictSame(vote(3, 1), [6, 5], 'the more, when it counts for little');
  const [list = []] = votes(tops, concepts, { neighbours: 4, temperature: 0.1 });
  t.ok(Math.abs(list.reduce((sum, { score }) => sum + score, 0) - 1) < 1e-9);
  t.ok(Math.abs((list.find(({ concept }) => concept === 6)?.similarity ?? 0) - 0.8) < 1e-6);
  t.end();
});
