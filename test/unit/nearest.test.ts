/** What is nearest to each other, as models/training finds it too: `test/fixtures/nearest.json` is checked by both. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { writeNearest } from '#src/index/build.js';
import { LENDING } from '#src/ontology/lent.js';

const Vector = Type.Array(Type.Number());
const Pairs = Type.Array(Type.Object({ group: Type.Number(), row: Type.Number(), cosine: Type.Number() }));
const Fixture = Type.Object({
  rows: Type.Array(Vector),
  vectors: Type.Array(Type.Object({ group: Type.Number(), vector: Vector })),
  pairs: Pairs,
  lending: Type.Object({ least: Type.Number(), discount: Type.Number() }),
});
const path = fileURLToPath(new URL('../fixtures/nearest.json', import.meta.url));
const fixture = Value.Parse(Fixture, JSON.parse(readFileSync(path, 'utf8')));

t.test('groups and rows that are nearest to each other are found', async (t) => {
  const folder = t.testdir();
  // Between the rows that ask, others that do not.
  const far = [-1, 0, 0];
  const stored = fixture.rows.flatMap((row) => [far, row]);
  const vectorsPath = join(folder, 'vectors');
  const outPath = join(folder, 'pairs.json');
  writeFileSync(vectorsPath, new Uint8Array(Float32Array.from(stored.flat()).buffer));
  const request = () => ({
    ...{ vectorsPath, outPath, size: stored.length, dimension: 3 },
    rows: Int32Array.from(fixture.rows, (_, i) => 2 * i + 1),
    vectors: Float32Array.from(fixture.vectors.flatMap(({ vector }) => vector)),
    groupOf: Int32Array.from(fixture.vectors, ({ group }) => group),
  });
  const fractions: number[] = [];
  await writeNearest(request(), { onProgress: (fraction) => fractions.push(fraction) });
  t.equal(fractions.at(-1), 1);
  const pairs = Value.Parse(Pairs, JSON.parse(readFileSync(outPath, 'utf8')));
  t.strictSame(
    pairs.map(({ group, row, cosine }) => ({ group, row: (row - 1) / 2, cosine: Number(cosine.toFixed(4)) })),
    fixture.pairs,
  );
  await t.rejects(writeNearest({ ...request(), rows: Int32Array.of(99) }), RangeError);
});

t.test('both lend on the same terms', (t) => {
  t.strictSame(fixture.lending, { ...LENDING });
  t.end();
});
