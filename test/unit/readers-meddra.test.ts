import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import type { SourceConcept } from '../../src/ontology/concept.js';
import { detectFormat, openReader } from '../../src/ontology/readers/index.js';
import { RELEASE } from '../fixtures/readers/meddra.js';

type Files = Readonly<Record<string, string>>;

async function folderOf(t: Test, files: Files): Promise<string> {
  const dir = t.testdir();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  return dir;
}

async function readAll(t: Test, files: Files) {
  const path = await folderOf(t, files);
  const reader = openReader('meddra').read(path, { fileName: 'MedDRA_27_1' });
  const concepts: SourceConcept[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done) return { concepts, report: next.value };
    concepts.push(next.value);
  }
}

const without = (file: string): Files =>
  Object.fromEntries(Object.entries(RELEASE).filter(([name]) => name !== file));

const byId = (concepts: readonly SourceConcept[]) =>
  new Map(concepts.map((concept) => [concept.id, concept]));

t.test('preferred terms with their lowest level terms, under their primary path first', async (t) => {
  const { concepts, report } = await readAll(t, RELEASE);
  const found = byId(concepts);
  t.equal(concepts.length, 8);
  t.strictSame(found.get('5001'), {
    id: '5001',
    name: 'Insomnia',
    names: [
      { text: 'Cannot sleep', kind: 'synonym' },
      { text: 'Old sleeplessness', kind: 'synonym' },
    ],
    definition: null,
    parents: ['1120', '1110'],
    level: 'PT',
    status: 'current',
    selectable: true,
  });
  t.match(found.get('1120'), { level: 'HLT', parents: ['120'], selectable: false });
  t.match(found.get('120'), { level: 'HLGT', parents: ['20'], selectable: false });
  t.match(found.get('20'), { level: 'SOC', parents: [], selectable: false });
  t.equal(found.get('5002')?.names[0]?.text, 'L\u2019exc\u00e8s de sommeil');
  t.match(report, {
    release: { version: '27.1', language: 'English' },
    concepts: 8,
    orphans: 0,
    skipped: {},
  });
});

t.test('file names in capitals, folders between, Windows line ends', async (t) => {
  const files = Object.fromEntries(
    Object.entries(RELEASE).map(([name, text]) => [
      `MedDRA/MedAscii/${name.toUpperCase()}`,
      text.replaceAll('\n', '\r\n'),
    ]),
  );
  const path = await folderOf(t, files);
  t.equal(await detectFormat(path, 'MedDRA'), 'meddra');
  const { concepts } = await readAll(t, files);
  t.equal(concepts.length, 8);
});

t.test('a release without its release file has no version', async (t) => {
  const files = without('meddra_release.asc');
  const { report } = await readAll(t, files);
  t.notOk('release' in report);
});

t.test('rows that cannot be used are told with their file', async (t) => {
  const { concepts, report } = await readAll(t, {
    ...RELEASE,
    'llt.asc': `${RELEASE['llt.asc']}\n9009$Lost$7777$$$$$$$Y$$\n9010$cut o`,
    'pt.asc': `${RELEASE['pt.asc']}\n5002$Twice$$10$$$$$$$$\n5003$$$10$$$$$$$$`,
  });
  t.equal(concepts.length, 8);
  t.strictSame(report.skipped, { wrong_columns: 1, duplicate_id: 1, name_missing: 1, parent_missing: 1 });
  t.match(report.examples.map(({ file, line, reason }) => `${file} ${line} ${reason}`).sort(), [
    'llt.asc 6 parent_missing',
    'llt.asc 7 wrong_columns',
    'pt.asc 3 duplicate_id',
    'pt.asc 4 name_missing',
  ]);
});

t.test('what is no whole release is refused', async (t) => {
  await t.rejects(readAll(t, without('mdhier.asc')), {
    code: 'ontology_invalid',
    message: /mdhier\.asc is missing/,
  });
  const changes = { 'SeqAscii/llt.seq': '1$x$', 'SeqAscii/pt.seq': '1$x$' };
  t.equal(await detectFormat(await folderOf(t, changes), 'SeqAscii'), 'meddra');
  await t.rejects(readAll(t, changes), { message: /SeqAscii files hold only what changed/ });
  const twice = { ...RELEASE, 'old/llt.asc': 'x' };
  await t.rejects(readAll(t, twice), { message: /several files called llt\.asc/ });
  const garbage = { ...RELEASE, 'pt.asc': 'a\nb\nc\nd\n', 'llt.asc': 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n' };
  await t.rejects(readAll(t, garbage), { message: /rows cannot be used/ });
  await t.rejects(detectFormat(await folderOf(t, { 'readme.txt': 'x' }), 'folder'), {
    code: 'ontology_invalid',
    message: /no distribution that can be read/,
  });
});
