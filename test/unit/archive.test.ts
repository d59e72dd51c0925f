import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { BlobWriter, TextReader, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js';
import { pack } from 'tar-stream';
import t from 'tap';
import { archiveKind, unpack, type ArchiveKind } from '#src/ontology/archive.js';

type EntryHeader = Parameters<ReturnType<typeof pack>['entry']>[0];
type Content = readonly (readonly [name: string, text: string, options?: ZipWriterAddDataOptions])[];

async function zipOf(content: Content): Promise<Buffer> {
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [name, text, options] of content) await zip.add(name, new TextReader(text), options);
  return Buffer.from(await (await zip.close()).arrayBuffer());
}

async function plainTar(entries: readonly (readonly [EntryHeader, string | Buffer])[]): Promise<Buffer> {
  const tar = pack();
  for (const [header, content] of entries) tar.entry(header, content);
  tar.finalize();
  return buffer(tar);
}

const tarOf = async (entries: Parameters<typeof plainTar>[0]) => gzipSync(await plainTar(entries));

async function unpacked(dir: string, archive: Buffer, kind: ArchiveKind, password?: string) {
  const path = join(dir, 'archive');
  const into = join(dir, 'into');
  await mkdir(into);
  await writeFile(path, archive);
  const names = await unpack(path, kind, into, {
    fileName: 'release.zip',
    wants: (name) => name.endsWith('.asc'),
    signal: new AbortController().signal,
    ...(password === undefined ? {} : { password }),
  });
  return { names, read: (name: string) => readFile(join(into, name), 'utf8'), into };
}

t.test('wanted files come out without their folders, whatever these are called', async (t) => {
  const text = 'one$\n'.repeat(10_000);
  const content: Content = [
    ['MedAscii/', '', { directory: true }],
    ['MedAscii/llt.asc', text],
    ['readme.pdf', 'no'],
    ['a/b/c/PT.asc', 'deep'],
  ];
  const { names, read, into } = await unpacked(t.testdir(), await zipOf(content), 'zip');
  t.same(names, ['llt.asc', 'PT.asc']);
  t.same((await readdir(into)).sort(), ['PT.asc', 'llt.asc']);
  t.equal(await read('llt.asc'), text);
  t.equal(await read('PT.asc'), 'deep');
});

t.test('a tar.gz, with what is not a file passed over', async (t) => {
  const tar = await tarOf([
    [{ name: 'MedAscii', type: 'directory' }, ''],
    [{ name: '/MedAscii/llt.asc' }, 'one$'],
    [{ name: 'other.txt' }, 'no'],
    [{ name: 'MedAscii/pt.asc' }, 'two$'],
  ]);
  const { names, read } = await unpacked(t.testdir(), tar, 'tar.gz');
  t.same(names, ['llt.asc', 'pt.asc']);
  t.equal(await read('pt.asc'), 'two$');
});

for (const [name, options] of [
  ['AES', { password: 'secret word', encryptionStrength: 3 }],
  ['ZipCrypto', { password: 'secret word', zipCrypto: true }],
] as const) {
  t.test(`a password opens ${name}; the message never has it`, async (t) => {
    const archive = await zipOf([['llt.asc', 'one$', options]]);
    const { read } = await unpacked(t.testdir(), archive, 'zip', 'secret word');
    t.equal(await read('llt.asc'), 'one$');
    await t.rejects(unpacked(t.testdir(), archive, 'zip'), {
      code: 'ontology_invalid',
      message: /protected by a password, and none was given/,
    });
    const wrong = await unpacked(t.testdir(), archive, 'zip', 'guess').then(
      () => null,
      (error: unknown) => error,
    );
    t.match(wrong, {
      code: 'ontology_invalid',
      message: /^release\.zip: (?:the password does not open|the archive)/,
    });
    t.notMatch(String(wrong), /guess/);
  });
}

t.test('links, doubles and bombs are refused', async (t) => {
  const outside = await zipOf([['../../outside.asc', 'x']]);
  await t.rejects(unpacked(t.testdir(), outside, 'zip'), { code: 'ontology_invalid' });
  const link = await tarOf([[{ name: 'llt.asc', type: 'symlink', linkname: '/etc/passwd' }, '']]);
  await t.rejects(unpacked(t.testdir(), link, 'tar.gz'), { message: /llt\.asc is a link/ });
  const zipLink = await zipOf([
    ['llt.asc', '/etc/passwd', { externalFileAttributes: (0o120777 << 16) >>> 0, versionMadeBy: 0x0314 }],
  ]);
  await t.rejects(unpacked(t.testdir(), zipLink, 'zip'), { message: /llt\.asc is a link/ });
  const double = await zipOf([
    ['27.0/llt.asc', 'a'],
    ['27.1/llt.asc', 'b'],
  ]);
  await t.rejects(unpacked(t.testdir(), double, 'zip'), { message: /several files called llt\.asc/ });
  const bomb = await tarOf([[{ name: 'llt.asc' }, Buffer.alloc(80 * 2 ** 20)]]);
  await t.rejects(unpacked(t.testdir(), bomb, 'tar.gz'), { message: /more than 200 times as large/ });
});

t.test('a damaged archive is no half release', async (t) => {
  const zip = await zipOf([['llt.asc', 'one$\n'.repeat(5000), { level: 0 }]]);
  await t.rejects(unpacked(t.testdir(), zip.subarray(0, zip.length - 40), 'zip'), {
    code: 'ontology_invalid',
  });
  const altered = Buffer.from(zip);
  altered.writeUInt8(altered.readUInt8(2000) ^ 1, 2000);
  await t.rejects(unpacked(t.testdir(), altered, 'zip'), { code: 'ontology_invalid' });
  const tar = await tarOf([[{ name: 'llt.asc' }, 'one$\n'.repeat(5000)]]);
  await t.rejects(unpacked(t.testdir(), tar.subarray(0, tar.length - 20), 'tar.gz'), {
    code: 'ontology_invalid',
  });
});

t.test('an archive is told by its beginning', async (t) => {
  const dir = t.testdir({ plain: 'id,name\n', empty: '', zip: await zipOf([['a', 'b']]), gz: gzipSync('x') });
  t.equal(await archiveKind(join(dir, 'zip'), 'MedDRA_27_1.zip'), 'zip');
  t.equal(await archiveKind(join(dir, 'zip'), 'list.xlsx'), null);
  t.equal(await archiveKind(join(dir, 'gz'), 'release.tgz'), 'tar.gz');
  t.equal(await archiveKind(join(dir, 'gz'), 'list.csv.gz'), null);
  t.equal(await archiveKind(join(dir, 'plain'), 'a.zip'), null);
  t.equal(await archiveKind(join(dir, 'empty'), 'a.zip'), null);
});
