import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { detectFormat } from '#src/ontology/readers/index.js';
import type { ReaderOptions } from '#src/ontology/readers/reader.js';
import { namesOf, readSource, refusal } from '../fixtures/readers/read.js';
import { workbookOf, zipOf, type SheetCell } from '../fixtures/readers/workbook.js';

type Sheet = readonly (readonly SheetCell[])[];

const TABLE: Sheet = [
  ['Concept ID', 'Preferred Term', 'Synonyms', 'Obsolete', 'Notes'],
  [10012345, 'Dry mouth', 'Xerostomia; no & spit <ever>', false, new Date('2024-03-01')],
  ['T2', 'Rash', null, true, { xml: '<c t="e"><v>#N/A</v></c>' }],
];

async function readSheet(t: Test, rows: Sheet, options: Partial<ReaderOptions> = {}) {
  return readSource(t, 'xlsx', await workbookOf({ Terms: rows }), options);
}

async function written(t: Test, content: Uint8Array | string): Promise<string> {
  const path = join(t.testdir(), 'upload');
  await writeFile(path, content);
  return path;
}

for (const texts of ['inline', 'shared'] as const) {
  t.test(`one row a concept, with ${texts} texts`, async (t) => {
    const content = await workbookOf({ Terms: TABLE }, { texts });
    const { concepts, report } = await readSource(t, 'xlsx', content);
    t.strictSame(
      concepts.map((concept) => [concept.id, concept.name, concept.status, namesOf(concept)]),
      [
        ['10012345', 'Dry mouth', 'current', ['synonym Xerostomia', 'synonym no & spit <ever>']],
        ['T2', 'Rash', 'retired', []],
      ],
    );
    t.match(report, {
      format: 'xlsx',
      columns: {
        ...{ 'Concept ID': 'id', 'Preferred Term': 'name', Synonyms: 'synonyms', Obsolete: 'status' },
        Notes: 'ignored',
      },
      rows: 2,
      skipped: {},
    });
  });
}

t.test('one row a name, and rows are told by their numbers', async (t) => {
  const { concepts, report } = await readSheet(t, [
    ['id', 'name'],
    ['T1', 'Insomnia'],
    [],
    ['T1', 'Sleepless'],
    ['T2', null],
    ['T3', 'Rash'],
    ['T1', 'Awake'],
  ]);
  t.strictSame(concepts.map(namesOf), [['synonym Sleepless'], []]);
  t.match(report.examples, [
    { reason: 'name_missing', line: 5, text: 'T2 | ' },
    { reason: 'duplicate_id', line: 7, detail: /^row 2 has the id "T1" already/ },
  ]);
  t.equal(report.rows, 5);
});

t.test('blank rows, a title and empty columns stand before the table', async (t) => {
  const { concepts, report } = await readSheet(t, [
    [],
    [null, 'List of terms (merged over all columns)'],
    [],
    [null, 'id', 'name'],
    [null, 'T1', 'Rash'],
    [null, null, 'no id'],
  ]);
  t.strictSame(
    concepts.map(({ id }) => id),
    ['T1'],
  );
  t.strictSame(report.columns, { 'column 1': 'ignored', id: 'id', name: 'name' });
  t.match(report.examples, [{ line: 6, reason: 'id_missing' }]);
});

t.test('two columns without a header, and columns that the user names', async (t) => {
  const plain = await readSheet(t, [
    [101, 'Rash'],
    [102, 'Itch'],
  ]);
  t.strictSame(
    plain.concepts.map(({ id }) => id),
    ['101', '102'],
  );
  const named = await readSheet(
    t,
    [
      ['Kode', 'Wort', 'Art'],
      ['a1', 'Rash', 'x'],
    ],
    {
      choice: { columns: ['kode=id', 'Wort=name', '3=level'] },
    },
  );
  t.match(named.concepts, [{ id: 'a1', name: 'Rash', level: 'x' }]);
  t.strictSame(named.report.columns, { Kode: 'id', Wort: 'name', Art: 'level' });
});

t.test('numbers are ids where all their digits are there', async (t) => {
  const { concepts, report } = await readSheet(t, [
    ['id', 'name', 'parent'],
    [999999999999999, 'fifteen digits', 1],
    [1234567890123457, 'sixteen digits, written by a program', 2],
    [1234567890123450, 'sixteen digits, perhaps cut by Excel', 3],
    [900000000000207000, 'eighteen digits', 4],
    ['900000000000207008', 'as a text', 1e20],
    [250.1, 'like ICD', { xml: '<c><v>250.20000000000002</v></c>' }],
    [7, 911, null],
  ]);
  t.strictSame(
    concepts.map(({ id, parents }) => [id, ...parents]),
    [['999999999999999', '1'], ['1234567890123457', '2'], ['900000000000207008'], ['250.1', '250.2'], ['7']],
  );
  t.equal(concepts.at(-1)?.name, '911');
  t.strictSame(report.skipped, { field_invalid: 3 });
  for (const { detail } of report.examples)
    t.match(detail, /spreadsheet has shortened; format the column as text/);
});

t.test(
  'dates refuse a row where they stand for a text; errors are empty; formulas have their value',
  async (t) => {
    const day = new Date('2024-03-01');
    const { concepts, report } = await readSheet(t, [
      ['id', 'name', 'note'],
      [day, 'Rash', 'x'],
      ['T2', day, 'x'],
      ['T3', 'Itch', day],
      [{ xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' }, 'Pain', 'x'],
      [{ xml: '<c t="str"><f>A1</f><v>T5</v></c>' }, { xml: '<c t="str"><f>B1</f><v>Cough</v></c>' }, null],
      [{ xml: '<c><f>3+3</f><v>6</v></c>' }, 'Fever', null],
      ['T7', { xml: '<c t="str"><f>never saved</f></c>' }, null],
      ['T8', true, null],
      ['T9', { xml: '<c s="1"><v>99999999999</v></c>' }, null],
      ['T10', 'Chill', null],
    ]);
    t.strictSame(
      concepts.map(({ id, name }) => [id, name]),
      [
        ['T3', 'Itch'],
        ['T5', 'Cough'],
        ['6', 'Fever'],
        ['T8', 'TRUE'],
        ['T10', 'Chill'],
      ],
    );
    t.match(report.examples, [
      {
        reason: 'field_invalid',
        line: 2,
        detail: /column "id" has a date \(2024-03-01\), not a text; format/,
      },
      { reason: 'field_invalid', line: 3, detail: /column "name" has a date/ },
      { reason: 'id_missing', line: 5 },
      { reason: 'name_missing', line: 8 },
      { reason: 'field_invalid', line: 10, detail: /has a date/ },
    ]);
  },
);

t.test('the sheet is the first with cells, or the one that is chosen', async (t) => {
  const rows = (id: string): Sheet => [
    ['id', 'name'],
    [id, 'Rash'],
  ];
  const content = await workbookOf({ Empty: [[null]], 'A & B': rows('T1'), Second: rows('T2') });
  const idsOf = async (sheet?: string) => {
    const { concepts } = await readSource(t, 'xlsx', content, {
      choice: sheet === undefined ? {} : { sheet },
    });
    return concepts.map(({ id }) => id);
  };
  t.strictSame(await idsOf(), ['T1']);
  t.strictSame(await idsOf('a & b'), ['T1']);
  t.strictSame(await idsOf('Second'), ['T2']);
  t.match(
    await refusal(idsOf('Third')),
    /terms\.xlsx: the workbook has no sheet "Third"\. Its sheets: "Empty", "A & B", "Second"\./,
  );
  t.match(await refusal(idsOf('Empty')), /the file has no rows/);
  const none = await workbookOf({ One: [], Two: [[null, null]] });
  t.match(
    await refusal(readSource(t, 'xlsx', none)),
    /no sheet of the workbook has any cells\. .*"One", "Two"/,
  );
});

t.test('columns that nobody can guess are refused with the sheets that there are', async (t) => {
  const content = await workbookOf({ Cover: [['Our list', 'of 2024']], Terms: TABLE });
  const message = await refusal(readSource(t, 'xlsx', content));
  t.match(message, /no column is the id, and none the name/);
  t.match(
    message,
    /\(sheet "Cover"; sheet=\.\.\. takes another of "Cover", "Terms"\): "Our list", "of 2024"/,
  );
  t.match(message, /columns=code=id,term=name/);
});

t.test('what is no workbook, or none that can be read, is refused with what to do', async (t) => {
  const whole = await workbookOf({ Terms: TABLE });
  const ole = Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(600),
  ]);
  for (const [content, words] of [
    [await zipOf({ 'terms.csv': 'id,name\nT1,x\n' }), /a zip file, but no Excel workbook is in it/],
    [await zipOf({ 'xl/workbook.bin': 'x' }), /binary workbook \(\.xlsb\)\. Save it as \.xlsx/],
    [await zipOf({ 'xl/workbook.xml': '<workbook/>' }), /cannot be read \(.*workbook\.xml\.rels/],
    [
      await workbookOf({ Terms: TABLE }, { zip: { password: 'x' } }),
      /protected by a password\. Save it without/,
    ],
    [whole.subarray(0, whole.length / 2), /cannot be read .*damaged or cut off.*CSV UTF-8/],
    [whole.subarray(0, 6), /cannot be read/],
    [ole, /old Excel workbook \(\.xls\), or one that is protected by a password\. Save it as \.xlsx/],
    ['id,name\nT1,x\n', /its content is of another kind\. .*ending of its format, such as \.csv/],
    ['', /it is empty/],
    [await workbookOf({ Terms: [[{ xml: '<c t="s"><v>99</v></c>' }, 'x']] }), /cannot be read/],
    [await workbookOf({ Terms: [[{ xml: '<c><is>' }, 'x']] }), /cannot be read/],
  ] as const) {
    const message = await refusal(readSource(t, 'xlsx', content));
    t.match(message, words);
    t.match(message, /^terms\.xlsx: /);
  }
});

t.test('what would fill the memory is refused before it does', async (t) => {
  const table: Sheet = [
    ['id', 'name'],
    ['T1', 'Rash'],
  ];
  const sheet = (xml: string) => [...table, [{ xml }]];
  const zeros = await zipOf({ 'xl/workbook.xml': ' '.repeat(30_000_000) });
  t.match(await refusal(readSource(t, 'xlsx', zeros)), /more than 200 times as large/);
  const far = { xml: '<c/><c r="XFD900000"><v>1</v></c>' };
  t.match(
    await refusal(readSheet(t, [...table, [far]])),
    /tables are too large, 14745600000 cells.*Delete what stands outside the table/,
  );
  for (const xml of ['<c/><c r="B99999999999"><v>1</v></c>', '<c/></row><row r="9999999999"/><row>'])
    t.match(await refusal(readSheet(t, sheet(xml))), /damaged: it has a cell or row "B?9{10,11}"/);
  const { concepts } = await readSheet(t, sheet('<c s="1"/><c r="XFD900000" s="1"/>'));
  t.equal(concepts.length, 1, 'a format far out is nothing');
});

t.test('the directory of the zip file tells what is too large when unpacked', async (t) => {
  const bytes = await workbookOf({ Terms: TABLE });
  const entry = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  bytes.writeUInt32LE(600_000_000, entry + 24);
  t.match(await refusal(readSource(t, 'xlsx', bytes)), /unpacked, it has 600 MB; at most 500 MB are read/);
});

t.test('more rows than can be read are refused, with another way', async (t) => {
  const xml = Array.from({ length: 200_000 }, (_, at) => `<row r="${at + 2}"/>`).join('');
  const rows = [[{ xml: `<c/></row>${xml}<row>` }]];
  t.match(
    await refusal(readSheet(t, rows)),
    /a sheet has 200001 rows; at most 200000 are read\. Save.*CSV UTF-8/,
  );
});

t.test('reading stops when it is aborted', async (t) => {
  const reason = new Error('enough');
  await t.rejects(readSheet(t, TABLE, { signal: AbortSignal.abort(reason) }), reason);
});

t.test('a workbook is known by its name, or by what the zip file has', async (t) => {
  t.equal(await detectFormat(await written(t, 'anything'), 'list.XLSX'), 'xlsx');
  t.equal(await detectFormat(await written(t, 'anything'), 'list.xlsm'), 'xlsx');
  const workbook = await workbookOf({ Terms: TABLE });
  t.equal(await detectFormat(await written(t, workbook), 'list'), 'xlsx');
  t.equal(await detectFormat(await written(t, workbook), 'list.csv'), 'xlsx');
  const other = await written(t, await zipOf({ 'a.csv': 'id,name\n' }));
  await t.rejects(detectFormat(other, 'list'), { code: 'ontology_invalid', message: /zip file/ });
  t.equal(await detectFormat(await written(t, 'PK,name\n'), 'list'), 'csv');
});
