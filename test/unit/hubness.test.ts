/** How near concepts are to what is said of others, against the same worked out plainly. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeHubness } from '#src/index/build.js';
import { readBackground } from '#src/ontology/background.js';

const DIMENSION = 8;
const SHARPNESS = 14;
const NEAREST = 20;
/** Concepts that are worked out. */
const LOOKED_AT = 40;

/** Unit vectors without order, always the same. */
function vectorsOf(count: number, seed: number): Float32Array<ArrayBuffer> {
  const values = Float32Array.from({ length: count * DIMENSION }, (_, i) => Math.sin(seed + i * i * 0.7));
  for (let row = 0; row < count; row += 1) {
    const own = values.subarray(row * DIMENSION, (row + 1) * DIMENSION);
    const length = Math.hypot(...own);
    own.forEach((value, i) => (own[i] = value / length));
  }
  return values;
}

function rowsOf(values: Float32Array): Float32Array[] {
  return Array.from({ length: values.length / DIMENSION }, (_, row) =>
    values.subarray(row * DIMENSION, (row + 1) * DIMENSION),
  );
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

// Many concepts are looked at in several parts.
for (const concepts of [40, 200_000]) {
  t.test(
    `of ${concepts} concepts: the mean of the nearest mentions of others, by the names up to each level`,
    async (t) => {
      const folder = t.testdir();
      const [names, mentions] = [vectorsOf(1500, 1), vectorsOf(90, 5)];
      // The last of those that are looked at has no name.
      const lookedAt = Array.from({ length: LOOKED_AT }, (_, i) => Math.floor((i * concepts) / LOOKED_AT));
      const conceptOf = Int32Array.from(
        { length: 1500 },
        (_, row) => lookedAt[(row * row) % (LOOKED_AT - 1)] ?? 0,
      );
      const levelOf = Uint8Array.from({ length: 1500 }, (_, row) => (row % 7 === 0 ? 0 : 2));
      const own = [3, 17, 60].map((mention) => ({ concept: lookedAt[1] ?? 0, mention }));
      const files = { vectorsPath: join(folder, 'vectors'), outPath: join(folder, 'hubness') };
      writeFileSync(files.vectorsPath, new Uint8Array(names.buffer));
      const request = {
        ...{ ...files, size: 1500, dimension: DIMENSION },
        ...{ conceptOf, concepts, levelOf, levels: 3, background: mentions },
        own: {
          concepts: Int32Array.from(own, ({ concept }) => concept),
          mentions: Int32Array.from(own, ({ mention }) => mention),
        },
      };
      const fractions: number[] = [];
      await writeHubness(request, { onProgress: (fraction) => fractions.push(fraction) });
      t.equal(fractions.at(-1), 1);
      const bytes = readFileSync(files.outPath);
      t.equal(bytes.length, 3 * concepts * 4);
      const places = [0, 1, 2].flatMap((level) => lookedAt.map((concept) => ({ level, concept })));
      const expected = places.map(({ level, concept }) => {
        const mine = rowsOf(names).filter(
          (_, row) => conceptOf[row] === concept && (levelOf[row] ?? 9) <= level,
        );
        if (mine.length === 0) return 0;
        const pooled = rowsOf(mentions)
          .filter((_, mention) => !own.some((each) => each.concept === concept && each.mention === mention))
          .map((asked) => mine.reduce((sum, name) => sum + Math.exp(SHARPNESS * cosine(name, asked)), 0))
          .map((sum) => Math.log(sum) / SHARPNESS)
          .sort((a, b) => b - a)
          .slice(0, NEAREST);
        return pooled.reduce((sum, value) => sum + value, 0) / pooled.length;
      });
      t.ok(expected.includes(0) && expected.filter((value) => value > 0).length > 20);
      places.forEach(({ level, concept }, i) => {
        const value = bytes.readFloatLE((level * concepts + concept) * 4);
        t.ok(Math.abs(value - (expected[i] ?? NaN)) < 1e-4, `concept ${concept}, level ${level}: ${value}`);
      });
      const spoilt = mentions.slice();
      spoilt[5] = NaN;
      await t.rejects(writeHubness({ ...request, background: spoilt }), RangeError);
      await t.rejects(writeHubness({ ...request, size: 1501 }), RangeError);
    },
  );
}

t.test('a background file that is damaged is named with its line', async (t) => {
  const folder = t.testdir({
    good: '{"text":"cant sleep","names":["Insomnia","Sleeplessness"]}\n',
    cut: '{"text":"cant sleep","names":["Insomnia"]}\n{"text":"can',
    bare: '{"text":"cant sleep"}\n',
    empty: '\n',
  });
  t.match(await readBackground(join(folder, 'good')), {
    texts: ['cant sleep'],
    forms: [['insomnia', 'sleeplessness']],
  });
  await t.rejects(readBackground(join(folder, 'cut')), /cut:2: no text/);
  await t.rejects(readBackground(join(folder, 'bare')), /bare:1: no text/);
  await t.rejects(readBackground(join(folder, 'empty')), /no mentions/);
});
