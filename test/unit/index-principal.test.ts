import t from 'tap';
import { principal, project } from '#src/index/principal.js';

const DIMENSION = 24;

/** Unit rows that lie in the first `rank` of DIMENSION coordinates, turned by fixed Householder reflections. */
function rows(count: number, rank: number): Float32Array<ArrayBuffer> {
  let state = 7;
  const next = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 2 ** 31 - 0.5;
  const normals = Array.from({ length: 4 }, () => unit(Array.from({ length: DIMENSION }, next)));
  const values = Array.from({ length: count }, () => {
    const flat = unit(Array.from({ length: DIMENSION }, (_, i) => (i < rank ? next() : 0)));
    return normals.reduce((row, normal) => {
      const along = 2 * row.reduce((sum, value, i) => sum + value * (normal[i] ?? 0), 0);
      return row.map((value, i) => value - along * (normal[i] ?? 0));
    }, flat);
  });
  return Float32Array.from(values.flat());
}

function unit(row: number[]): number[] {
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
}

t.test('directions are of length 1 and at right angles', async (t) => {
  const kept = 10;
  const { basis } = await principal(rows(500, DIMENSION), DIMENSION, kept);
  for (let a = 0; a < kept; a += 1) {
    for (let b = 0; b < kept; b += 1) {
      let product = 0;
      for (let i = 0; i < DIMENSION; i += 1) {
        product += (basis[i * kept + a] ?? 0) * (basis[i * kept + b] ?? 0);
      }
      t.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-4, `${a} and ${b}`);
    }
  }
});

t.test('rows of a small subspace keep their length and their products', async (t) => {
  const values = rows(300, 6);
  const { basis, share } = await principal(values, DIMENSION, 8);
  t.ok(Math.abs(share - 1) < 1e-4, `the share is ${share}`);
  const projected = await project(values, DIMENSION, basis);
  t.equal(projected.length, 300 * 8);
  const dot = (data: Float32Array, width: number, a: number, b: number) =>
    data.subarray(a * width, (a + 1) * width).reduce((sum, v, i) => sum + v * (data[b * width + i] ?? 0), 0);
  for (let row = 1; row < 300; row += 1) {
    t.ok(Math.abs(dot(projected, 8, row, 0) - dot(values, DIMENSION, row, 0)) < 1e-4);
  }
});

t.test('rows without a direction of their own lose as much as there are directions less', async (t) => {
  const { share } = await principal(rows(4000, DIMENSION), DIMENSION, 12);
  t.ok(share > 0.5 && share < 0.65, `the share is ${share}`);
});

t.test('the same rows give the same directions, and copies of one row do not disturb', async (t) => {
  const values = rows(200, 9);
  t.strictSame(await principal(values, DIMENSION, 9), await principal(values, DIMENSION, 9));
  const same = new Float32Array(50 * DIMENSION);
  for (let row = 0; row < 50; row += 1) same.set(values.subarray(0, DIMENSION), row * DIMENSION);
  const { basis, share } = await principal(same, DIMENSION, 4);
  t.ok(basis.every(Number.isFinite));
  t.ok(Math.abs(share - 1) < 1e-4);
});

t.test('many rows are projected block by block as few are', async (t) => {
  const values = rows(9000, 9);
  const { basis } = await principal(values, DIMENSION, 9);
  const all = await project(values, DIMENSION, basis);
  const last = await project(values.slice(-DIMENSION), DIMENSION, basis);
  last.forEach((value, i) => t.ok(Math.abs(value - (all[all.length - 9 + i] ?? 0)) < 1e-5));
});
