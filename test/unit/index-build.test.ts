import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { buildGraph } from '../../src/index/build.js';
import { openExact } from '../../src/index/exact.js';
import { openHnsw } from '../../src/index/hnsw.js';

t.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'index-build-'));
t.teardown(() => {
  rmSync(folder, { recursive: true, force: true });
});
const size = 4000;
const dimension = 32;
const vectorsPath = join(folder, 'vectors.f32');
const values = Float32Array.from({ length: size * dimension }, (_, i) => Math.sin(i * i));
writeFileSync(vectorsPath, new Uint8Array(values.buffer));

t.test('a build tells its progress and writes the graph', async (t) => {
  const outPath = join(folder, 'graph.hnsw');
  const fractions: number[] = [];
  await buildGraph(vectorsPath, size, dimension, outPath, {
    onProgress: (fraction) => fractions.push(fraction),
  });
  t.ok(fractions.length > 10);
  t.equal(fractions.at(-1), 1);
  t.strictSame(
    fractions,
    fractions.toSorted((a, b) => a - b),
  );
  await (await openHnsw(outPath, size, dimension)).close();

  const again = join(folder, 'again.hnsw');
  await buildGraph(vectorsPath, size, dimension, again);
  t.ok(readFileSync(outPath).equals(readFileSync(again)), 'the same rows give the same graph');
});

t.test('a build can be stopped', async (t) => {
  const outPath = join(folder, 'stopped.hnsw');
  const stop = new AbortController();
  const build = buildGraph(vectorsPath, size, dimension, outPath, {
    signal: stop.signal,
    onProgress: () => {
      stop.abort();
    },
  });
  await t.rejects(build, { name: 'AbortError' });
  t.notOk(existsSync(outPath));
  await t.rejects(buildGraph(vectorsPath, size, dimension, outPath, { signal: AbortSignal.abort() }), {
    name: 'AbortError',
  });
});

t.test('a build refuses what it cannot read or write', async (t) => {
  const outPath = join(folder, 'refused.hnsw');
  await t.rejects(buildGraph(vectorsPath, size + 1, dimension, outPath), RangeError);
  await t.rejects(buildGraph(vectorsPath, 0, dimension, outPath), RangeError);
  await t.rejects(buildGraph(join(folder, 'absent'), size, dimension, outPath), /ENOENT/);
  await t.rejects(buildGraph(vectorsPath, size, dimension, join(folder, 'absent', 'x.hnsw')), /ENOENT/);
  t.notOk(existsSync(outPath));
});

t.test('values that are not finite are refused by every reader', async (t) => {
  const path = join(folder, 'nan.f32');
  for (const bad of [NaN, Infinity, -Infinity]) {
    const spoilt = values.slice();
    spoilt[1234] = bad;
    writeFileSync(path, new Uint8Array(spoilt.buffer));
    await t.rejects(openExact(path, size, dimension), /not finite/);
    await t.rejects(buildGraph(path, size, dimension, join(folder, 'nan.hnsw')), /not finite/);
  }
});

t.test('a damaged graph is refused', async (t) => {
  const whole = readFileSync(join(folder, 'graph.hnsw'));
  const path = join(folder, 'damaged.hnsw');
  for (const bytes of [whole.subarray(0, 40), whole.subarray(0, whole.length / 2), Buffer.alloc(5000, 7)]) {
    writeFileSync(path, bytes);
    await t.rejects(openHnsw(path, size, dimension));
  }
});
