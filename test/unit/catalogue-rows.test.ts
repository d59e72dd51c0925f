import t from 'tap';
import { CatalogueRows } from '#src/ontology/catalogue-rows.js';
import type { SourceConcept } from '#src/ontology/concept.js';

function concept(id: string, reported?: number): SourceConcept {
  return {
    ...{ id, name: id, names: [], definition: null, parents: [], level: null },
    ...{ status: 'current', selectable: true },
    ...(reported === undefined ? {} : { reported }),
  };
}

function counts(concepts: readonly (readonly [SourceConcept, number | null])[]): unknown {
  const rows = new CatalogueRows(10);
  for (const [each, lent] of concepts) rows.add(each, [], lent);
  return rows.contents()?.concepts.map(({ reported = null }) => reported);
}

t.test('a source that counts nothing has the counts of the starter vocabulary', (t) => {
  t.strictSame(
    counts([
      [concept('A'), 40],
      [concept('B'), 0],
      [concept('C'), null],
    ]),
    [40, 0, null],
  );
  t.end();
});

t.test('counts of two sources are not mixed', (t) => {
  t.strictSame(
    counts([
      [concept('A'), 40],
      [concept('B', 3), 7],
      [concept('C', 0), 9],
    ]),
    [null, 3, 0],
  );
  t.end();
});

t.test('what is retired has no count', (t) => {
  t.strictSame(
    counts([
      [concept('A'), 40],
      [{ ...concept('B'), status: 'retired' }, 7],
    ]),
    [40, null],
  );
  t.end();
});
