import fc from 'fast-check';
import t from 'tap';
import { TrigramTable, lexicalSimilarity, normalForm } from '#src/text/index.js';

t.test('a table says of each row what comparing the texts one by one says', async (t) => {
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('no appetite', 'aaaa', 'déjà vu', 'T4 < 5%', '头痛', ''),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 30 }), text, (rows, mention) => {
      const table = new TrigramTable(rows.length);
      for (const row of rows) table.add(normalForm(row));
      const found = table.similarities(normalForm(mention), Int32Array.from(rows.keys()));
      return rows.every((row, i) => Math.abs((found[i] ?? -1) - lexicalSimilarity(row, mention)) < 1e-12);
    }),
  );
  t.pass('for all texts');
});

t.test('rows may be asked for in any order, again and again', async (t) => {
  const table = new TrigramTable(3);
  for (const form of ['dry mouth', 'dry eye', 'headache']) table.add(form);
  const rows = Int32Array.of(2, 0, 2);
  const [head, mouth, again] = table.similarities('dry mouth', rows);
  t.equal(mouth, 1);
  t.equal(head, 0);
  t.equal(again, 0);
  t.same(table.similarities('dry mouth', rows), Float64Array.of(0, 1, 0));
});
