import t, { type Test } from 'tap';
import { CHANGE_KINDS, changesBetween, type Change } from '#src/impact/index.js';
import { ChangeTally, MOST_LISTED } from '#src/impact/report.js';
import { catalogueOf } from '../support/impact.js';

type Concepts = Parameters<typeof catalogueOf>[2];

const never = new AbortController().signal;

async function changes(t: Test, before: Concepts, after: Concepts): Promise<Change[]> {
  const folder = t.testdir();
  const [from, to] = [catalogueOf(folder, 'from', before), catalogueOf(folder, 'to', after)];
  t.teardown(() => {
    from.close();
    to.close();
  });
  const found: Change[] = [];
  for await (const slice of changesBetween(from, to, never)) found.push(...slice.changes);
  return found;
}

/** Kind, concept and what stands beside it, one line a change. */
const inShort = (all: readonly Change[]): string[] =>
  all.map(({ kind, concept, before, after, from, to, sign }) =>
    [
      kind,
      concept.id,
      before === null && after === null ? '' : `${before ?? '-'} > ${after ?? '-'}`,
      from.length + to.length === 0
        ? ''
        : `${from.map(({ id }) => id).join()} => ${to.map(({ id }) => id).join()}`,
      sign ?? '',
    ]
      .filter((part) => part !== '')
      .join(' | '),
  );

const skin = { id: 'S', name: 'Skin', selectable: false };
const head = { id: 'H', name: 'Head', selectable: false };
const rash = { id: 'R', name: 'Rash', parents: ['S'] };

t.test('equal versions have no changes, whatever the order of concepts, names and parents', async (t) => {
  const both = { ...rash, parents: ['S', 'H'], names: ['Red skin', 'Spots'] };
  const turned = { ...rash, parents: ['H', 'S'], names: ['Spots', 'Red skin'] };
  t.strictSame(await changes(t, [skin, head, both], [turned, head, skin]), []);
});

t.test('concepts come, go, move and are called otherwise', async (t) => {
  const found = await changes(
    t,
    [
      ...[skin, head, rash],
      { id: 'A', name: 'Ache of head', parents: ['H'], level: 'PT' },
      { id: 'B', name: 'Blister', parents: ['S'] },
      { id: 'C', name: 'Cold-sore', parents: ['S'] },
      { id: 'D', name: 'Dandruff', parents: ['H'] },
    ],
    [
      ...[skin, head],
      { ...rash, parents: ['S', 'H'] },
      { id: 'A', name: 'Headache', parents: ['H'], level: 'LLT', selectable: false },
      { id: 'B', name: 'BLISTER', parents: ['S'] },
      { id: 'C', name: 'Cold sore', parents: ['S'] },
      { id: 'N', name: 'New one', parents: ['H'] },
    ],
  );
  t.strictSame(inShort(found), [
    'moved | R | S => S,H',
    'renamed | A | Ache of head > Headache',
    'level_changed | A | PT > LLT',
    'selectable_lost | A',
    'recased | B | Blister > BLISTER',
    'respelled | C | Cold-sore > Cold sore',
    'added | N',
    'removed | D',
  ]);
  t.strictSame(
    found
      .map(({ concept, branch }) => `${concept.id} ${branch?.name ?? 'none'}`)
      .filter((line) => /^[NDB]/.test(line)),
    ['B Skin', 'N Head', 'D Head'],
    'each below its top-level concept, one that is gone as it was',
  );
});

t.test('a successor is what the sources say, over a chain that may be a circle', async (t) => {
  const old = ['1', '2', '3', '4', '5', '6'].map((id) => ({ id, name: `Concept ${id}` }));
  const retired = (id: string, replacedBy: string | null) => ({
    ...{ id, name: `Concept ${id}`, status: 'retired', replacedBy },
  });
  const found = await changes(t, old, [
    ...[retired('1', '2'), retired('2', '6'), retired('3', '4'), retired('4', '3')],
    { id: '6', name: 'Concept 6', replaces: ['5'] },
  ]);
  t.strictSame(inShort(found), [
    'retired | 1 |  => 6 | replaced_by',
    'retired | 2 |  => 6 | replaced_by',
    'retired | 3',
    'retired | 4',
    'removed | 5 |  => 6 | replaces',
  ]);
});

t.test('a successor is who has the code or the name, where the sources say nothing', async (t) => {
  const found = await changes(
    t,
    [
      { id: '10', name: 'Sleeplessness' },
      { id: '20', name: 'Insomnia' },
      { id: '30', name: 'Rash & "spots"' },
      { id: '40', name: 'Rash' },
      { id: '50', name: 'Nothing like it' },
      { id: '60', name: '???' },
    ],
    [
      { id: '20', name: 'Insomnia', names: [{ text: 'No sleep at all', code: '10' }] },
      { id: '41', name: 'Other', names: ['RASH spots', { text: 'Nothing like it', origin: 'starter' }] },
      { id: '42', name: 'Rash of the skin' },
      { id: '43', name: 'rash' },
    ],
  );
  t.strictSame(
    inShort(found).filter((line) => line.startsWith('removed')),
    [
      ...['removed | 10 |  => 20 | code', 'removed | 30 |  => 41 | name', 'removed | 40 |  => 43 | name'],
      ...['removed | 50', 'removed | 60'],
    ],
    'by the whole name, and never by what the starter vocabulary lent',
  );
});

t.test('names move, come, go and change their currency; those of the starter do not count', async (t) => {
  const found = await changes(
    t,
    [
      {
        id: 'A',
        name: 'Ache',
        names: ['Hurting', 'Old word', 'Lost word', { text: 'Lent', origin: 'starter' }],
      },
      { id: 'B', name: 'Bruise', names: [{ text: 'Blue spot', code: '7', current: false }] },
      { id: 'G', name: 'Gone', names: ['Went along'] },
    ],
    [
      { id: 'A', name: 'Ache', names: [{ text: 'Old word', code: '9', current: false }] },
      {
        ...{ id: 'B', name: 'Bruise' },
        names: [
          { text: 'Blue spot', code: '7' },
          'HURTING',
          'Went along',
          'Found word',
          { text: 'Lent', origin: 'starter' },
        ],
      },
    ],
  );
  t.strictSame(inShort(found), [
    'name_currency_lost | A | Old word > Old word',
    'name_currency_gained | B | Blue spot > Blue spot',
    'removed | G',
    'name_moved | A | Hurting > HURTING | A => B',
    'name_removed | A | Lost word > -',
    'name_moved | G | Went along > Went along | G => B',
    'name_added | B | - > Found word',
  ]);
  t.strictSame(found.find(({ kind }) => kind === 'name_currency_lost')?.code, '9');
});

t.test('a renaming is told once, but its old name is missed where it went elsewhere', async (t) => {
  const found = await changes(
    t,
    [
      { id: 'A', name: 'Ache' },
      { id: 'B', name: 'Bruise' },
      { id: 'C', name: 'Cough' },
    ],
    [
      { id: 'A', name: 'Pain' },
      { id: 'B', name: 'Contusion' },
      { id: 'C', name: 'Cough', names: ['bruise'] },
    ],
  );
  t.strictSame(inShort(found), [
    'renamed | A | Ache > Pain',
    'renamed | B | Bruise > Contusion',
    'name_moved | B | Bruise > bruise | B => C',
  ]);
});

t.test('a hierarchy that closes on itself ends', async (t) => {
  const circle = [
    { id: 'A', name: 'A', parents: ['B'] },
    { id: 'B', name: 'B', parents: ['A'] },
  ];
  const found = await changes(t, circle, [...circle, { id: 'C', name: 'C', parents: ['A'] }]);
  t.match(found, [{ kind: 'added', concept: { id: 'C' }, branch: { id: 'B' } }]);
});

t.test('counts are whole, while lists are bounded', async (t) => {
  const many = Array.from({ length: MOST_LISTED + 5 }, (_, i) => ({
    id: `${i}`,
    name: `Term ${i}`,
    parents: ['S'],
  }));
  const tally = new ChangeTally();
  for (const change of await changes(t, [skin], [skin, ...many, { id: 'x', name: 'Alone' }]))
    tally.add(change);
  const { total, counts, branches, branchCount } = tally.summary();
  t.equal(total, MOST_LISTED + 6);
  t.strictSame(counts, {
    ...Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0])),
    added: MOST_LISTED + 6,
  });
  t.match(branches, [
    { branch: { id: 'S' }, total: MOST_LISTED + 5, counts: { added: MOST_LISTED + 5 } },
    { branch: null, total: 1 },
  ]);
  t.equal(branchCount, 2);
  t.equal(tally.listed().length, MOST_LISTED);
});

t.test('a comparison can be stopped', async (t) => {
  const folder = t.testdir();
  const many = Array.from({ length: 1000 }, (_, i) => ({ id: `${i}`, name: `Term ${i}` }));
  const [from, to] = [catalogueOf(folder, 'from', []), catalogueOf(folder, 'to', many)];
  const stop = new AbortController();
  const slices: number[] = [];
  await t.rejects(
    (async () => {
      for await (const { done } of changesBetween(from, to, stop.signal)) {
        slices.push(done);
        stop.abort(new Error('enough'));
      }
    })(),
    { message: 'enough' },
  );
  t.equal(slices.length, 1);
});
