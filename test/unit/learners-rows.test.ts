import t from 'tap';
import { batches, distinctRows, holdBack, pick } from '#src/learners/rows.js';
import { codedVectors, DIMENSION } from '../support/coded-vectors.js';

t.test('the same mention with the same concept is one row, and counted', (t) => {
  const { rows, concepts } = distinctRows({
    mentions: Float32Array.of(1, 0, 1, 0, 1, 0, 0, 1),
    forms: ['head hurts', 'head hurts', 'head hurts', 'sore'],
    concepts: Int32Array.of(9, 4, 9, 4),
    dimension: 2,
  });
  t.strictSame(concepts, Int32Array.of(4, 9));
  t.strictSame(rows.forms, ['head hurts', 'head hurts', 'sore']);
  t.strictSame(rows.classes, Int32Array.of(1, 0, 0));
  t.strictSame(rows.counts, Int32Array.of(2, 1, 1));
  t.strictSame(rows.places, Int32Array.of(0, 1, 3));
  t.strictSame(pick(rows, 2, [2, 0]).vectors, Float32Array.of(0, 1, 1, 0));
  t.end();
});

t.test('a fifth of the mentions is held back, and no form stands on both sides', (t) => {
  const input = codedVectors();
  // Every mention is coded with the next concept, too.
  const twice = distinctRows({
    mentions: Float32Array.from([...input.mentions, ...input.mentions]),
    forms: [...input.forms, ...input.forms],
    concepts: Int32Array.from([...input.concepts, ...input.concepts.map((concept) => concept + 1)]),
    dimension: DIMENSION,
  });
  const { kept, held } = holdBack(twice.rows, 3);
  t.equal(kept.length + held.length, 288);
  t.equal(held.length, 2 * Math.ceil(144 / 5));
  const forms = new Set(kept.map((row) => twice.rows.forms[row]));
  t.notOk(held.some((row) => forms.has(twice.rows.forms[row])));
  t.strictSame(holdBack(twice.rows, 3).held, held, 'the same seed holds back the same');
  t.notSame(holdBack(twice.rows, 4).held, held, 'another seed others');
  t.end();
});

t.test('too few mentions are refused, and the message says how many it takes', (t) => {
  const { rows } = distinctRows(codedVectors(3, 5));
  t.throws(() => holdBack(rows, 1), {
    code: 'learner_invalid',
    message:
      /There are 15 different coded mentions that are not names themselves; learning takes at least 20/,
  });
  t.end();
});

t.test('a mention that is a name is never held back', (t) => {
  const { rows } = distinctRows(codedVectors());
  const named = rows.forms.map((_, row) => row % 2 === 0);
  const { kept, held } = holdBack(rows, 3, named);
  t.equal(held.length, Math.ceil(72 / 5));
  t.ok(held.every((row) => row % 2 === 1));
  t.equal(kept.length, 144 - held.length);
  t.end();
});

t.test('each epoch takes every row once, in an order of its own', (t) => {
  const [first, second] = [1, 2].map((epoch) => [...batches(10, 4, 7, epoch)]);
  t.strictSame(
    first?.map(({ length }) => length),
    [4, 4, 2],
  );
  t.strictSame(
    first?.flat().sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  t.notSame(first, second);
  t.end();
});
