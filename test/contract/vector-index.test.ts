/** What every kind of index keeps, through the host and its worker threads. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import {
  buildIndex,
  startIndexHost,
  type IndexKind,
  type IndexSpec,
  type Neighbours,
} from '#src/index/index.js';

t.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'vector-index-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));

/** Numbers that look random and are the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Unit vectors in groups, as names of one concept lie together. */
function vectors(count: number, dimension: number, seed: number): Float32Array {
  const next = random(seed);
  const normal = () => next() + next() + next() - 1.5;
  const centres = Array.from({ length: Math.ceil(count / 8) }, () =>
    Array.from({ length: dimension }, normal),
  );
  const values = new Float32Array(count * dimension);
  for (let row = 0; row < count; row += 1) {
    const centre = centres[Math.floor(next() * centres.length)] ?? [];
    const raw = centre.map((value) => value + 0.5 * normal());
    const length = Math.hypot(...raw);
    values.set(
      raw.map((value) => value / length),
      row * dimension,
    );
  }
  return values;
}

function bruteForce(
  data: Float32Array,
  dimension: number,
  query: Float32Array,
  k: number,
): [row: number, score: number][] {
  const size = data.length / dimension;
  return Array.from({ length: size }, (_, row): [number, number] => {
    const own = data.subarray(row * dimension, (row + 1) * dimension);
    return [row, query.reduce((sum, value, i) => sum + value * (own[i] ?? 0), 0)];
  })
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, k);
}

let files = 0;

/** Writes the vectors, and builds the index. */
async function prepare(kind: IndexKind, data: Float32Array, dimension: number): Promise<IndexSpec> {
  files += 1;
  const vectorsPath = join(folder, `${files}.f32`);
  writeFileSync(vectorsPath, new Uint8Array(data.buffer));
  const size = data.length / dimension;
  const path = join(folder, `${files}.${kind}`);
  await buildIndex({ kind, vectorsPath, size, dimension, outPath: path });
  return { kind, path, size, dimension };
}

for (const kind of ['exact', 'hnsw'] as const) {
  t.test(kind, async (t) => {
    const host = startIndexHost();
    t.teardown(() => host.close());
    const dimension = 48;
    const data = vectors(3000, dimension, 1);
    const queries = vectors(40, dimension, 2);
    const spec = await prepare(kind, data, dimension);
    // Threads start slowly when they compile TypeScript first, so most tests share an index.
    const shared = await host.open(spec);
    const query = (i: number) => queries.subarray(i * dimension, (i + 1) * dimension);

    t.test('finds the nearest rows, best first, with their cosines', async (t) => {
      t.match(shared, { kind, size: 3000, dimension });
      const k = 10;
      const { k: given, rows, scores } = await shared.search(queries, 40, k);
      t.equal(given, k);
      t.equal(rows.length, 40 * k);
      t.equal(scores.length, 40 * k);
      let found = 0;
      for (let i = 0; i < 40; i += 1) {
        const truth = bruteForce(data, dimension, query(i), k);
        const own = [...rows.subarray(i * k, (i + 1) * k)];
        const ownScores = [...scores.subarray(i * k, (i + 1) * k)];
        found += truth.filter(([row]) => own.includes(row)).length;
        t.strictSame(
          ownScores,
          ownScores.toSorted((a, b) => b - a),
          'best first',
        );
        own.forEach((row, rank) => {
          const [[, cosine] = [0, 0]] = bruteForce(
            data.subarray(row * dimension, (row + 1) * dimension),
            dimension,
            query(i),
            1,
          );
          t.ok(Math.abs((ownScores[rank] ?? 0) - cosine) < 2 ** -11, 'the score is the cosine');
        });
      }
      const recall = found / (40 * k);
      t.ok(recall >= (kind === 'exact' ? 1 : 0.99), `recall is ${recall}`);
    });

    t.test('a batch gives what each query alone gives', async (t) => {
      const together = await shared.search(queries, 40, 7);
      for (let i = 0; i < 40; i += 1) {
        const alone = await shared.search(query(i), 1, 7);
        t.strictSame(alone.rows, together.rows.slice(i * 7, (i + 1) * 7));
      }
    });

    t.test('searches at once keep their own answers', async (t) => {
      const alone: Neighbours[] = [];
      for (let i = 0; i < 40; i += 1) alone.push(await shared.search(query(i), 1, 1 + (i % 3)));
      const atOnce = await Promise.all(
        Array.from({ length: 40 }, (_, i) => shared.search(query(i), 1, 1 + (i % 3))),
      );
      atOnce.forEach(({ k, rows }, i) => {
        t.equal(k, 1 + (i % 3));
        t.strictSame(rows, alone[i]?.rows);
      });
    });

    t.test('more neighbours than rows', async (t) => {
      const few = vectors(5, dimension, 3);
      const index = await host.open(await prepare(kind, few, dimension));
      const { k, rows } = await index.search(query(0), 1, 64);
      t.equal(k, 5);
      t.strictSame([...rows].sort(), [0, 1, 2, 3, 4]);
      await index.close();
    });

    t.test('a single row', async (t) => {
      const one = vectors(1, dimension, 4);
      const index = await host.open(await prepare(kind, one, dimension));
      const { k, rows, scores } = await index.search(one, 1, 3);
      t.equal(k, 1);
      t.strictSame([...rows], [0]);
      t.ok(Math.abs((scores[0] ?? 0) - 1) < 2 ** -11);
      await index.close();
    });

    t.test('equal rows are all found', async (t) => {
      const same = new Float32Array(20 * dimension);
      for (let row = 0; row < 20; row += 1) same.set(query(0), row * dimension);
      const index = await host.open(await prepare(kind, same, dimension));
      const { k, rows } = await index.search(query(0), 1, 20);
      t.equal(k, 20);
      t.equal(new Set(rows).size, 20);
      await index.close();
    });

    t.test('queries that cannot be answered are refused, and the rest goes on', async (t) => {
      const bad = query(0).slice();
      bad[3] = NaN;
      await t.rejects(shared.search(bad, 1, 5), RangeError);
      bad[3] = Infinity;
      await t.rejects(shared.search(bad, 1, 5), RangeError);
      await t.rejects(shared.search(query(0).subarray(1), 1, 5), RangeError);
      await t.rejects(shared.search(query(0), 2, 5), RangeError);
      await t.rejects(shared.search(query(0), 0, 5), RangeError);
      await t.rejects(shared.search(query(0), 1, 0), RangeError);
      t.equal((await shared.search(query(0), 1, 5)).k, 5);
    });

    t.test('files that do not fit are refused', async (t) => {
      await t.rejects(host.open({ ...spec, size: 2999 }), RangeError);
      await t.rejects(host.open({ ...spec, dimension: 49 }), RangeError);
      await t.rejects(host.open({ ...spec, size: 0 }), RangeError);
      const path = join(folder, 'absent');
      await t.rejects(host.open({ ...spec, path }), /ENOENT/);
      t.equal(host.status().length, 1, 'only the shared one is left');
    });

    t.test('closing waits for the searches under way', async (t) => {
      const index = await host.open(spec);
      const running = Array.from({ length: 20 }, (_, i) => index.search(query(i), 1, 5));
      const closing = index.close();
      await t.rejects(index.search(query(0), 1, 5), /closed/);
      for (const { k } of await Promise.all(running)) t.equal(k, 5);
      await closing;
      await index.close();
      t.equal(host.status().length, 1);
    });

    t.test('an index that is closed leaves the others open', async (t) => {
      const other = vectors(100, dimension, 5);
      const second = await host.open(await prepare(kind, other, dimension));
      t.equal(host.status().length, 2);
      await shared.close();
      const { rows } = await second.search(other.subarray(0, dimension), 1, 1);
      t.strictSame([...rows], [0]);
      await host.close();
      await t.rejects(host.open(spec), /closed/);
    });
  });
}

t.test('exact: many rows that mostly lie in half of their dimensions', async (t) => {
  const host = startIndexHost();
  t.teardown(() => host.close());
  // As names do: nine tenths of a row's squared length lie in half of the directions.
  const dimension = 32;
  const narrow = (count: number, seed: number) => {
    const data = vectors(count, dimension, seed);
    for (let row = 0; row < count; row += 1) {
      const own = data.subarray(row * dimension, (row + 1) * dimension);
      for (let i = dimension / 2; i < dimension; i += 1) own[i] = (own[i] ?? 0) / 3;
      const length = Math.hypot(...own);
      for (let i = 0; i < dimension; i += 1) own[i] = (own[i] ?? 0) / length;
    }
    return data;
  };
  const data = narrow(20_003, 6);
  const queries = narrow(20, 7);
  const index = await host.open(await prepare('exact', data, dimension));
  const { k, rows, scores } = await index.search(queries, 20, 10);
  let found = 0;
  for (let i = 0; i < 20; i += 1) {
    const query = queries.subarray(i * dimension, (i + 1) * dimension);
    const truth = bruteForce(data, dimension, query, k);
    const own = [...rows.subarray(i * k, (i + 1) * k)];
    found += truth.filter(([row]) => own.includes(row)).length;
    t.equal(own[0], truth[0]?.[0], 'the nearest is the nearest');
    t.ok(Math.abs((scores[i * k] ?? 0) - (truth[0]?.[1] ?? 0)) < 2 ** -11, 'with its exact score');
  }
  t.ok(found / (20 * k) >= 0.97, `recall is ${found / (20 * k)}`);
});
