import t from 'tap';
import { detectFormat } from '#src/ontology/readers/index.js';
import { isMeddraFile } from '#src/ontology/readers/meddra.js';
import { byId, folderOf, readMeddra, RELEASE } from '../fixtures/readers/meddra.js';

const without = (file: string) =>
  Object.fromEntries(Object.entries(RELEASE).filter(([name]) => name !== file));

const ids = (concepts: readonly { readonly id: string }[]) => concepts.map(({ id }) => id);

t.test('preferred terms with their lowest level terms, under their primary path first', async (t) => {
  const { concepts, report } = await readMeddra(t, RELEASE);
  const found = byId(concepts);
  t.strictSame(ids(concepts), ['10', '20', '110', '120', '1110', '1120', '5001', '5002']);
  t.strictSame(found.get('5001'), {
    id: '5001',
    name: 'Insomnia',
    names: [
      { text: 'Cannot sleep', kind: 'synonym', code: '9002' },
      { text: 'Old sleeplessness', kind: 'synonym', code: '9001', current: false },
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
  t.match(report, { release: { version: '27.1', language: 'English' }, concepts: 8, orphans: 0, rows: 16 });
  t.strictSame(report.skipped, {});
  t.strictSame((await readMeddra(t, RELEASE, 'PT')).concepts, concepts);
});

t.test('at level LLT current lowest level terms are concepts, the others are retired', async (t) => {
  const { concepts, report } = await readMeddra(t, RELEASE, 'LLT');
  const found = byId(concepts);
  t.strictSame(ids(concepts).slice(6), ['5001', '5002', '9002', '9001', '9003']);
  t.strictSame(found.get('5001'), {
    id: '5001',
    name: 'Insomnia',
    names: [{ text: 'Old sleeplessness', kind: 'synonym', code: '9001', current: false }],
    definition: null,
    parents: ['1120', '1110'],
    level: 'PT',
    status: 'current',
    selectable: true,
  });
  t.strictSame(found.get('9002'), {
    id: '9002',
    name: 'Cannot sleep',
    names: [],
    definition: null,
    parents: ['5001'],
    level: 'LLT',
    status: 'current',
    selectable: true,
  });
  t.match(found.get('9001'), {
    name: 'Old sleeplessness',
    names: [],
    parents: ['5001'],
    level: 'LLT',
    status: 'retired',
    replacedBy: '5001',
  });
  t.strictSame(found.get('5002')?.names, []);
  t.match(report, { concepts: 11, orphans: 0, sharedNames: 0 });
  t.strictSame(report.skipped, {});
});

t.test('of a name that several lowest level terms have, the current code is kept', async (t) => {
  const files = { ...RELEASE, 'llt.asc': `9000$cannot SLEEP$5001$$$$$$$N$$\n${RELEASE['llt.asc']}` };
  const { concepts } = await readMeddra(t, files);
  t.strictSame(byId(concepts).get('5001')?.names[0], {
    text: 'Cannot sleep',
    kind: 'synonym',
    code: '9002',
  });
  t.equal(byId(concepts).get('5001')?.names.length, 2);
});

t.test('broken lowest level terms of a preferred term', async (t) => {
  const llt = [
    // Not current, though it is the preferred term's own; and under another name.
    '5001$Sleeplessness$5001$$$$$$$n$$',
    '9002$Cannot sleep$5001$$$$$$$y$$',
    // 5002 has no term of its code; this code is that of another preferred term.
    '5001$Sleeps a lot$5002$$$$$$$Y$$',
  ];
  const files = { ...RELEASE, 'llt.asc': llt.join('\n') };
  const atPt = byId((await readMeddra(t, files)).concepts);
  t.strictSame(atPt.get('5001')?.names, [
    { text: 'Sleeplessness', kind: 'synonym', code: '5001' },
    { text: 'Cannot sleep', kind: 'synonym', code: '9002' },
  ]);
  const { concepts, report } = await readMeddra(t, files, 'LLT');
  t.strictSame(ids(concepts).slice(6), ['5001', '5002', '9002']);
  t.match(byId(concepts).get('5001'), {
    level: 'PT',
    status: 'current',
    names: [{ text: 'Sleeplessness', code: '5001' }],
  });
  t.match(byId(concepts).get('5002'), { level: 'PT', names: [], parents: ['1110'] });
  t.match(report.examples, [{ file: 'llt.asc', line: 3, reason: 'duplicate_id' }]);
  t.equal((await readMeddra(t, { ...RELEASE, 'llt.asc': '' }, 'LLT')).concepts.length, 8);
});

t.test('several ways up: each once, in the order of the file after the primary one', async (t) => {
  const row = (hlt: number, primary: string) => `5002$${hlt}$110$10$n$h$g$s$Nerv$$10$${primary}$$`;
  const mdhier = [row(1120, 'N'), row(1110, 'N'), row(1110, 'y'), row(1130, 'N'), row(1120, 'N')];
  const { concepts, report } = await readMeddra(t, { ...RELEASE, 'mdhier.asc': mdhier.join('\n') });
  t.strictSame(byId(concepts).get('5002')?.parents, ['1110', '1120', '1130']);
  t.strictSame(byId(concepts).get('5001')?.parents, []);
  t.equal(report.orphans, 1);
});

t.test('file names in capitals, folders between, Windows line ends, blanks around fields', async (t) => {
  const files = Object.fromEntries(
    Object.entries(RELEASE).map(([name, text]) => [
      `MedDRA/MedAscii/${name.toUpperCase()}`,
      text.replaceAll('\n', '\r\n').replaceAll('$', ' $ '),
    ]),
  );
  t.equal(await detectFormat(await folderOf(t, files), 'MedDRA'), 'meddra');
  const { concepts, report } = await readMeddra(t, files);
  t.match(report.release, { version: '27.1', language: 'English' });
  t.strictSame(concepts, (await readMeddra(t, RELEASE)).concepts);
});

t.test('extended ASCII is read', async (t) => {
  const llt = Buffer.from(`${RELEASE['llt.asc']}`.replace('\u2019', '\x92'), 'latin1');
  const { concepts, report } = await readMeddra(t, { ...RELEASE, 'llt.asc': llt });
  t.equal(report.encoding, 'windows-1252');
  t.equal(byId(concepts).get('5002')?.names[0]?.text, 'L\u2019exc\u00e8s de sommeil');
});

t.test('which files belong to MedDRA', (t) => {
  for (const name of ['LLT.ASC', 'smq_list.asc', 'SMQ_Content.asc', 'meddra_release.asc', 'Mdhier.SEQ'])
    t.ok(isMeddraFile(name), name);
  for (const name of ['intl_ord.asc', 'hlt_pt.seq', 'smq_list.seq', 'llt.asc.bak'])
    t.notOk(isMeddraFile(name));
  t.end();
});

t.test('a release without its release file, or with an empty one, has no version', async (t) => {
  t.notOk('release' in (await readMeddra(t, without('meddra_release.asc'))).report);
  t.notOk('release' in (await readMeddra(t, { ...RELEASE, 'meddra_release.asc': '\n$$\n' })).report);
  const { report } = await readMeddra(t, { ...RELEASE, 'meddra_release.asc': '27.1$$' });
  t.strictSame(report.release, { version: '27.1', language: null });
});

t.test('rows that cannot be used are told with their file', async (t) => {
  const files = {
    ...RELEASE,
    'llt.asc': `${RELEASE['llt.asc']}\n9009$Lost$7777$$$$$$$Y$$\n\n9010$cut o\n9011$Lost, too$5003$$$$$$$N$$`,
    'pt.asc': `${RELEASE['pt.asc']}\n5002$Twice$$10$$$$$$$$\n5003$$$10$$$$$$$$`,
  };
  for (const level of ['PT', 'LLT'] as const) {
    const { concepts, report } = await readMeddra(t, files, level);
    t.equal(concepts.length, level === 'PT' ? 8 : 11);
    t.strictSame(report.examples.map(({ file, line, reason }) => `${file} ${line} ${reason}`).sort(), [
      'llt.asc 6 parent_missing',
      'llt.asc 8 wrong_columns',
      'llt.asc 9 parent_missing',
      'pt.asc 3 duplicate_id',
      'pt.asc 4 name_missing',
    ]);
  }
});

t.test('what is no whole release is refused', async (t) => {
  await t.rejects(readMeddra(t, without('mdhier.asc')), {
    code: 'ontology_invalid',
    message: /^MedDRA_27_1: .*mdhier\.asc is missing/,
  });
  await t.rejects(readMeddra(t, { ...without('pt.asc'), 'pt.seq': '' }), { message: /pt\.asc is missing/ });
  const changes = { 'SeqAscii/llt.seq': '1$x$', 'SeqAscii/pt.seq': '1$x$' };
  t.equal(await detectFormat(await folderOf(t, changes), 'SeqAscii'), 'meddra');
  await t.rejects(readMeddra(t, changes), { message: /SeqAscii files hold only what changed/ });
  const twice = { ...RELEASE, 'old/llt.asc': 'x' };
  await t.rejects(readMeddra(t, twice), { message: /several files called llt\.asc/ });
  const garbage = { ...RELEASE, 'pt.asc': 'a\nb\nc\nd\n', 'llt.asc': 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n' };
  await t.rejects(readMeddra(t, garbage), { message: /rows cannot be used/ });
  await t.rejects(readMeddra(t, { ...RELEASE, 'hlt.asc': 'a\0b\n' }), {
    message: /^MedDRA_27_1: hlt\.asc: /,
  });
  await t.rejects(detectFormat(await folderOf(t, { 'readme.txt': 'x' }), 'folder'), {
    code: 'ontology_invalid',
    message: /no distribution that can be read/,
  });
});

t.test(
  'a release whose preferred terms are lost is refused, though all its other files are whole',
  async (t) => {
    const llt = Array.from({ length: 20 }, (_, at) => `${9100 + at}$Term ${at}$5001$$$$$$$Y$$`).join('\n');
    await t.rejects(readMeddra(t, { ...RELEASE, 'llt.asc': llt, 'pt.asc': '5001\n5002\n' }), {
      message: /22 of 31 rows cannot be used.*no preferred term "5001"/,
    });
  },
);
