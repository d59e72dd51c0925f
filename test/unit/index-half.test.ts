import t from 'tap';
import { toHalf } from '../../src/index/half.js';

/** The number that a float16 bit pattern stands for (IEEE 754 binary16). */
function valueOf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

t.test('known bit patterns', async (t) => {
  const turned = await toHalf(Float32Array.of(0, 1, -1, 0.5, 2 ** -24, 65504, 1 / 3));
  t.strictSame([...turned], [0, 0x3c00, 0xbc00, 0x3800, 1, 0x7bff, 0x3555]);
});

t.test(
  'more numbers than are turned at once keep their places, within half a unit of the last place',
  async (t) => {
    const values = Float32Array.from({ length: 2 ** 20 + 77 }, (_, i) => Math.sin(i));
    const turned = await toHalf(values);
    t.equal(turned.length, values.length);
    let worst = 0;
    turned.forEach((bits, i) => {
      const value = values[i] ?? 0;
      worst = Math.max(worst, Math.abs(valueOf(bits) - value) / Math.max(Math.abs(value), 2 ** -14));
    });
    t.ok(worst <= 2 ** -11, `the worst error is ${worst}`);
  },
);
