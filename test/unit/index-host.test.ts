/** What happens to searches when the worker thread of an index dies. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startIndexHost } from '#src/index/host.js';
import { buildIndex, type IndexSpec } from '#src/index/index.js';

t.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'index-host-'));
t.teardown(() => {
  rmSync(folder, { recursive: true, force: true });
});
const vectorsPath = join(folder, 'vectors.f32');
/** While this file is there, a worker that is asked to search dies; `once` removes it then. */
const poison = join(folder, 'poison');

const path = join(folder, 'scan.bin');
const spec: IndexSpec = { kind: 'exact', path, size: 3, dimension: 2 };
writeFileSync(vectorsPath, new Uint8Array(Float32Array.of(1, 0, 0, 1, 0.6, 0.8).buffer));
await buildIndex({ kind: 'exact', vectorsPath, size: 3, dimension: 2, outPath: path });
const query = Float32Array.of(0, 1);

/** The index worker, with a second listener that dies where the poison says so. */
function mortalWorker(): URL {
  const real = import.meta.resolve('#src/index/worker.js');
  const source = `
    import { existsSync, readFileSync, rmSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    await import(${JSON.stringify(real)});
    const poison = ${JSON.stringify(poison)};
    parentPort.on('message', ({ type }) => {
      if (type !== 'search' || !existsSync(poison)) return;
      if (readFileSync(poison, 'utf8') === 'once') rmSync(poison);
      throw new Error('poisoned');
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

async function openIndex(t: { teardown(handler: () => Promise<void>): void }) {
  const host = startIndexHost({ worker: mortalWorker() });
  t.teardown(() => host.close());
  return { host, index: await host.open(spec) };
}

t.test('searches outlive a worker that dies', async (t) => {
  const { host, index } = await openIndex(t);
  t.match(host.status(), [{ state: 'ready', pending: 0, restarts: 0 }]);
  writeFileSync(poison, 'once');
  const searches = Array.from({ length: 5 }, (_, i) => index.search(query, 1, 1 + (i % 3)));
  t.match(host.status(), [{ pending: 5 }]);
  (await Promise.all(searches)).forEach(({ k, rows }, i) => {
    t.equal(k, 1 + (i % 3));
    t.equal(rows[0], 1);
  });
  t.match(host.status(), [{ state: 'ready', pending: 0, restarts: 1, lastError: /poisoned/ }]);
});

t.test('a search that kills its worker twice is refused, and the index lives on', async (t) => {
  const { host, index } = await openIndex(t);
  writeFileSync(poison, 'always');
  await t.rejects(index.search(query, 1, 1), /index worker failed: poisoned/);
  rmSync(poison);
  t.strictSame([...(await index.search(query, 1, 2)).rows], [1, 2]);
  t.match(host.status(), [{ state: 'ready', restarts: 2 }]);
});

t.test('an index that cannot be reopened says so, and tries again with the next search', async (t) => {
  const { host, index } = await openIndex(t);
  renameSync(path, `${path}.away`);
  writeFileSync(poison, 'once');
  await t.rejects(index.search(query, 1, 1), /ENOENT/);
  t.match(host.status(), [{ state: 'failed', pending: 0, lastError: /ENOENT/ }]);
  await t.rejects(index.search(query, 1, 1), /ENOENT/);
  renameSync(`${path}.away`, path);
  t.equal((await index.search(query, 1, 1)).rows[0], 1);
  t.match(host.status(), [{ state: 'ready' }]);
});

t.test('closing answers what a dying worker left behind', async (t) => {
  const { host, index } = await openIndex(t);
  writeFileSync(poison, 'once');
  const search = index.search(query, 1, 1);
  await host.close();
  t.equal((await search).rows[0], 1);
  t.strictSame(host.status(), []);
});

t.test('a search of many queries is answered in pieces, as one', async (t) => {
  const { index } = await openIndex(t);
  const many = Float32Array.from({ length: 150 * 2 }, (_, i) => Number(i % 2 === Math.floor(i / 2) % 2));
  const { k, rows, scores } = await index.search(many, 150, 2);
  t.equal(k, 2);
  t.equal(scores.length, 300);
  for (let i = 0; i < 150; i += 1) {
    const own = many.subarray(i * 2, i * 2 + 2);
    t.strictSame(rows.subarray(i * 2, i * 2 + 2), (await index.search(own, 1, 2)).rows);
  }
});

t.test('small searches go first, and large ones are not passed over for ever', async (t) => {
  const { index } = await openIndex(t);
  const answered: string[] = [];
  const search = async (name: string, count: number, k: number): Promise<void> => {
    await index.search(
      Float32Array.from({ length: count * 2 }, (_, i) => query[i % 2] ?? 0),
      count,
      k,
    );
    answered.push(name);
  };
  // The first finds the index idle; what follows waits for it.
  const first = search('first', 1, 1);
  const large = search('large', 60, 2);
  const wide = search('wide', 1, 3);
  const small = Array.from({ length: 3 }, (_, i) => search(`small ${i}`, 1, 1));
  await Promise.all([first, large, wide, ...small]);
  // The small ones are one batch, to which the large one does not belong.
  t.strictSame(answered, ['first', 'small 0', 'small 1', 'small 2', 'wide', 'large']);

  answered.length = 0;
  const busy = search('first', 1, 1);
  const late = search('large', 60, 2);
  // Each finds the large one waiting, and itself smaller; they are too many for one batch.
  const others = Array.from({ length: 6 }, (_, i) => search(`small ${i}`, 40, 1));
  await Promise.all([busy, late, ...others]);
  t.equal(answered.indexOf('large'), 5, 'four go first');
});

t.test('an index that has failed can be closed', async (t) => {
  const { host, index } = await openIndex(t);
  renameSync(path, `${path}.away`);
  writeFileSync(poison, 'once');
  await t.rejects(index.search(query, 1, 1), /ENOENT/);
  renameSync(`${path}.away`, path);
  await index.close();
  t.strictSame(host.status(), []);
});
