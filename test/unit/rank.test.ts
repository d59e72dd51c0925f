/** How names are merged to concepts, on a catalogue of three. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { conceptsByName, nearNames, withoutLent, POOLING, rankConcepts } from '#src/normalize/rank.js';
import { Lexicon } from '#src/ontology/index.js';
import { Catalogue, writeCatalogue } from '#src/store/index.js';
import { normalForm } from '#src/text/index.js';
import { prominences } from '#src/ontology/prominence.js';
import { LENDING, type Lender } from '#src/ontology/lent.js';

/** Names of one concept each, strongest kind first, as a catalogue lays them out. */
const NAMES = [
  ['Fever', 0, 'preferred'],
  ['Chills', 1, 'preferred'],
  ['Rash', 2, 'preferred'],
  ['Pyrexia', 0, 'synonym'],
  ['shivers', 1, 'lay'],
] as const;

async function lexicon(
  t: Test,
  embedded: number,
  reported: readonly (number | null)[] = [],
  hubness = new Float32Array(9),
  lenders: readonly Lender[] = [],
  headings: readonly number[] = [],
): Promise<Lexicon> {
  const path = join(t.testdir(), 'catalogue.sqlite');
  const concept = { level: null, definition: null, status: 'current', selectable: true, parents: [] };
  writeCatalogue(
    path,
    ['Fever', 'Chills', 'Rash'].map((name, row) => ({
      ...{ ...concept, name, id: `X${row}`, reported: reported[row] ?? null },
      selectable: !headings.includes(row),
    })),
    NAMES.map(([text, row, kind]) => ({
      ...{ text, kind, concept: row, normal: normalForm(text), origin: 'ontology' },
    })),
  );
  const catalogue = new Catalogue(path);
  t.teardown(() => {
    catalogue.close();
  });
  return Lexicon.load(catalogue, { concepts: 3, names: NAMES.length, embedded, hubness, lenders });
}

/** The same, with a concept of the starter that speaks for Rash by two names. */
async function lexiconWithLent(
  t: Test,
  cosine: number,
  reported: readonly (number | null)[] = [],
): Promise<Lexicon> {
  const names = [
    { text: 'Exanthem', normal: 'exanthem', kind: 'preferred' as const },
    { text: 'red bumps', normal: 'red bumps', kind: 'lay' as const },
  ];
  const lender = { id: 'S9', name: 'Exanthem', concept: 2, cosine, names };
  return lexicon(t, NAMES.length, reported, new Float32Array(12), [lender]);
}

/** The concepts in their order, and what each reaches, for a mention spelled like no name. */
function ranked(names: Lexicon, cosines: readonly number[]) {
  const near = nearNames(names, 'zzz', Int32Array.from(cosines.keys()), Float32Array.from(cosines));
  return rankConcepts(names, near).map(({ conceptRow, pooled }) => ({ conceptRow, pooled }));
}

t.test('a concept with synonyms has to be nearer, one with lay names nearer still', async (t) => {
  const names = await lexicon(t, NAMES.length);
  t.strictSame(
    [0, 1, 2].map((row) => names.searchedKinds(row)),
    [['preferred', 'synonym'], ['preferred', 'lay'], ['preferred']],
  );
  // By a synonym, by a lay name, by a preferred name.
  const near = nearNames(names, 'zzz', Int32Array.of(3, 4, 2), Float32Array.of(0.7, 0.7, 0.7));
  const reached = rankConcepts(names, near).map(({ conceptRow, pooled }) => [conceptRow, pooled.toFixed(4)]);
  t.strictSame(reached, [
    [2, '0.7000'],
    [0, (0.7 - POOLING.synonymOffset).toFixed(4)],
    [1, (0.7 - POOLING.layOffset).toFixed(4)],
  ]);
});

t.test('a concept reaches the soft mean of the ways in which it has a name near', async (t) => {
  const hubness = Float32Array.of(...[0.2, 0, 0], ...[0.4, 0, 0], ...[0.4, 0, 0]);
  const names = await lexicon(t, NAMES.length, [], hubness);
  const near = nearNames(names, 'zzz', Int32Array.of(0, 3), Float32Array.of(0.8, 0.85));
  const { sharpness, hubnessWeight, synonymOffset } = POOLING;
  const soft = (...values: number[]) =>
    Math.log(values.reduce((sum, value) => sum + Math.exp(sharpness * value), 0)) / sharpness;
  const ways = [0.8 - hubnessWeight * 0.2, soft(0.8, 0.85) - hubnessWeight * 0.4 - synonymOffset];
  const expected = soft(...ways) - Math.log(2) / sharpness;
  t.equal(rankConcepts(names, near)[0]?.pooled.toFixed(4), expected.toFixed(4));
});

t.test('of names that are not searched yet nothing is taken off', async (t) => {
  const names = await lexicon(t, 3);
  t.strictSame(
    [0, 1, 2].map((row) => names.searchedKinds(row)),
    [['preferred'], ['preferred'], ['preferred']],
  );
  t.strictSame(
    ranked(names, [0.6, 0.8, 0.7]).map(({ conceptRow }) => conceptRow),
    [1, 2, 0],
  );
});

t.test('a concept whose name the mention is comes first, whatever is taken off', async (t) => {
  const names = await lexicon(t, NAMES.length);
  const near = nearNames(names, normalForm('Shivers'), Int32Array.of(2, 0), Float32Array.of(0.99, 0.2));
  const [first] = rankConcepts(names, near);
  t.match(first, { conceptRow: 1, source: 'exact', dense: 1, name: { text: 'shivers', kind: 'lay' } });
});

t.test('of concepts that are about as near, the one that is reported more often comes first', async (t) => {
  const names = await lexicon(t, 3, [0, 20, 1]);
  const order = (cosines: readonly number[]) => ranked(names, cosines).map(({ conceptRow }) => conceptRow);
  t.strictSame(order([0.7, 0.65, 0.65]), [1, 0, 2], '(log(20.5) - log(0.5)) x 0.04 = 0.15');
  t.strictSame(order([0.8, 0.65, 0.65]), [0, 1, 2], 'what is nearer comes first all the same');
  const near = nearNames(names, normalForm('fever'), Int32Array.of(1, 0), Float32Array.of(0.99, 0.2));
  t.match(rankConcepts(names, near)[0], { conceptRow: 0, source: 'exact' });
});

t.test('counts of any size weigh the same, and a few do not weigh more', async (t) => {
  const few = await lexicon(t, 3, [0, 20, 1]);
  t.equal(few.prominence(1), Math.log(20.5));
  const many = await lexicon(t, 3, [0, 2_000_000, 1_000_000]);
  t.equal(many.prominence(1), Math.log(2000.5));
  t.equal(many.prominence(0), Math.log(0.5));
  const none = await lexicon(t, 3);
  t.equal(none.prominence(1), 0);
  const some = await lexicon(t, 3, [0, 20, null]);
  const average = (Math.log(0.5) + Math.log(20.5)) / 2;
  t.equal(some.prominence(2), average, 'what is not known is taken for the average');
});

t.test(
  'a heading, which may have the sum of what stands below it, does not say what is common',
  async (t) => {
    const names = await lexicon(t, 3, [6000, 20, null], new Float32Array(9), [], [0]);
    t.equal(names.prominence(1), Math.log(20.5));
    t.equal(names.prominence(2), Math.log(20.5));
  },
);

t.test(
  'what is not known counts for what such concepts are reported, and never for more than the average',
  (t) => {
    const known = [0, 20, null];
    const prominence = (expected: number | null, borrows = false): number | undefined =>
      prominences({ counts: known, expected, borrows: () => borrows })[2];
    const average = (Math.log(0.5) + Math.log(20.5)) / 2;
    t.equal(prominence(null), average);
    t.equal(prominence(0.1), Math.log(0.1 + 0.2));
    t.equal(prominence(0), Math.log(0.2), 'less than a concept that has the count 0');
    t.equal(prominence(7), average);
    t.equal(prominence(0.1, true), average, 'one for which a concept of the starter speaks');
    const many = prominences({ counts: [2000, 4000, null], expected: 1, borrows: () => false });
    t.equal(many[2], Math.log(0.5 + 0.2), 'scaled as the counts are');
    t.end();
  },
);

t.test('a concept that is near to whatever people say has to be nearer', async (t) => {
  const names = await lexicon(t, 3, [], Float32Array.of(...[0.25, 0.75, 0.5], ...[0, 0, 0], ...[0, 0, 0]));
  const found = ranked(names, [0.7, 0.7, 0.7]);
  t.strictSame(
    found.map(({ conceptRow }) => conceptRow),
    [0, 2, 1],
  );
  t.match(found[0]?.pooled.toFixed(4), (0.7 - POOLING.hubnessWeight * 0.25).toFixed(4));
});

t.test(
  'of names that equal the mention the stronger kind comes first, then what is reported more often',
  async (t) => {
    const path = join(t.testdir(), 'catalogue.sqlite');
    const concept = { level: null, definition: null, status: 'current', selectable: true, parents: [] };
    const kinds = ['lay', 'lay', 'synonym'];
    writeCatalogue(
      path,
      kinds.map((_, row) => ({
        ...concept,
        id: `X${row}`,
        name: `Concept ${row}`,
        reported: [1, 5, 0][row] ?? 0,
      })),
      kinds.map((kind, row) => ({ text: 'sick', normal: 'sick', kind, concept: row, origin: 'ontology' })),
    );
    const catalogue = new Catalogue(path);
    t.teardown(() => {
      catalogue.close();
    });
    const names = await Lexicon.load(catalogue, {
      ...{ concepts: 3, names: 3, embedded: 3 },
      hubness: new Float32Array(9),
    });
    const near = nearNames(names, 'sick', Int32Array.of(0, 1, 2), Float32Array.of(1, 1, 1));
    t.strictSame(
      rankConcepts(names, near).map(({ conceptRow }) => conceptRow),
      [2, 1, 0],
    );
  },
);

t.test(
  'what is near speaks for a concept, at a discount, where the concept itself is less near',
  async (t) => {
    const names = await lexiconWithLent(t, 0.8);
    const off = LENDING.discount * 0.2;
    // The lent preferred name is row 5: it is seen with lay names, too.
    const reached = (cosine: number): number =>
      cosine + Math.log((1 + Math.exp(-POOLING.sharpness * POOLING.layOffset)) / 2) / POOLING.sharpness;
    const own = ranked(names, [0.1, 0.1, 0.6]).find(({ conceptRow }) => conceptRow === 2);
    t.equal(own?.pooled.toFixed(4), '0.6000');
    const lent = ranked(names, [0.1, 0.1, 0.6, 0.1, 0.1, 0.9]);
    t.strictSame(
      [lent[0]?.conceptRow, lent[0]?.pooled.toFixed(4)],
      [2, (reached(0.9) - off).toFixed(4)],
      'the better of both',
    );
    t.equal(lent.filter(({ conceptRow }) => conceptRow === 2).length, 1);
    const [less] = ranked(names, [0.1, 0.1, 0.6, 0.1, 0.1, 0.6 + off / 2]);
    t.equal(less?.pooled.toFixed(4), '0.6000', 'the discount is more than it is nearer');
    const near = nearNames(names, 'red bumps', Int32Array.of(6, 0), Float32Array.of(1, 0.5));
    const [first] = rankConcepts(names, near);
    t.match(first, {
      ...{ conceptRow: 2, source: 'dense', name: { text: 'red bumps', kind: 'lay', origin: 'near' } },
    });
    t.strictSame(conceptsByName(names, near), [2, 0]);
    t.strictSame(names.nearTo(2), { id: 'S9', name: 'Exanthem', cosine: 0.8 });
    t.strictSame(
      rankConcepts(names, withoutLent(names, near)).map(({ conceptRow }) => conceptRow),
      [0],
      'where lent names do not count',
    );
  },
);

t.test('what lends its names is as prominent as the concept for which it speaks', async (t) => {
  const names = await lexiconWithLent(t, 0.8, [0, 20, 1]);
  t.equal(names.prominence(3), names.prominence(2));
  t.equal(names.prominence(3), Math.log(1.5));
});
