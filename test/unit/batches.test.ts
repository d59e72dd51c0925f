import fc from 'fast-check';
import t from 'tap';
import { chooseBatch, padBatch } from '#src/inference/index.js';

const lengths = fc.array(fc.integer({ min: 1, max: 128 }), { minLength: 1, maxLength: 300 });
const limits = fc.record({
  maxTokens: fc.integer({ min: 16, max: 4096 }),
  maxRows: fc.integer({ min: 1, max: 64 }),
});

t.test('a batch holds the oldest text, keeps order and stays within the limits', async (t) => {
  fc.assert(
    fc.property(lengths, limits, (texts, limit) => {
      const chosen = chooseBatch(texts, limit);
      const longest = Math.max(...chosen.map((i) => texts[i] ?? 0));
      return (
        chosen[0] === 0 &&
        chosen.every((i, n) => n === 0 || i > (chosen[n - 1] ?? -1)) &&
        chosen.length <= limit.maxRows &&
        (chosen.length === 1 || chosen.length * longest <= limit.maxTokens)
      );
    }),
  );
  t.pass('for all lengths and limits');
});

t.test('texts of near length are chosen before those that would add padding', async (t) => {
  t.same(chooseBatch([10, 90, 11, 9, 80], { maxTokens: 1024, maxRows: 3 }), [0, 2, 3]);
  t.same(
    chooseBatch([90, 10, 11, 9, 80], { maxTokens: 200, maxRows: 8 }),
    [0, 4],
    'the budget counts padding',
  );
  t.same(chooseBatch([100, 1], { maxTokens: 50, maxRows: 8 }), [0], 'one text alone may be over the budget');
});

t.test('every waiting text is taken in the end', async (t) => {
  fc.assert(
    fc.property(lengths, limits, (texts, limit) => {
      let waiting = texts.map((length, id) => ({ id, length }));
      const taken = new Set<number>();
      while (waiting.length > 0) {
        const chosen = new Set(
          chooseBatch(
            waiting.map((text) => text.length),
            limit,
          ),
        );
        waiting.forEach((text, i) => chosen.has(i) && taken.add(text.id));
        waiting = waiting.filter((_, i) => !chosen.has(i));
      }
      return taken.size === texts.length;
    }),
    { numRuns: 50 },
  );
  t.pass('none starves');
});

t.test('padding', async (t) => {
  const texts = [{ ids: Int32Array.of(101, 5, 102) }, { ids: Int32Array.of(101, 102) }];
  const batch = padBatch(texts, 7);
  t.same([...batch.ids], [101, 5, 102, 101, 102, 7]);
  t.same([...batch.lengths], [3, 2]);
  t.same([batch.rows, batch.width], [2, 3]);
});
