import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { openCore } from '#src/core.js';
import { loadConfig } from '#src/config.js';
import { normalForm } from '#src/text/index.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const linesOf = (path: string): unknown[] =>
  readFileSync(here(path), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const Golden = Type.Object({ mention: Type.String(), concept: Type.String(), system: Type.String() });
const Entry = Type.Object({
  name: Type.String(),
  level: Type.String(),
  synonyms: Type.Optional(Type.Array(Type.String())),
  lay: Type.Optional(Type.Array(Type.String())),
});

const golden = linesOf('../fixtures/golden-mentions.jsonl').map((line) => Value.Parse(Golden, line));
const entries = linesOf('../../ontologies/starter/starter.jsonl').map((line) => Value.Parse(Entry, line));

t.test('the golden mentions are everyday words, and none is a name of the vocabulary', async (t) => {
  t.ok(golden.length >= 100, `${golden.length} mentions`);
  t.ok(new Set(golden.map(({ system }) => system)).size >= 20, 'over at least 20 body systems');
  const concepts = new Set(entries.filter(({ level }) => level === 'concept').map(({ name }) => name));
  t.same(
    golden.filter(({ concept }) => !concepts.has(concept)),
    [],
    'each expects a concept that there is',
  );
  const names = new Set(
    entries.flatMap(({ name, synonyms = [], lay = [] }) => [name, ...synonyms, ...lay].map(normalForm)),
  );
  t.same(
    golden.filter(({ mention }) => names.has(normalForm(mention))),
    [],
    'none is a name by normal form',
  );
});

// The whole vocabulary is embedded once a checkout, and kept: the artefact's hash tells whether it still fits.
const config = loadConfig({
  ADE_DATA_DIR: here('../../.cache/golden'),
  ADE_INDEX: 'exact',
  ADE_CACHE_ENTRIES: '0',
});

/** What the shipped encoder and vocabulary reach, less what int8 kernels of other processors may cost. */
const GUARDED = { first: 122, topFive: 143 };

t.test('everyday mentions reach their concepts', async (t) => {
  const silent = { info: () => undefined, warn: () => undefined, error: console.error };
  const core = await openCore(config, silent);
  await core.ontologies.start('complete', () => undefined);
  let first = 0;
  let topFive = 0;
  for (const { mention, concept } of golden) {
    // One by one: a vector depends a little on the batch it was computed in.
    const options = { topK: 5, include: [] };
    const context = { lane: 'live', signal: new AbortController().signal } as const;
    const { results } = await core.normalizer.normalize([{ id: '0', text: mention }], options, context);
    const [result] = results;
    const names = result && 'candidates' in result ? result.candidates.map(({ name }) => name) : [];
    if (names[0] === concept) first += 1;
    if (names.includes(concept)) topFive += 1;
    else t.comment(`missed: "${mention}" is ${concept}, not ${names.join(' | ')}`);
  }
  await core.close();
  t.comment(`golden mentions: ${first} of ${golden.length} first, ${topFive} in the top 5`);
  t.ok(first >= GUARDED.first, `${first} first, at least ${GUARDED.first} wanted`);
  t.ok(topFive >= GUARDED.topFive, `${topFive} in the top 5, at least ${GUARDED.topFive} wanted`);
});
