import t from 'tap';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { auditStore, openDatabase, versionStore } from '#src/store/index.js';
import { conceptsInCycles } from '#src/ontology/cycles.js';

const row = (version: string) => ({
  ...{
    ontology: 'o',
    version,
    format: 'csv',
    source_sha256: 'x',
    file_name: 'f',
    expansion: 0,
    choice: '{}',
  },
  ...{ report: '{}', registered_at: '2026-01-01T00:00:00Z', registered_by: 'me' },
});

t.test('whatever is altered in the trail shows', async (t) => {
  for (const [what, statement, verdict] of [
    ['nothing', 'SELECT 1', { whole: true, rows: 4 }],
    ['a text', "UPDATE audit SET actor = 'you' WHERE id = 2", { whole: false, id: 2, reason: /altered/ }],
    ['a row', 'DELETE FROM audit WHERE id = 2', { whole: false, id: 3, reason: /rows 2 to 2 are missing/ }],
    ['the order', 'UPDATE audit SET id = 9 WHERE id = 1', { whole: false, id: 2 }],
    ['a hash', "UPDATE audit SET hash = 'x' WHERE id = 3", { whole: false, id: 3, reason: /altered/ }],
    [
      'a link',
      "UPDATE audit SET previous_hash = 'x' WHERE id = 3",
      { whole: false, id: 3, reason: /follow/ },
    ],
  ] as const) {
    const folder = t.testdir();
    const db = await openDatabase(folder);
    const versions = versionStore(db);
    for (const version of ['1', '2', '3']) await versions.insert(row(version));
    await versions.remove('o', '2', 'somebody');
    await versions.remove('o', 'none', 'somebody');
    const sqlite = new Database(join(folder, 'ade.sqlite'));
    sqlite.exec(statement);
    sqlite.close();
    t.match(await auditStore(db).verify(), verdict, what);
    await db.destroy();
  }
});

t.test('concepts that stand above themselves are counted', (t) => {
  const count = (parents: Record<string, string[]>) =>
    conceptsInCycles(Object.entries(parents).map(([id, above]) => ({ id, parents: above })));
  t.equal(count({ a: [], b: ['a'], c: ['a', 'b'], d: ['unknown'] }), 0);
  t.equal(count({ a: ['b'], b: ['a'], c: ['a'] }), 2);
  t.equal(count({ a: ['c'], b: ['a'], c: ['b'], d: ['e'], e: ['d'], f: ['f'], g: ['c', 'd'] }), 6);
  const deep = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`n${i}`, [`n${i + 1}`]]));
  t.equal(count(deep), 0);
  t.end();
});
