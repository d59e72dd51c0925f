import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { detectFormat } from '#src/ontology/readers/index.js';
import type { SourceFormat } from '#src/ontology/readers/reader.js';
import { MAX_LINE_LENGTH } from '#src/ontology/readers/text-source.js';
import { HEADER, obo } from '../fixtures/readers/obo.js';
import { namesOf, readSource, refusal } from '../fixtures/readers/read.js';

t.test('every way to write and end lines gives the same concepts', async (t) => {
  const content = obo(
    ['id: T:1', 'name: Übelkeit', 'synonym: "Brech\\', 'reiz" EXACT []', 'is_a: T:2'],
    ['id: T:2', 'name: Unwohlsein'],
  );
  const { concepts } = await readSource(t, 'obo', content);
  t.strictSame(namesOf(concepts[0]), ['synonym Brechreiz']);
  for (const [encoding, bytes] of [
    ['utf-8', content.replaceAll('\n', '\r\n')],
    ['utf-8', content.replaceAll('\n', '\r')],
    ['utf-8', `\ufeff${content.trimEnd()}`],
    ['utf-16le', Buffer.from(`\ufeff${content}`, 'utf16le')],
    ['windows-1252', Buffer.from(content, 'latin1')],
  ] as const) {
    const read = await readSource(t, 'obo', bytes);
    t.strictSame(read.concepts, concepts);
    t.equal(read.report.encoding, encoding);
  }
});

t.test('files that are something else, or damaged, are refused in words that help', async (t) => {
  const utf8 = Buffer.from(obo(['id: T:1', 'name: Übelkeit', 'def: "Ödem" []']));
  for (const [content, words] of [
    ['', /^terms\.obo: the file has no terms\. An OBO file has a stanza for each term: a line \[Term\]/],
    [HEADER, /the file has no terms/],
    ['id,name\nT1,Rash\n', /the file has no terms/],
    [gzipSync(HEADER), /compressed with gzip.*CSV, Excel \(\.xlsx\), JSONL, OBO or OBO Graphs/],
    [Buffer.from('[Term]\nid: T:1\nname: \0\n'), /line 3 holds NUL bytes/],
    [Buffer.from(HEADER, 'utf16le'), /NUL bytes/],
    [
      Buffer.concat([utf8, Buffer.from([0x78, 0xff, 0x0a])]),
      /the file is UTF-8, but line 9 is not valid UTF-8/,
    ],
    [Buffer.from([0xff, 0xfe, 0, 0, 0x5b, 0, 0, 0]), /UTF-32/],
  ] as const) {
    t.match(await refusal(readSource(t, 'obo', content)), words);
  }
});

t.test('of a file that is cut off, what is whole is kept', async (t) => {
  const whole = obo(
    ['id: T:1', 'name: Rash', 'synonym: "Exanthem" EXACT []'],
    ['id: T:2', 'name: Itch', 'def: "It itches." []'],
  );
  const cutAt = (end: string) => readSource(t, 'obo', whole.slice(0, whole.indexOf(end)));
  const inText = await cutAt('ches." []');
  t.strictSame(inText.concepts.length, 2);
  t.match(inText.report.examples, [{ reason: 'field_invalid', line: 13, detail: /def: .*not closed/ }]);
  const inTag = await cutAt('me: Itch');
  t.strictSame(inTag.concepts.length, 1);
  t.strictSame(inTag.report.skipped, { field_invalid: 1, name_missing: 1 });
  t.match(inTag.report.examples[1], { reason: 'name_missing', line: 10 });
  t.match(
    await refusal(cutAt(': T:1')),
    /no term can be used \(of 1\).*Line 5: the id is empty \(\[Term\] id\)/,
  );
});

t.test('a line of 1 MiB is read, a longer one is refused, also when it is joined', async (t) => {
  const long = (length: number) => obo(['id: T:1', 'name: Rash', `def: "${'x'.repeat(length - 7)}"`]);
  const { concepts } = await readSource(t, 'obo', long(MAX_LINE_LENGTH));
  t.equal(concepts[0]?.definition?.length, MAX_LINE_LENGTH - 7);
  t.match(await refusal(readSource(t, 'obo', long(MAX_LINE_LENGTH + 1))), /line 8 is longer than 1 MiB/);
  const unclosed = obo([
    'id: T:1',
    'name: Rash',
    `def: "${'\\"{a="'.repeat(150_000)}`,
    `synonym: ${'"'.repeat(9)}`,
  ]);
  t.equal((await readSource(t, 'obo', unclosed)).concepts.length, 1);
  const joined = obo(['id: T:1', `name: ${'Rash\\\n'.repeat(300_000)}`]);
  t.match(
    await refusal(readSource(t, 'obo', joined)),
    /line 7 and those .* joins to it are longer than 1 MiB/,
  );
});

t.test('a file is refused when more than half of its terms are, whatever synonyms it has', async (t) => {
  const good = [
    'id: T:1',
    'name: Rash',
    'synonym: "a" BROAD []',
    'synonym: "b" BROAD []',
    'synonym: "c" BROAD []',
  ];
  t.equal((await readSource(t, 'obo', obo(good, ['id: T:2']))).concepts.length, 1);
  const message = await refusal(readSource(t, 'obo', obo(good, ['id: T:2'], ['name: Itch'])));
  t.match(
    message,
    /^terms\.obo: 2 of 3 terms cannot be used; .*: 1 without an id, 1 without a name\. Line 12: /,
  );
  t.notMatch(message, /BROAD|synonyms/);
});

async function detect(t: Test, fileName: string, content: string | Uint8Array): Promise<SourceFormat> {
  const path = join(t.testdir(), 'upload');
  await writeFile(path, content);
  return detectFormat(path, fileName);
}

t.test('OBO is told by its name, or by how the file begins', async (t) => {
  t.equal(await detect(t, 'HP.OBO', ''), 'obo');
  t.equal(await detect(t, 'hp.obo', 'id,name'), 'obo');
  t.equal(await detect(t, 'hp.txt', HEADER), 'obo');
  t.equal(await detect(t, 'hp', '\ufeff\r\n! by hand\r\n!\r\n\r\nformat-version: 1.2'), 'obo');
  t.equal(await detect(t, 'hp.csv', '[Term]\nid: T:1'), 'obo');
  t.equal(await detect(t, 'hp.csv', '[Term],name'), 'csv');
  t.equal(await detect(t, 'hp.csv', '! '.repeat(5000)), 'csv');
  await t.rejects(detect(t, 'hp.obo', gzipSync('x')), { code: 'ontology_invalid' });
});

t.test('OBO Graphs are told by how the file begins', async (t) => {
  t.equal(await detect(t, 'hp.json', '{"graphs":[{"nodes":[]}]}'), 'obo-graphs');
  t.equal(await detect(t, 'hp.JSON', '\ufeff{\r\n  "graphs" : [ {'), 'obo-graphs');
  t.equal(await detect(t, 'hp.json', '{"@context":{},\n"graphs": [{'), 'obo-graphs');
  t.equal(await detect(t, 'upload', '{"graphs":[{"nodes":[]}]}'), 'obo-graphs');
  t.equal(await detect(t, 'rows.jsonl', '{"graphs":[]}'), 'jsonl');
  t.equal(await detect(t, 'rows.txt', '{"id":1,"name":"x","graphs":[]}'), 'jsonl');
  t.equal(await detect(t, 'rows.json', '[{"id":1}]'), 'jsonl');
});
