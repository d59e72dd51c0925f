import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { detectFormat } from '#src/ontology/readers/index.js';
import { MAX_LINE_LENGTH, openText } from '#src/ontology/readers/text-source.js';
import { jsonLines, readSource, refusal } from '../fixtures/readers/read.js';

const TABLE = 'id,name\nT1,Œdème “aigu”\nT2,Übelkeit\n';

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

function windows1252(text: string): Buffer {
  return Buffer.from(
    text.replace(/[Œ“”€]/g, (c) => ({ Œ: '\x8c', '“': '\x93', '”': '\x94', '€': '\x80' })[c] ?? c),
    'latin1',
  );
}

t.test('each encoding gives the same concepts', async (t) => {
  for (const [encoding, bytes] of [
    ['utf-8', Buffer.from(TABLE)],
    ['utf-8', Buffer.from(`\ufeff${TABLE}`)],
    ['utf-16le', utf16(TABLE, false)],
    ['utf-16be', utf16(TABLE, true)],
    ['windows-1252', windows1252(TABLE)],
  ] as const) {
    const { concepts, report } = await readSource(t, 'csv', bytes);
    t.strictSame(
      concepts.map(({ id, name }) => [id, name]),
      [
        ['T1', 'Œdème “aigu”'],
        ['T2', 'Übelkeit'],
      ],
    );
    t.equal(report.encoding, encoding);
    t.strictSame(report.columns, { id: 'id', name: 'name' }, 'no byte order mark sticks to a header');
  }
});

t.test('a character that two chunks share is read whole', async (t) => {
  const rows = Array.from({ length: 8_000 }, (_, at) => ({ id: at, name: `Übelkeit ${at} ü€😀` }));
  const { concepts } = await readSource(t, 'jsonl', jsonLines(...rows));
  t.strictSame(
    concepts.map(({ name }) => name),
    rows.map(({ name }) => name),
  );
  const wide = await readSource(t, 'jsonl', utf16(jsonLines(...rows), false));
  t.strictSame(wide.concepts, concepts);
});

t.test('Windows-1252 may begin late in a file', async (t) => {
  const content = `id,name\n${Array.from({ length: 20_000 }, (_, at) => `T${at},name ${at}\n`).join('')}X,`;
  const { concepts } = await readSource(t, 'csv', Buffer.concat([Buffer.from(content), Buffer.from([0xdc])]));
  t.equal(concepts.at(-1)?.name, 'Ü');
});

t.test('a UTF-8 file with a broken line is not taken for Windows-1252', async (t) => {
  const bytes = Buffer.concat([Buffer.from('id,name\nT1,Übelkeit\nT2,Ödem\nT3,'), Buffer.from([0xc3, 0x0a])]);
  t.match(await refusal(readSource(t, 'csv', bytes)), /the file is UTF-8, but line 4 is not valid/);
});

t.test('binary files are refused, with what to do', async (t) => {
  for (const [bytes, words] of [
    [Buffer.from('PK\x03\x04rest', 'latin1'), /Excel workbook .*CSV UTF-8/],
    [gzipSync('id,name\nT1,x\n'), /gunzip/],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1]), /\.xls/],
    [Buffer.from('id,name\nT1,\0\n'), /line 2 holds NUL bytes/],
    [Buffer.from(TABLE, 'utf16le'), /NUL bytes/],
  ] as const) {
    t.match(await refusal(readSource(t, 'csv', bytes)), words);
    t.match(await refusal(readSource(t, 'jsonl', bytes)), words);
  }
});

t.test('a line of 1 MiB is read, a longer one is refused by its number', async (t) => {
  const line = (length: number) => {
    const [start, end] = ['{"id":2,"name":"x","note":"', '"}'];
    return `${start}${'y'.repeat(length - start.length - end.length)}${end}`;
  };
  const first = jsonLines({ id: 1, name: 'a' });
  t.equal((await readSource(t, 'jsonl', `${first}${line(MAX_LINE_LENGTH)}\n`)).concepts.length, 2);
  for (const end of ['\n', '', 'z'.repeat(3 * MAX_LINE_LENGTH)]) {
    const message = await refusal(readSource(t, 'jsonl', `${first}${line(MAX_LINE_LENGTH + 1)}${end}`));
    t.match(message, /line 2 is longer than 1 MiB/);
  }
});

t.test('lines end in LF, CRLF or CR', async (t) => {
  const path = join(t.testdir(), 'lines');
  // The last CRLF lies across the end of the first chunk that is read.
  const long = 'x'.repeat(2 ** 18 - 1 - 'a\nb\r\nc\rd\r\n\r\n'.length);
  await writeFile(path, `a\nb\r\nc\rd\r\n\r\n${long}\r\ne\r`);
  const lines: string[] = [];
  for await (const batch of (await openText(path, { fileName: 'lines' })).batches()) lines.push(...batch);
  t.strictSame(lines, ['a', 'b', 'c', 'd', '', long, 'e']);
});

t.test('the format is told by name or by the first characters', async (t) => {
  const detect = async (fileName: string, content: string | Uint8Array) => {
    const path = join(t.testdir(), 'upload');
    await writeFile(path, content);
    return detectFormat(path, fileName);
  };
  t.equal(await detect('a.JSONL', 'id,name'), 'jsonl');
  t.equal(await detect('a.ndjson', ''), 'jsonl');
  t.equal(await detect('a.txt', '\ufeff\n {"id":1}'), 'jsonl');
  t.equal(await detect('a.csv', '{"id":1}'), 'jsonl');
  t.equal(await detect('a.json', '[{"id":1}]'), 'jsonl');
  t.equal(await detect('a.json', utf16('{"id":1}', true)), 'jsonl');
  t.equal(await detect('a.csv', 'id,name'), 'csv');
  t.equal(await detect('terms', '[x],name'), 'csv');
  await t.rejects(detect('a.jsonl', gzipSync('x')), { code: 'ontology_invalid' });
});
