import { readFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import fc from 'fast-check';
import t from 'tap';
import { namePlaces } from '#src/posts/gazetteer.js';
import { codePointsAt, wordsOf } from '#src/posts/words.js';
import { normalForm } from '#src/text/index.js';

const Offsets = { start: Type.Integer(), end: Type.Integer() };
const Fixture = Type.Object({
  maxWords: Type.Integer(),
  minChars: Type.Integer(),
  names: Type.Array(Type.String()),
  cases: Type.Array(
    Type.Object({
      why: Type.String(),
      text: Type.String(),
      words: Type.Array(
        Type.Object({
          text: Type.String(),
          spoken: Type.String(),
          ...Offsets,
          codePoints: Type.Object(Offsets),
        }),
      ),
      marks: Type.String(),
    }),
  ),
});

const file = new URL('../fixtures/posts/words.json', import.meta.url);
const fixture = Value.Parse(Fixture, JSON.parse(readFileSync(file, 'utf8')));
const names = new Set(fixture.names.map(normalForm));

for (const { why, text, words: expected, marks } of fixture.cases) {
  t.test(`${why}: ${JSON.stringify(text)}`, async (t) => {
    const words = wordsOf(text);
    const points = codePointsAt(
      text,
      words.flatMap(({ start, end }) => [start, end]),
    );
    t.strictSame(
      words.map(({ start, end, spoken }, i) => ({
        text: text.slice(start, end),
        ...{ spoken, start, end },
        codePoints: { start: points[2 * i], end: points[2 * i + 1] },
      })),
      expected,
    );
    const places = namePlaces(text, words, names, fixture);
    t.equal(Array.from(places, (place) => 'BIO'[place]).join(''), marks);
  });
}

t.test(
  'whatever the text, words cover all but white space, in order, and code points are Python’s',
  async (t) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const words = wordsOf(text);
        let at = 0;
        for (const { start, end } of words) {
          if (start < at || end <= start || text.slice(at, start).trim() !== '') return false;
          at = end;
        }
        const starts = words.map(({ start }) => start);
        return (
          text.slice(at).trim() === '' &&
          codePointsAt(text, starts).every(
            (point, i) => point === Array.from(text.slice(0, starts[i])).length,
          )
        );
      }),
    );
    t.strictSame(
      codePointsAt('\ud83d a\udc00b', [0, 1, 2, 4]),
      [0, 1, 2, 4],
      'a lone surrogate counts as one',
    );
  },
);

t.test('a dictionary’s name has a least length in code points, not in code units', async (t) => {
  const dictionary = new Set(['𐐨𐐨', 'ab', 'abc']);
  const places = (text: string): string =>
    Array.from(
      namePlaces(text, wordsOf(text), dictionary, { maxWords: 1, minChars: 3 }),
      (place) => 'BIO'[place],
    ).join('');
  t.equal(places('𐐨𐐨 ab abc'), 'OOB');
});
