/** Hubness and ranking come to what models/training comes to: `test/fixtures/ranking.json` is checked by both. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { LAY_MARGIN } from '#src/normalize/decide.js';
import { nearNames, POOLING, rankConcepts } from '#src/normalize/rank.js';
import { HUBNESS_SHARPNESS } from '#src/index/hubness.js';
import { buildHubness } from '#src/ontology/background.js';
import { Lexicon, NAME_KINDS } from '#src/ontology/index.js';
import { Catalogue, writeCatalogue } from '#src/store/index.js';
import { normalForm } from '#src/text/index.js';

const Vector = Type.Array(Type.Number());
const Fixture = Type.Object({
  concepts: Type.Array(
    Type.Object({ name: Type.String(), reported: Type.Union([Type.Number(), Type.Null()]) }),
  ),
  names: Type.Array(
    Type.Object({ text: Type.String(), kind: Type.String(), concept: Type.String(), vector: Vector }),
  ),
  background: Type.Array(
    Type.Object({ text: Type.String(), names: Type.Array(Type.String()), vector: Vector }),
  ),
  lenders: Type.Array(
    Type.Object({
      ...{ name: Type.String(), concept: Type.String(), cosine: Type.Number() },
      names: Type.Array(
        Type.Object({
          text: Type.String(),
          kind: Type.Union(NAME_KINDS.map((kind) => Type.Literal(kind))),
          vector: Vector,
        }),
      ),
    }),
  ),
  mention: Type.Object({ text: Type.String(), vector: Vector }),
  hubness: Type.Record(Type.String(), Type.Array(Type.Number())),
  layMargin: Type.Number(),
  expectedReports: Type.Number(),
  ranking: Type.Array(Type.Object({ concept: Type.String(), pooled: Type.Number() })),
});
const path = fileURLToPath(new URL('../fixtures/ranking.json', import.meta.url));
const { concepts, names, lenders, background, mention, hubness, layMargin, expectedReports, ranking } =
  Value.Parse(Fixture, JSON.parse(readFileSync(path, 'utf8')));
const dimension = mention.vector.length;
const flat = (rows: readonly { readonly vector: readonly number[] }[]): Float32Array<ArrayBuffer> =>
  Float32Array.from(rows.flatMap(({ vector }) => vector));

t.test('hubness and ranking are those of the toolkit', async (t) => {
  const folder = t.testdir();
  const place = (file: string): string => join(folder, file);
  const placeOf = (name: string): number => concepts.findIndex((concept) => concept.name === name);
  writeCatalogue(
    place('catalogue'),
    concepts.map(({ name, reported }) => ({
      ...{ id: name, name, reported, level: null, definition: null },
      ...{ status: 'current', selectable: true, parents: [] },
    })),
    names.map(({ text, kind, concept }) => ({
      ...{ text, kind, normal: normalForm(text), origin: 'ontology' },
      concept: placeOf(concept),
    })),
  );
  const catalogue = new Catalogue(place('catalogue'));
  t.teardown(() => {
    catalogue.close();
  });
  const lending = lenders.map(({ name, concept, cosine, names }) => ({
    ...{ id: name, name, concept: placeOf(concept), cosine },
    names: names.map(({ text, kind }) => ({ text, kind, normal: normalForm(text) })),
  }));
  const rows = [...names, ...lenders.flatMap((lender) => lender.names)];
  writeFileSync(place('vectors'), new Uint8Array(flat(rows).buffer));
  const files = { vectorsPath: place('vectors'), outPath: place('hubness') };
  const counts = { concepts: concepts.length, size: names.length };
  const said = {
    sha256: '',
    texts: background.map(({ text }) => text),
    forms: background.map((each) => each.names.map((name) => normalForm(name))),
  };
  const phases: string[] = [];
  const build = (signal: AbortSignal): Promise<void> =>
    buildHubness(
      {
        ...{ ...files, ...counts, dimension, catalogue, lenders: lending, background: said },
        vectors: () => Promise.resolve(flat(background)),
      },
      { signal, onProgress: ({ phase }) => phases.push(phase) },
    );
  await t.rejects(build(AbortSignal.abort()), { code: 'job_cancelled' });
  await build(new AbortController().signal);
  t.strictSame([...new Set(phases)], ['hubness']);
  const bytes = Uint8Array.from(readFileSync(place('hubness')));
  const measured = new Float32Array(bytes.buffer);
  const all = [...concepts, ...lenders];
  all.forEach(({ name }, row) => {
    const own = NAME_KINDS.map((_, kind) => (measured[kind * all.length + row] ?? NaN).toFixed(3));
    t.strictSame(
      own,
      hubness[name]?.map((value) => value.toFixed(3)),
      name,
    );
  });
  const lexicon = await Lexicon.load(catalogue, {
    ...{ concepts: concepts.length, names: names.length, embedded: names.length },
    ...{ hubness: measured, lenders: lending, expectedReports },
  });
  const cosines = Float32Array.from(rows, ({ vector }) =>
    vector.reduce((sum, value, i) => sum + value * (mention.vector[i] ?? 0), 0),
  );
  const near = nearNames(
    lexicon,
    normalForm(mention.text),
    Int32Array.from(rows, (_, row) => row),
    cosines,
  );
  const found = rankConcepts(lexicon, near);
  t.strictSame(
    found.map(({ conceptRow }) => lexicon.concept(conceptRow).name),
    ranking.map(({ concept }) => concept),
  );
  found.forEach(({ pooled }, i) => {
    t.ok(Math.abs(pooled - (ranking[i]?.pooled ?? NaN)) < 1e-3, `${pooled}`);
  });
});

t.test('hubness is measured with the sharpness that ranks', (t) => {
  t.equal(HUBNESS_SHARPNESS, POOLING.sharpness);
  t.end();
});

t.test('both take a lay phrase at its word by the same margin', (t) => {
  t.equal(layMargin, LAY_MARGIN);
  t.end();
});
