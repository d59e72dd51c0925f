import t from 'tap';
import { isSampled } from '#src/shadow/sampling.js';

const mentions = Array.from({ length: 10_000 }, (_, i) => `complaint number ${i}`);
const sample = (salt: string, share: number): Set<string> =>
  new Set(mentions.filter((mention) => isSampled(mention, salt, share)));

t.test('a sample is as large as its share', (t) => {
  for (const share of [0.01, 0.1, 0.5, 0.9]) {
    const spread = 4 * Math.sqrt(mentions.length * share * (1 - share));
    const { size } = sample('salt', share);
    t.ok(Math.abs(size - mentions.length * share) < spread, `${size} for ${share}`);
  }
  t.equal(sample('salt', 1).size, mentions.length);
  t.equal(sample('salt', 0).size, 0);
  t.end();
});

t.test('a mention is always in a sample or never, and in each larger one', (t) => {
  t.strictSame(sample('salt', 0.3), sample('salt', 0.3));
  const larger = sample('salt', 0.4);
  t.ok([...sample('salt', 0.3)].every((mention) => larger.has(mention)));
  t.end();
});

t.test('another salt draws another sample', (t) => {
  const other = sample('pepper', 0.5);
  const common = [...sample('salt', 0.5)].filter((mention) => other.has(mention)).length;
  t.ok(common > 2000 && common < 3000, `${common} are in both, as chance has it`);
  t.end();
});
