import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { SourceConcept } from '#src/ontology/concept.js';
import { SOURCE_FORMATS } from '#src/ontology/readers/reader.js';
import { normalForm } from '#src/text/index.js';
import { RELEASE } from '../fixtures/readers/meddra.js';
import { jsonLines, readPath, refusal } from '../fixtures/readers/read.js';

/** Text as a reader would leave it, from any that a person could write. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom('a', 'B', 'é', '"', "'", ',', '\t', ' ', '1', '&'), maxLength: 30 }),
  )
  .map((raw) =>
    raw
      // Before the replacing: U+037E becomes a semicolon by it.
      .normalize('NFC')
      .replace(/[|;]|[^\P{C}\s\u200d]/gu, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
const name = text.filter((value) => normalForm(value) !== '');
const id = fc.oneof(
  fc.integer({ min: 0 }).map(String),
  fc
    .string({ unit: fc.constantFrom('A', 'b', ':', '"', ',', ' ', '_', '7'), minLength: 1, maxLength: 20 })
    .map((s) => `T${s}`.trim()),
);

const concept: fc.Arbitrary<SourceConcept> = fc
  .record({
    id,
    name,
    synonyms: fc.array(name, { maxLength: 4 }),
    lay: fc.array(name, { maxLength: 4 }),
    definition: fc.option(text.filter((value) => value !== '')),
    parents: fc.uniqueArray(id, { maxLength: 3 }),
    level: fc.constantFrom(null, 'PT', 'system'),
    status: fc.constantFrom('current', 'retired'),
    selectable: fc.boolean(),
  })
  .map(({ synonyms, lay, parents, ...rest }) => {
    const seen = new Set([normalForm(rest.name)]);
    const fresh = (texts: readonly string[]) =>
      texts.filter((value) => !seen.has(normalForm(value)) && seen.add(normalForm(value)));
    return {
      ...rest,
      names: [
        ...fresh(synonyms).map((value) => ({ text: value, kind: 'synonym' as const })),
        ...fresh(lay).map((value) => ({ text: value, kind: 'lay' as const })),
      ],
      parents: parents.filter((parent) => parent !== rest.id),
    };
  });
const concepts = fc.uniqueArray(concept, { selector: ({ id }) => id, minLength: 1, maxLength: 8 });

function textsOf({ names }: SourceConcept, kind: string): string[] {
  return names.flatMap((entry) => (entry.kind === kind ? [entry.text] : []));
}

t.test('any list of concepts written as JSONL reads back the same', async (t) => {
  const path = join(t.testdir(), 'terms.jsonl');
  await fc.assert(
    fc.asyncProperty(concepts, async (list) => {
      const rows = list.map(({ names, ...rest }) => ({
        ...rest,
        synonyms: textsOf({ names, ...rest }, 'synonym'),
        lay: textsOf({ names, ...rest }, 'lay'),
      }));
      await writeFile(path, jsonLines(...rows));
      t.strictSame((await readPath('jsonl', path)).concepts, list);
    }),
  );
});

t.test('any list of concepts written as CSV reads back the same', async (t) => {
  const path = join(t.testdir(), 'terms.csv');
  await fc.assert(
    fc.asyncProperty(
      concepts,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      async (list, delimiter, lineEnd) => {
        const header = [
          'id',
          'name',
          'synonyms',
          'lay',
          'definition',
          'parents',
          'level',
          'status',
          'selectable',
        ];
        const rows = list.map((entry) => [
          entry.id,
          entry.name,
          textsOf(entry, 'synonym').join('|'),
          textsOf(entry, 'lay').join(' ; '),
          entry.definition ?? '',
          entry.parents.join('|'),
          entry.level ?? '',
          entry.status,
          String(entry.selectable),
        ]);
        const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
        const lines = [header, ...rows].map((row) => row.map(quote).join(delimiter));
        await writeFile(path, lines.join(lineEnd));
        t.strictSame((await readPath('csv', path)).concepts, list);
      },
    ),
  );
});

/** What the formats of OBO have no place for. */
const oboConcepts = concepts.map((list) =>
  list.map((entry) => ({ ...entry, level: null, selectable: true })),
);

t.test('any list of concepts written as OBO reads back the same', async (t) => {
  const path = join(t.testdir(), 'terms.obo');
  const escape = (value: string) => value.replace(/[\\"{}!]/g, '\\$&');
  await fc.assert(
    fc.asyncProperty(oboConcepts, fc.constantFrom('\n', '\r\n'), async (list, lineEnd) => {
      const lines = list.flatMap((entry) => [
        '[Term]',
        `id: ${escape(entry.id)} ! comment`,
        `name: ${escape(entry.name)} {source="x"} ! comment`,
        ...(entry.definition === null ? [] : [`def: "${escape(entry.definition)}" [x:y "z"]`]),
        ...textsOf(entry, 'lay').map((name) => `synonym: "${escape(name)}" BROAD layperson []`),
        ...textsOf(entry, 'synonym').map((name) => `synonym: "${escape(name)}" EXACT []`),
        ...entry.parents.map((parent) => `is_a: ${escape(parent)} ! comment`),
        ...(entry.status === 'retired' ? ['is_obsolete: true'] : []),
      ]);
      await writeFile(path, lines.join(lineEnd));
      t.strictSame((await readPath('obo', path)).concepts, list);
    }),
  );
});

t.test('any list of concepts written as OBO Graphs reads back the same', async (t) => {
  const path = join(t.testdir(), 'terms.json');
  await fc.assert(
    fc.asyncProperty(oboConcepts, fc.nat(4), async (list, indent) => {
      const nodes = list.map(({ id, name, names, definition, status }) => ({
        ...{ id, lbl: name, type: 'CLASS' },
        meta: {
          definition: { val: definition },
          synonyms: names.map(({ text: val, kind }) => ({
            ...{ pred: 'hasExactSynonym', val, synonymType: kind === 'lay' ? 'layperson' : '' },
          })),
          deprecated: status === 'retired',
        },
      }));
      const edges = list.flatMap(({ id, parents }) => parents.map((obj) => ({ sub: id, pred: 'is_a', obj })));
      await writeFile(path, JSON.stringify({ graphs: [{ nodes, edges }] }, null, indent));
      t.strictSame((await readPath('obo-graphs', path)).concepts, list);
    }),
  );
});

const MEDDRA_FILES = Object.keys(RELEASE);

t.test('whatever the bytes, a file is read or refused', async (t) => {
  const dir = t.testdir({ release: {} });
  const path = join(dir, 'bytes');
  const release = join(dir, 'release');
  const starts = [
    ...['', 'id,name\n', 'id\tname\n"', '{"id":1,"name":"x"}\n', '\xff\xfe', '\xef\xbb\xbf'],
    ...['[Term]\nid: 1\nname: x\nsynonym: "', '{"graphs":[{"nodes":[{"id":"1","lbl":"x","type":"CLASS"},'],
  ];
  const bytes = fc
    .tuple(
      fc.constantFrom(...starts),
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc
          .string({
            unit: fc.constantFrom(
              '{',
              '}',
              '[',
              '"',
              ',',
              ';',
              '\n',
              '\r',
              ':',
              'id',
              'name',
              '1',
              'é',
              '|',
              '\t',
            ),
          })
          .map((s) => Buffer.from(s, 'latin1')),
      ),
    )
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest]));
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom(...SOURCE_FORMATS), async (content, format) => {
      const folder = format === 'meddra';
      const files = folder ? MEDDRA_FILES.map((file) => join(release, file)) : [path];
      for (const file of files) await writeFile(file, content);
      // Anything but an `ontology_invalid` is thrown on.
      const message = await refusal(readPath(format, folder ? release : path));
      t.match(
        message ?? 'terms.csv: read',
        /^(?:terms\.(?:csv|jsonl|xlsx|obo|obo-graphs|meddra|snomed|umls)|[a-z]+\.asc): ./,
      );
    }),
    { numRuns: 500 },
  );
});
