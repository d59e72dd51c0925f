import t from 'tap';
import { backgroundOf, learnFrom, type Said } from '../../scripts/starter/said.js';
import type { ConceptEntry, Identified } from '../../scripts/starter/types.js';

function concept(name: string, lay: readonly string[] = []): Identified<ConceptEntry> {
  const place = { file: '', line: 0 };
  return { level: 'concept', id: name, name, group: 'All', definition: '', synonyms: [], lay, place };
}

const concepts = [concept('Rash', ['red spots']), concept('Vomiting'), concept('Illness')];

function said(text: string, name: string, further: Partial<Said> = {}): Said {
  return { text, concept: name, reported: true, counted: true, ...further };
}

t.test('words that no concept has become lay phrases, once', (t) => {
  const { phrases, counts } = learnFrom(
    [
      said('threw up on the bus', 'Vomiting'),
      said('Threw up on the bus!', 'Vomiting'),
      said('Red spots', 'Rash'),
      said('rash', 'Illness'),
      said('no spots', 'Rash', { reported: false }),
      said('joint pain with it', 'Illness', { reported: false }),
      said('no keeping it down', 'Vomiting', { counted: false }),
    ],
    concepts,
    [],
  );
  t.strictSame(
    [...phrases],
    [
      ['Vomiting', ['threw up on the bus', 'no keeping it down']],
      ['Illness', ['joint pain with it']],
    ],
  );
  t.strictSame([...counts].sort(), [
    ['Illness', 1],
    ['Rash', 1],
    ['Vomiting', 2],
  ]);
  t.end();
});

t.test('words of two concepts, of their post alone or of no use elsewhere are left out', (t) => {
  const texts = [
    '@anna made me hurl',
    'sick 🤮',
    'hurl',
    '38.5',
    'x'.repeat(61),
    'not at all',
    'one of these',
  ];
  const { phrases } = learnFrom(
    [
      ...texts.map((text) => said(text, 'Vomiting', { reported: text !== 'not at all' })),
      said('been so sick', 'Vomiting'),
      said('been so sick', 'Illness'),
    ],
    concepts,
    ['One of these'],
  );
  t.strictSame([...phrases], []);
  t.end();
});

t.test('a concept that the vocabulary lacks is named', (t) => {
  t.throws(() => learnFrom([said('x', 'Rsah')], concepts, []), { message: /Rsah/ });
  t.end();
});

t.test('the background is of mentions as they are reported, with the names of their concepts', (t) => {
  const named = [{ ...concept('Rash', ['red spots']), synonyms: ['Eruption'] }, concept('Vomiting')];
  const drawn = (further: readonly Said[]) =>
    backgroundOf(
      [
        said('spotty all over', 'Rash'),
        said('Spotty all over!', 'Rash'),
        said('threw up', 'Vomiting', { counted: false }),
        said('no spots', 'Rash', { reported: false }),
        said('one on each foot', 'Rash'),
        said('sick 🤮', 'Vomiting'),
        said('blue', 'No such concept'),
        ...further,
      ],
      named,
      ['One on each foot'],
    );
  t.strictSame(
    drawn([]).toSorted((a, b) => a.text.localeCompare(b.text)),
    [
      { text: 'spotty all over', names: ['Rash', 'Eruption'] },
      { text: 'threw up', names: ['Vomiting'] },
    ],
  );
  // Further posts exchange some of them, and leave the order of the others.
  const many = drawn(Array.from({ length: 3000 }, (_, i) => said(`puked ${i} times`, 'Vomiting')));
  t.equal(many.length, 2000);
  const more = drawn(Array.from({ length: 3300 }, (_, i) => said(`puked ${i} times`, 'Vomiting')));
  const kept = more.filter(({ text }) => many.some((each) => each.text === text));
  t.ok(kept.length > 1600 && kept.length < 2000, `${kept.length} stay`);
  t.strictSame(
    kept,
    many.filter(({ text }) => kept.some((each) => each.text === text)),
  );
  t.end();
});
