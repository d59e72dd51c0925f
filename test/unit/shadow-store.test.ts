import t from 'tap';
import {
  auditStore,
  openDatabase,
  shadowStore,
  type Db,
  type ShadowDifferenceRow,
  type ShadowRow,
} from '#src/store/index.js';

async function openStore(folder: string): Promise<Db> {
  const db = await openDatabase(folder);
  t.teardown(() => db.destroy());
  return db;
}

const shadow: ShadowRow = {
  ontology: 'mylist',
  version: '2',
  against: '1',
  share: 0.5,
  keep_text: 1,
  since: '2026-01-15T09:30:00.000Z',
  set_by: 'boss',
  counts: 'first',
};
const parse = (text: string): unknown => JSON.parse(text);
const difference = (i: number, changes: Partial<ShadowDifferenceRow> = {}): ShadowDifferenceRow => ({
  ontology: 'mylist',
  mention: `digest ${i}`,
  at: new Date(Date.UTC(2026, 0, 15) + i).toISOString(),
  times: 1,
  text: `text ${i}`,
  detail: '{}',
  ...changes,
});

t.test('ten thousand differences are kept, the newest', async (t) => {
  const store = shadowStore(await openStore(t.testdir()));
  await store.set(shadow);
  await store.keep({ ...shadow, counts: 'second' }, [difference(-1, { ontology: 'other' })]);
  for (let from = 0; from < 10_020; from += 1002)
    await store.keep(
      shadow,
      Array.from({ length: 1002 }, (_, i) => difference(from + i)),
    );
  const kept = await store.newest('mylist', 20_000);
  t.equal(kept.length, 10_000);
  t.match(kept[0], { mention: 'digest 10019' });
  t.match(kept.at(-1), { mention: 'digest 20' });
  t.equal((await store.newest('other', 10)).length, 1, 'another ontology’s are not touched');
});

t.test('a mention has one difference, the latest, and how often it came', async (t) => {
  const store = shadowStore(await openStore(t.testdir()));
  await store.set(shadow);
  await store.keep(shadow, [difference(1, { times: 2 }), difference(2)]);
  await store.keep(shadow, [difference(1, { at: difference(3).at, times: 3, detail: '{"a":1}' })]);
  t.match(await store.newest('mylist', 10), [
    { mention: 'digest 1', times: 5, at: difference(3).at, detail: '{"a":1}' },
    { mention: 'digest 2', times: 1 },
  ]);
  t.equal((await store.newest('mylist', 1)).length, 1);
});

t.test('what was found goes with its shadow, and comes not after it', async (t) => {
  const store = shadowStore(await openStore(t.testdir()));
  await store.set(shadow);
  await store.keep({ ...shadow, counts: 'second' }, [difference(1)]);
  t.match(await store.all(), [{ counts: 'second' }]);
  const later = { ...shadow, version: '3', since: '2026-01-16T09:30:00.000Z' };
  await store.set(later);
  t.strictSame(await store.newest('mylist', 10), []);
  await store.keep({ ...shadow, counts: 'late' }, [difference(1)]);
  t.strictSame(await store.all(), [later], 'the earlier comparison has ended');
  t.strictSame(await store.newest('mylist', 10), []);
  await store.keep(later, [difference(1)]);
  await store.restart({ ...later, against: '4', since: '2026-01-17T09:30:00.000Z' });
  t.match(await store.all(), [{ version: '3', against: '4' }]);
  t.strictSame(await store.newest('mylist', 10), []);
  await store.remove('mylist', 'boss');
  await store.keep(later, [difference(1)]);
  t.strictSame([await store.all(), await store.newest('mylist', 10)], [[], []]);
});

t.test('who set and ended what is in the audit trail', async (t) => {
  const db = await openStore(t.testdir());
  const store = shadowStore(db);
  await store.set(shadow);
  await store.set({ ...shadow, version: '3', keep_text: 0 });
  await store.restart({ ...shadow, version: '3', keep_text: 0, against: '4' });
  await store.remove('mylist', 'helper');
  await store.remove('mylist', 'helper');
  const entries = (await auditStore(db).page({ limit: 10 })).reverse();
  const told = entries.map(({ actor, action, subject, before, after }) => ({
    ...{ actor, action, subject },
    before: parse(before),
    after: parse(after),
  }));
  const first = { version: '2', against: '1', share: 0.5, keepText: true };
  const second = { version: '3', against: '1', share: 0.5, keepText: false };
  t.strictSame(told, [
    { actor: 'boss', action: 'shadow.set', subject: 'mylist', before: null, after: first },
    { actor: 'boss', action: 'shadow.set', subject: 'mylist', before: first, after: second },
    {
      ...{ actor: 'helper', action: 'shadow.end', subject: 'mylist' },
      before: { ...second, against: '4' },
      after: null,
    },
  ]);
  t.match(await auditStore(db).verify(), { whole: true });
});

t.test('texts are forgotten where they may not be kept any more', async (t) => {
  const db = await openStore(t.testdir());
  const store = shadowStore(db);
  await store.forgetTexts('system');
  await store.set(shadow);
  await store.keep(shadow, [difference(1)]);
  await store.forgetTexts('system');
  await store.forgetTexts('system');
  t.match(await store.all(), [{ keep_text: 0 }]);
  t.match(await store.newest('mylist', 10), [{ mention: 'digest 1', text: null }]);
  t.match(await auditStore(db).page({ limit: 10 }), [
    { action: 'shadow.forget-texts' },
    { action: 'shadow.set' },
  ]);
});
