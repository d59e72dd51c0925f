import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { activationStore, lockDataDir, openDatabase, versionStore } from '#src/store/index.js';
import { backUp, contentOf, entriesOf, hashOf, makeData, restore } from '../support/backup.js';

t.test('what was backed up is what is restored, and only that', async (t) => {
  const { data, root, sources } = await makeData(t);
  await mkdir(join(data, 'artefacts', '.tmp-half'));
  await writeFile(join(data, 'artefacts', '.tmp-half', 'manifest.json'), '{}');
  await writeFile(join(data, 'sources', '.tmp-half'), 'half');
  await writeFile(join(data, 'sources', hashOf('nobody needs it')), 'unused');
  await writeFile(join(data, 'keys.txt'), 'secret');
  const before = await contentOf(data);
  const file = join(root, 'backup.tar.gz');
  const seen: string[] = [];
  const summary = await backUp(data, file, {
    onProgress: ({ phase, done, total }) => {
      if (done === total) seen.push(phase);
    },
  });
  t.same(seen, ['check', 'pack']);
  t.match(summary, {
    file,
    files: 8,
    artefacts: 2,
    leftOut: [],
    size: (await stat(file)).size,
    ontologies: [{ name: 'list', versions: ['1', '2'], active: { version: '2', generation: 2 } }],
  });
  t.equal((await stat(file)).mode & 0o777, 0o600);
  t.same((await readdir(root)).sort(), ['backup.tar.gz', 'data', 'given'], 'nothing temporary is left');
  const [head] = await entriesOf(file);
  t.equal(head?.[0].name, 'backup.json');
  t.match(JSON.parse(String(head?.[1])), { format: 1, serviceVersion: /^\d/, createdAt: summary.createdAt });

  const into = join(root, 'restored');
  const restored = await restore(file, into);
  t.match(restored, { dataDir: into, artefacts: 2, movedTo: null, ontologies: summary.ontologies });
  const wanted = Object.entries(before).filter(
    ([name]) =>
      name.startsWith('artefacts/') || sources.some((source) => name.startsWith(`sources/${source}`)),
  );
  t.strictSame(await contentOf(into), Object.fromEntries(wanted.filter(([name]) => !name.includes('.tmp-'))));
  const db = await openDatabase(into);
  t.teardown(() => db.destroy());
  t.same(
    (await versionStore(db).all()).map(({ version }) => version),
    ['1', '2'],
  );
  t.match(await activationStore(db).previous('list'), { version: '1', generation: 1 });
});

t.test('gold sets and reports come along, and are put back', async (t) => {
  const { data, root } = await makeData(t);
  const run = '0c9d2c58-2f0e-4a55-9a42-3f1c5a0f7b11';
  const kept = [`gold-sets/${'a'.repeat(16)}/rows.jsonl`, `evaluations/${run}/report.html`];
  for (const name of [...kept, `impacts/.tmp-${run}/report.json`, 'evaluations/strange/report.html']) {
    await mkdir(join(data, name, '..'), { recursive: true });
    await writeFile(join(data, name), name);
  }
  const file = join(root, 'backup.tar.gz');
  t.match(await backUp(data, file), { artefacts: 2, leftOut: [] });
  const into = join(root, 'restored');
  await restore(file, into);
  const restored = Object.keys(await contentOf(into)).filter((name) => /^(?:gold|eval|imp)/.test(name));
  t.strictSame(restored.sort(), kept.sort());
  t.match(await restore(file, into, { replace: true }), { movedTo: String });
  t.equal(await readFile(join(into, kept[0] ?? ''), 'utf8'), kept[0]);
});

t.test(
  'a service that works in the folder is not waited for, and half of its work is not taken',
  async (t) => {
    const { data, root } = await makeData(t);
    const outcome = lockDataDir(data);
    if (!outcome.held) throw new Error('Somebody else has the lock.');
    t.teardown(() => {
      outcome.lock.release();
    });
    const writer = new Database(join(data, 'ade.sqlite'));
    t.teardown(() => writer.close());
    writer.exec("BEGIN; UPDATE versions SET version = '9' WHERE version = '2'");
    const { ontologies } = await backUp(data, join(root, 'backup.tar.gz'));
    writer.exec('COMMIT');
    t.match(ontologies, [{ versions: ['1', '2'] }]);
    const later = await backUp(data, join(root, 'later.tar.gz'));
    t.match(later.ontologies, [{ versions: ['1', '9'] }]);
  },
);

t.test('what is thrown away while it is copied is in the backup all the same', async (t) => {
  const { data, root } = await makeData(t);
  const old = join(data, 'artefacts', hashOf('1'));
  const file = join(root, 'backup.tar.gz');
  let thrown: Promise<void> | undefined;
  await backUp(data, file, {
    onProgress: () => {
      thrown ??= rm(old, { recursive: true });
    },
  });
  await thrown;
  await restore(file, join(root, 'restored'));
  t.same((await readdir(join(root, 'restored', 'artefacts'))).sort(), [hashOf('1'), hashOf('2')].sort());
});

t.test('an artefact that is not whole is left out, but not one that is in force', async (t) => {
  const { data, root } = await makeData(t);
  const file = join(root, 'backup.tar.gz');
  await writeFile(join(data, 'artefacts', hashOf('1'), 'vectors.f32'), 'altered');
  await mkdir(join(data, 'artefacts', hashOf('without a manifest')));
  const summary = await backUp(data, file);
  t.equal(summary.artefacts, 1);
  t.same(
    [...summary.leftOut].sort(),
    [`artefacts/${hashOf('1')}`, `artefacts/${hashOf('without a manifest')}`].sort(),
  );
  await restore(file, join(root, 'restored'));
  t.same(await readdir(join(root, 'restored', 'artefacts')), [hashOf('2')]);

  const inForce = join(data, 'artefacts', hashOf('2'));
  const again = join(root, 'again.tar.gz');
  await writeFile(join(inForce, 'vectors.f32'), 'altered');
  await t.rejects(backUp(data, again), {
    code: 'backup_failed',
    message: /answers for list, is damaged \(vectors\.f32 .*Try again.*--without-artefacts/,
  });
  await rm(inForce, { recursive: true });
  await t.rejects(backUp(data, again), { code: 'backup_failed', message: /cannot be read \(ENOENT/ });
  t.same((await readdir(root)).sort(), ['backup.tar.gz', 'data', 'given', 'restored']);

  t.match(await backUp(data, again, { withArtefacts: false }), { artefacts: null, files: 4 });
  t.match(await restore(again, join(root, 'small')), { artefacts: null });
  t.notOk((await readdir(join(root, 'small'))).includes('artefacts'));
});

t.test('a source that is missing or altered is told, with the version that needs it', async (t) => {
  const { data, root, sources } = await makeData(t);
  const [file = '', folder = ''] = sources.map((source) => join(data, 'sources', source));
  const to = join(root, 'backup.tar.gz');
  await writeFile(join(folder, 'c.asc'), 'altered');
  await t.rejects(backUp(data, to), { code: 'backup_failed', message: /list 2 was made from, is altered/ });
  await writeFile(join(folder, 'c.asc'), 'c$\n');
  await backUp(data, to);
  await writeFile(file, 'altered');
  await t.rejects(backUp(data, to, { replace: true }), { message: /list 1 was made from, is altered/ });
  await rm(file);
  await t.rejects(backUp(data, to, { replace: true }), { message: /list 1 .* cannot be read \(ENOENT/ });
  t.match(await restore(to, join(root, 'restored')), { artefacts: 2 }, 'the earlier backup is as it was');
});

t.test('no backup is written over another file, of nothing, or half', async (t) => {
  const { data, root } = await makeData(t);
  const to = join(root, 'backup.tar.gz');
  await writeFile(to, 'something else');
  await t.rejects(backUp(data, to), { code: 'file_exists', message: /backup\.tar\.gz exists; --force/ });
  t.equal(await readFile(to, 'utf8'), 'something else');
  const stopping = new AbortController();
  const stopped = backUp(data, to, {
    replace: true,
    signal: stopping.signal,
    onProgress: ({ phase }) => {
      if (phase === 'pack') stopping.abort(new Error('stopped by a test'));
    },
  });
  await t.rejects(stopped, { message: 'stopped by a test' });
  t.equal(await readFile(to, 'utf8'), 'something else');
  await backUp(data, to, { replace: true });
  t.match(await restore(to, join(root, 'restored')), { artefacts: 2 });
  await t.rejects(backUp(join(root, 'nosuch'), join(root, 'x')), {
    code: 'backup_failed',
    message: /nothing to back up: .*nosuch has no ade\.sqlite.*--data-dir/,
  });
  await t.rejects(backUp(data, join(root, 'no', 'x')), { message: /There is no folder .*no: make it/ });
  t.same((await readdir(root)).sort(), ['backup.tar.gz', 'data', 'given', 'restored']);
});
