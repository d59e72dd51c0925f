import { join } from 'node:path';
import t from 'tap';
import { detectFormat, isDistributionFile } from '#src/ontology/readers/index.js';
import { namesOf, readPath, refusal } from '../fixtures/readers/read.js';
import { conso, def, folderOf, named, readUmls, sty, UMLS, type Files } from '../fixtures/readers/umls.js';

t.test('a concept with all that the files tell of it', async (t) => {
  const { concepts, report } = await readUmls(t, UMLS);
  t.strictSame(concepts, [
    {
      id: 'C0000001',
      name: 'Restless "jumpy" legs',
      names: [
        { text: 'Leg trouble', kind: 'synonym' },
        { text: 'legs that will not stay still', kind: 'lay' },
      ],
      definition: 'Legs that move by themselves.',
      parents: ['C0000002'],
      level: 'Sign of Trouble',
      status: 'current',
      selectable: true,
      replaces: ['C0000090'],
    },
    {
      id: 'C0000002',
      name: 'Movement trouble',
      names: [],
      definition: null,
      parents: [],
      level: 'Trouble',
      status: 'current',
      selectable: true,
    },
    {
      id: 'C0000003',
      name: 'Dull medicine',
      names: [],
      definition: null,
      parents: [],
      level: 'Medicine, Invented',
      status: 'current',
      selectable: true,
    },
  ]);
  t.match(report, {
    format: 'umls',
    encoding: 'utf-8',
    release: { version: '2024AA', language: 'en' },
    columns: { LAT: 'ENG', SUPPRESS: 'N' },
    rows: 7,
    concepts: 3,
    names: { preferred: 3, synonym: 1, lay: 1 },
    skipped: {},
    orphans: 0,
  });
});

t.test(
  'files in any case, in folders, with Windows line ends, a byte order mark and no last bar',
  async (t) => {
    const files = Object.fromEntries(
      Object.entries(UMLS).map(([name, text]) => [
        `2024AA/META/${name.toLowerCase()}`,
        `\ufeff${text.replaceAll('|\n', '\r\n')}\r\n`,
      ]),
    );
    const path = await folderOf(t, files);
    t.equal(await detectFormat(path, '2024AA'), 'umls');
    const { concepts, report } = await readUmls(t, files);
    t.strictSame(concepts, (await readUmls(t, UMLS)).concepts);
    t.strictSame(report.skipped, {});
  },
);

t.test('MRCONSO.RRF is enough, in a folder or alone', async (t) => {
  const names = UMLS['MRCONSO.RRF'] ?? '';
  const { concepts, report } = await readUmls(t, { 'MRCONSO.RRF': names });
  t.equal(concepts.length, 3);
  t.notOk('release' in report);
  t.strictSame(concepts[0]?.level, null);
  const file = join(await folderOf(t, { stored: names }), 'stored');
  t.equal(await detectFormat(file, 'MRCONSO.RRF'), 'umls');
  const alone = await readPath('umls', file, { fileName: 'mrconso.rrf' });
  t.strictSame(alone.concepts, concepts);
});

t.test('only files that are read are kept of a folder', (t) => {
  t.ok(['MRCONSO.RRF', 'mrrank.rrf', 'release.dat'].every(isDistributionFile));
  t.notOk(['MRSAT.RRF', 'MRCONSO.RRF.aa.gz', 'MRCONSO', '2024aa-1-meta.nlm'].some(isDistributionFile));
  t.end();
});

t.test('rows that have not their fields are refused, and those of other files told', async (t) => {
  const { concepts, report } = await readUmls(t, {
    'MRCONSO.RRF': [
      named('C0000001', 'Rash'),
      'C0000002|ENG|P|L1|PF|S1|Y|A1||||AAA|PT|K1|Cut off\n',
      '\n',
      named('C0000003', 'Pain | in the leg'),
      named('C0000004', 'Itch', 'Itching'),
    ].join(''),
    'MRDEF.RRF': `${def('C0000001', 'AAA', 'One|two')}C0000001|A1\n${def('C0000001', 'AAA', 'Whole.')}`,
    'MRRANK.RRF': '400|AAA\n',
  });
  t.strictSame(
    concepts.map(({ id, definition }) => [id, definition]),
    [
      ['C0000001', 'Whole.'],
      ['C0000004', null],
    ],
  );
  t.equal(report.rows, 5);
  t.strictSame(report.skipped, { wrong_columns: 5 });
  t.strictSame(
    report.examples.map(({ file, line, detail }) => `${file} ${line}: ${detail?.split(';')[0]}`),
    [
      'MRDEF.RRF 1: 9 fields',
      'MRDEF.RRF 2: 2 fields',
      'MRRANK.RRF 1: 2 fields',
      'MRCONSO.RRF 2: 15 fields',
      'MRCONSO.RRF 4: 19 fields',
    ],
  );
});

t.test('names that cannot be used', async (t) => {
  const { concepts, report } = await readUmls(t, {
    'MRCONSO.RRF': [
      named('C0000001', '', '...', 'Rash', 'rash', '  '),
      conso({ cui: '', str: 'Nobody’s' }),
      named('C0000002', '"Quoted', 'It’s "so-called" é', 'Rash, eczema; "dry"'),
      named('C0000003', 'Pain', 'Ache', 'Soreness', 'Aching'),
    ].join(''),
  });
  t.strictSame(
    concepts.map((concept) => [concept.name, ...namesOf(concept)]),
    [
      ['Rash'],
      ['"Quoted', 'synonym It’s "so-called" é', 'synonym Rash, eczema; "dry"'],
      ['Pain', 'synonym Ache', 'synonym Soreness', 'synonym Aching'],
    ],
  );
  t.strictSame(report.skipped, { name_missing: 2, name_without_letters: 1, id_missing: 1 });
  t.match(report.examples[0], { file: 'MRCONSO.RRF', line: 1, reason: 'name_missing' });
});

t.test('a CUI that comes back after another is refused', async (t) => {
  const names = [named('C0000001', 'Rash', 'Exanthem'), named('C0000002', 'Itch', 'Itching')].join('');
  const { concepts, report } = await readUmls(t, {
    'MRCONSO.RRF': names + named('C0000001', 'Eruption', 'Spots'),
  });
  t.strictSame(
    concepts.map((concept) => [concept.name, ...namesOf(concept)]),
    [
      ['Rash', 'synonym Exanthem'],
      ['Itch', 'synonym Itching'],
    ],
  );
  t.strictSame(report.skipped, { duplicate_id: 2 });
  t.match(report.examples[0], { line: 5, detail: /line 1 has the CUI C0000001 already; .* sort the file/ });
  // What the choices leave out does not part a CUI's names.
  const french = conso({ cui: 'C0000002', str: 'Démangeaison', lat: 'FRE' });
  const parted = await readUmls(t, {
    'MRCONSO.RRF': named('C0000001', 'Rash') + french + named('C0000001', 'Spots'),
  });
  t.strictSame(parted.concepts.map(namesOf), [['synonym Spots']]);
  t.strictSame(parted.report.skipped, {});
});

t.test('a file that is mostly unusable is refused as a whole', async (t) => {
  const message = await refusal(readUmls(t, { 'MRCONSO.RRF': 'a|b\nc|d\n' }));
  t.match(message, /^2024AA: no row can be used \(of 2\): 2 not the number of columns/);
  t.match(message, /MetamorphoSys/);
  t.match(await refusal(readUmls(t, { 'MRCONSO.RRF': '' })), /the file has no rows/);
  t.match(
    await refusal(readUmls(t, { 'MRCONSO.RRF': 'x'.repeat(3 << 20) })),
    /^MRCONSO\.RRF: a row is longer than/,
  );
});

t.test('progress counts the rows of MRCONSO.RRF, and an abort ends the reading', async (t) => {
  const names = Array.from({ length: 1500 }, (_, at) =>
    named(`C${String(at).padStart(7, '0')}`, `name ${at}`),
  );
  const files = { ...UMLS, 'MRCONSO.RRF': names.join('') };
  const counts: number[] = [];
  await readUmls(t, files, {}, { onRow: (count) => counts.push(count) });
  t.strictSame(counts, [1000, 1500]);
  const stop = new AbortController();
  const reading = readUmls(
    t,
    files,
    {},
    {
      signal: stop.signal,
      onRow: () => {
        stop.abort(new Error('enough'));
      },
    },
  );
  await t.rejects(reading, { message: 'enough' });
});

t.test('what is no RRF is explained', async (t) => {
  const told = async (files: Files, fileName = 'umls') => {
    const path = await folderOf(t, files);
    t.equal(await detectFormat(path, fileName), 'umls');
    return refusal(readPath('umls', path, { fileName }));
  };
  t.match(
    await told({ '2024aa-1-meta.nlm': 'PK' }),
    /^umls: these are the packages \(\.nlm\).*MetamorphoSys/,
  );
  t.match(await told({ MRCON: 'x', MRSO: 'x', MRSTY: 'x' }), /Original Release Format \(ORF\)/);
  t.match(await told({ 'MRCONSO.RRF.aa.gz': 'x', 'MRDEF.RRF.gz': 'x' }), /still compressed\. Unpack them/);
  t.match(
    await told({ 'MRDEF.RRF': def('C0000001', 'AAA', 'x') }),
    /MRCONSO\.RRF, which has the names, is missing/,
  );
  t.match(
    await told({ 'a/MRCONSO.RRF': conso({ cui: 'C1', str: 'x' }), 'b/mrconso.rrf': '' }),
    /several files called MRCONSO\.RRF/,
  );
  const alone = join(await folderOf(t, { file: sty('C0000001', 'T1', 'x') }), 'file');
  t.match(await refusal(readPath('umls', alone, { fileName: 'MRSTY.RRF' })), /MRCONSO\.RRF, .* is missing/);
  t.match(
    await refusal(readUmls(t, { 'MRCONSO.RRF': 'not yet', 'MRSTY.RRF': 'a\0b' })),
    /^MRSTY\.RRF: this is no text file/,
  );
});
