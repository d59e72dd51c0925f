import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '#src/index/build.js';
import { openExact } from '#src/index/exact.js';
import { openHnsw } from '#src/index/hnsw.js';

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

for (const kind of ['exact', 'hnsw'] as const) {
  const request = { kind, vectorsPath, size, dimension };
  const open = kind === 'exact' ? openExact : openHnsw;

  t.test(`${kind}: a build tells its progress and writes the index`, async (t) => {
    const outPath = join(folder, kind);
    const fractions: number[] = [];
    await buildIndex({ ...request, outPath }, { onProgress: (fraction) => fractions.push(fraction) });
    t.ok(fractions.length > (kind === 'exact' ? 0 : 10));
    t.equal(fractions.at(-1), 1);
    t.strictSame(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    await (await open(outPath, size, dimension)).close();

    const again = join(folder, `${kind}-again`);
    await buildIndex({ ...request, outPath: again });
    t.ok(readFileSync(outPath).equals(readFileSync(again)), 'the same rows give the same file');
  });

  t.test(`${kind}: a build refuses what it cannot read or write`, async (t) => {
    const outPath = join(folder, `${kind}-refused`);
    const refuses = (changed: object, wrong: RegExp | typeof RangeError) =>
      t.rejects(buildIndex({ ...request, outPath, ...changed }), wrong);
    await refuses({ size: size + 1 }, RangeError);
    await refuses({ size: 0 }, RangeError);
    await refuses({ vectorsPath: join(folder, 'absent') }, /ENOENT/);
    await refuses({ outPath: join(folder, 'absent', 'x') }, /ENOENT/);
  });

  t.test(`${kind}: values that are not finite are refused`, async (t) => {
    const path = join(folder, 'nan.f32');
    for (const bad of [NaN, Infinity, -Infinity]) {
      const spoilt = values.slice();
      spoilt[1234] = bad;
      writeFileSync(path, new Uint8Array(spoilt.buffer));
      const build = buildIndex({ ...request, vectorsPath: path, outPath: join(folder, `${kind}-nan`) });
      await t.rejects(build, /not finite/);
    }
  });

  t.test(`${kind}: a damaged index is refused`, async (t) => {
    const whole = readFileSync(join(folder, kind));
    const path = join(folder, `${kind}-damaged`);
    for (const bytes of [
      ...[whole.subarray(0, 0), whole.subarray(0, 40), whole.subarray(0, whole.length / 2)],
      ...[whole.subarray(0, -1), Buffer.alloc(5000, 7)],
    ]) {
      writeFileSync(path, bytes);
      await t.rejects(open(path, size, dimension), `${bytes.length} bytes`);
    }
  });
}

t.test('a build can be stopped', async (t) => {
  const request = { kind: 'hnsw', vectorsPath, size, dimension, outPath: join(folder, 'stopped') } as const;
  const stop = new AbortController();
  const build = buildIndex(request, {
    signal: stop.signal,
    onProgress: () => {
      stop.abort();
    },
  });
  await t.rejects(build, { name: 'AbortError' });
  t.notOk(existsSync(request.outPath));
  await t.rejects(buildIndex(request, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});
