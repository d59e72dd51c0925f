import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { starterForms } from '../../bench/posts/starter-forms.js';
import { Classifier } from '#src/posts/classifier.js';
import { Extractor } from '#src/posts/extractor.js';
import { readClassifierFolder, readExtractorFolder } from '#src/posts/folders.js';
import { POST_LABELS } from '#src/posts/index.js';
import { spansOf } from '#src/posts/spans.js';
import { cleanMention } from '#src/text/index.js';
import { CLASSIFY_DIR, EXTRACT_DIR, openPool } from '../support/posts.js';

/** int8 kernels of different processors round differently. */
const TOLERANCE = 0.08;
const MEAN_TOLERANCE = 0.01;
const context = { lane: 'live', signal: new AbortController().signal } as const;

const read = <S extends TSchema>(schema: S, path: string): Static<S> =>
  Value.Parse(schema, JSON.parse(readFileSync(path, 'utf8')));

const ClassifyGolden = Type.Object({
  labels: Type.Array(Type.String()),
  cases: Type.Array(
    Type.Object({ text: Type.String(), cleaned: Type.String(), probabilities: Type.Array(Type.Number()) }),
  ),
});

const ExtractGolden = Type.Object({
  cases: Type.Array(
    Type.Object({
      text: Type.String(),
      words: Type.Array(
        Type.Object({
          start: Type.Integer(),
          end: Type.Integer(),
          probabilities: Type.Array(Type.Number()),
        }),
      ),
      spans: Type.Array(Type.Object({ start: Type.Integer(), end: Type.Integer(), type: Type.String() })),
    }),
  ),
});

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

t.test('the classifier agrees with what it was exported from', async (t) => {
  const golden = read(ClassifyGolden, join(CLASSIFY_DIR, 'golden.json'));
  // One row a batch, as the golden probabilities were made: int8 scales activations over a batch.
  const pool = openPool(1, 1);
  const classifier = await Classifier.start(await readClassifierFolder(CLASSIFY_DIR), pool);
  const differences: number[] = [];
  for (const { text, cleaned, probabilities } of golden.cases) {
    t.equal(cleanMention(text), cleaned, `the cleaned text of ${JSON.stringify(text.slice(0, 60))}`);
    const [labels] = await classifier.classify([cleaned], context);
    for (const label of POST_LABELS) {
      const expected = probabilities[golden.labels.indexOf(label)] ?? 9;
      const difference = Math.abs((labels?.[label] ?? 9) - expected);
      differences.push(difference);
      t.ok(difference < TOLERANCE, `${label} of ${cleaned.slice(0, 60)}: ${difference}`);
    }
  }
  t.ok(meanOf(differences) < MEAN_TOLERANCE, `on average ${meanOf(differences)}`);
  await pool.close();
});

t.test('the extractor agrees with what it was exported from', async (t) => {
  const golden = read(ExtractGolden, join(EXTRACT_DIR, 'golden.json'));
  // One row a batch, as the golden probabilities were made: int8 scales activations over a batch.
  const pool = openPool(1, 1);
  const folder = await readExtractorFolder(EXTRACT_DIR);
  const extractor = await Extractor.start(folder, pool);
  const differences: number[] = [];
  const dictionary = starterForms();
  for (const { text, words, spans } of golden.cases) {
    const [found] = await extractor.probabilities([text], dictionary, context);
    const what = JSON.stringify(text.slice(0, 60));
    t.strictSame(
      found?.words.map(({ start, end }) => [start, end]),
      words.map(({ start, end }) => [start, end]),
      `words of ${what}`,
    );
    words.forEach(({ probabilities }, word) => {
      probabilities.forEach((expected, tag) => {
        differences.push(Math.abs((found?.ofWords[word]?.[tag] ?? 9) - expected));
      });
    });
    const kept = spansOf(
      words.map(({ start, end }) => ({ start, end, spoken: '' })),
      words.map(({ probabilities }) => Float32Array.from(probabilities)),
      folder,
    );
    t.strictSame(
      kept.map(({ start, end, type }) => [start, end, type]),
      spans.map(({ start, end, type }) => [start, end, type]),
      `spans of ${what}`,
    );
  }
  t.ok(Math.max(...differences) < TOLERANCE, `at most ${Math.max(...differences)}`);
  t.ok(meanOf(differences) < MEAN_TOLERANCE, `on average ${meanOf(differences)}`);
  await pool.close();
});
