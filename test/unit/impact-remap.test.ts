import t, { type Test } from 'tap';
import { remap, type Propose, type RemappedEntry } from '#src/impact/index.js';
import type { CodedEntry } from '#src/coded-list.js';
import { catalogueOf } from '../support/impact.js';

type Concepts = Parameters<typeof catalogueOf>[2];

/** Proposes what tells which mention it was asked for. */
const echo: Propose = (mentions) =>
  Promise.resolve(
    mentions.map((mention) => [
      { conceptId: 'P', name: `for ${mention}`, similarity: 0.5, confidence: null },
    ]),
  );

async function remapped(
  t: Test,
  before: Concepts,
  after: Concepts,
  ids: readonly (string | null)[],
): Promise<RemappedEntry[]> {
  const folder = t.testdir();
  const versions = { from: catalogueOf(folder, 'from', before), to: catalogueOf(folder, 'to', after) };
  async function* entries(): AsyncGenerator<CodedEntry> {
    for (const [at, conceptId] of ids.entries()) {
      yield await Promise.resolve({ line: at + 2, mention: `mention ${at}`, conceptId, note: '' });
    }
  }
  const found: RemappedEntry[] = [];
  for await (const batch of remap(entries(), versions, echo, new AbortController().signal))
    found.push(...batch);
  return found;
}

const inShort = (all: readonly RemappedEntry[]): string[] =>
  all.map(({ conceptId, status, now }) =>
    `${conceptId ?? '-'} ${status} ${now.map(({ id }) => id).join()}`.trim(),
  );

t.test('concepts that stay, are renamed, move, or were never there', async (t) => {
  const system = { id: 'S', name: 'Skin', selectable: false };
  const found = await remapped(
    t,
    [system, { id: '1', name: 'Rash', parents: ['S'] }, { id: '2', name: 'Itch' }, { id: '3', name: 'Boil' }],
    [
      system,
      { id: '1', name: 'Rash', parents: ['S'] },
      { id: '2', name: 'Pruritus' },
      { id: '3', name: 'Boil', parents: ['S'] },
      { id: '4', name: 'New' },
    ],
    ['1', '2', '3', '4', 'S', 'nosuch', null],
  );
  t.strictSame(inShort(found), [
    ...[
      '1 unchanged 1',
      '2 renamed 2',
      '3 moved 3',
      '4 unchanged 4',
      'S invalid',
      'nosuch unknown',
      '- none',
    ],
  ]);
  t.match(found[1], { was: { name: 'Itch' }, now: [{ name: 'Pruritus' }], detail: /“Itch”/, proposals: [] });
  t.match(found[2]?.detail, /“Skin”/);
  t.match(
    found[5],
    { was: null, proposals: [{ name: 'for mention 5' }] },
    'its own proposals, not those of another',
  );
  t.match(found[4], { detail: /heading/, proposals: [{ name: 'for mention 4' }] });
});

t.test('concepts that are retired or gone lead to what stands for them', async (t) => {
  const retired = (id: string, replacedBy: string | null) => ({
    ...{ id, name: `Concept ${id}`, status: 'retired', replacedBy },
  });
  const found = await remapped(
    t,
    ['1', '2', '3', '4', '5', '6', '7'].map((id) => ({ id, name: `Concept ${id}` })),
    [
      ...[retired('1', '2'), retired('2', '9'), retired('3', '3'), retired('4', null)],
      { id: '9', name: 'Nine', replaces: ['5'] },
      { id: '8', name: 'Eight', replaces: ['6'] },
      { id: '10', name: 'Ten', replaces: ['6'] },
    ],
    ['1', '2', '3', '4', '5', '6', '7'],
  );
  t.strictSame(inShort(found), [
    ...['1 retired_with_successor 9', '2 retired_with_successor 9', '3 invalid', '4 invalid', '5 merged 9'],
    ...['6 merged 8,10', '7 invalid'],
  ]);
  t.match(found[5]?.detail, /choose/, 'of several successors none is chosen silently');
  t.match(found[6], { was: { name: 'Concept 7' }, proposals: [{ conceptId: 'P' }] });
});

t.test('an id that another concept stood for already leads there', async (t) => {
  const found = await remapped(
    t,
    [
      { id: '1', name: 'One', replaces: ['01', '001'] },
      { id: '2', name: 'Two', replaces: ['02'] },
    ],
    [
      { id: '1', name: 'One', replaces: ['01'] },
      { id: '3', name: 'Three', replaces: ['2'] },
    ],
    ['01', '001', '02'],
  );
  t.strictSame(inShort(found), ['01 merged 1', '001 merged 1', '02 merged 3']);
});

t.test('codes of names lead to the concept that has the name', async (t) => {
  const found = await remapped(
    t,
    [
      {
        id: '10',
        name: 'Insomnia',
        names: [
          { text: 'No sleep', code: '11' },
          { text: 'Wakeful', code: '12' },
          { text: 'Up all night', code: '13' },
          { text: 'Nightly', code: '14' },
        ],
      },
      { id: '20', name: 'Bad dreams' },
      {
        id: '30',
        name: 'Snoring',
        names: [
          { text: 'Loud sleep', code: '31' },
          { text: 'Sawing', code: '32' },
        ],
      },
    ],
    [
      {
        id: '10',
        name: 'Insomnia',
        names: [
          { text: 'No sleep', code: '11' },
          { text: 'Wakeful', code: '12', current: false },
          { text: 'Bad dreams', code: '20' },
        ],
      },
      { id: '13', name: 'Up all night' },
      {
        id: '40',
        name: 'Apnoea',
        names: [{ text: 'Snoring', code: '30' }, { text: 'Loud sleep', code: '31' }, 'sawing'],
      },
    ],
    ['11', '12', '13', '14', '20', '30', '31', '32'],
  );
  t.strictSame(inShort(found), [
    '11 unchanged 10',
    '12 name_not_current 10',
    '13 name_moved 13',
    '14 merged 10',
    '20 merged 10',
    '30 merged 40',
    '31 name_moved 40',
    '32 name_moved 40',
  ]);
});

t.test('long lists keep their order over many batches', async (t) => {
  const ids = Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 ? 'nosuch' : '1'));
  const concepts = [{ id: '1', name: 'Rash' }];
  const found = await remapped(t, concepts, concepts, ids);
  t.strictSame(
    found.map(({ line }) => line),
    ids.map((_id, at) => at + 2),
  );
  t.ok(
    found.every(
      ({ status, mention, proposals }) =>
        (status === 'unknown') === (proposals[0]?.name === `for ${mention}`),
    ),
  );
});
