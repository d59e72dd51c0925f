import { readdirSync, utimesSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { ImpactShelf } from '#src/impact/shelf.js';

t.test('the newest reports are kept, and one that fails leaves nothing', async (t) => {
  const folder = t.testdir();
  const shelf = new ImpactShelf(folder, 3);
  const ids: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    const id = await shelf.keep(async (id, temporary) => {
      await writeFile(join(temporary, 'report.json'), `${at}`);
      return id;
    });
    // The clock of the file system may be coarse.
    utimesSync(join(folder, id), at, at);
    ids.push(id);
  }
  t.strictSame(readdirSync(folder).sort(), ids.slice(2).sort());
  t.equal(await text(await shelf.read(ids[4] ?? '', 'report.json')), '4');
  await t.rejects(shelf.read(ids[0] ?? '', 'report.json'), { code: 'impact_not_found' });
  await t.rejects(
    shelf.keep(() => Promise.reject(new Error('no'))),
    { message: 'no' },
  );
  t.equal(readdirSync(folder).length, 3);
});

t.test('a report is removed once, and only by an id', async (t) => {
  const shelf = new ImpactShelf(t.testdir({ 'not-a-report': {} }));
  const id = await shelf.keep(async (id, temporary) => {
    await writeFile(join(temporary, 'report.json'), '{}');
    return id;
  });
  await shelf.remove(id);
  await t.rejects(shelf.read(id, 'report.json'), { code: 'impact_not_found' });
  for (const gone of [id, 'not-a-report', '..', ''])
    await t.rejects(shelf.remove(gone), { code: 'impact_not_found' }, gone);
});

t.test('what is kept is listed, the newest first', async (t) => {
  const folder = t.testdir({ 'not-a-report': {} });
  const shelf = new ImpactShelf(folder);
  t.strictSame(await shelf.list(), []);
  const reports = ['2', '3'].map((version, at) => ({
    ...{ ontology: 'mylist', from: { version: '1' }, to: { version } },
    ...{ createdAt: `2026-01-0${at + 1}T00:00:00.000Z`, createdBy: 'anna', coded: null },
  }));
  const ids: string[] = [];
  for (const [at, report] of reports.entries()) {
    const id = await shelf.keep(async (id, temporary) => {
      await writeFile(join(temporary, 'report.json'), JSON.stringify({ id, ...report, entries: ['long'] }));
      return id;
    });
    // As after a restore: the folders' times say nothing.
    utimesSync(join(folder, id), 9 - at, 9 - at);
    ids.push(id);
  }
  const kept = reports.map((report, at) => ({ id: ids[at], ...report }));
  t.strictSame(await shelf.list(), kept.toReversed());

  for (const damaged of ['', '{"id":', '{}'])
    await shelf.keep((_, temporary) => writeFile(join(temporary, 'report.json'), damaged));
  t.strictSame(await shelf.list(), kept.toReversed(), 'one that is damaged hides no other');
});
