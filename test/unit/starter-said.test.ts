import t from 'tap';
import { learnFrom, type Said } from '../../scripts/starter/said.js';
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
