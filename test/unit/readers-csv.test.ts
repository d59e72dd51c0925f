import t from 'tap';
import { namesOf, readSource, refusal } from '../fixtures/readers/read.js';

t.test('one row a concept, with every delimiter', async (t) => {
  for (const [delimiter, inner] of [
    [',', ';'],
    [';', '|'],
    ['\t', ';'],
    ['|', ';'],
  ] as const) {
    const content = [
      ['Concept_ID', 'Preferred Term', 'Synonyms', 'Lay', 'Parent', 'Obsolete', 'Selectable', 'Notes'],
      [
        'T1',
        'Dry mouth',
        ['Xerostomia', ' ', 'Dry&amp;hot'].join(inner).replace(/.*/, '"$&"'),
        'no spit',
        'G1',
        'no',
        'yes',
        'x',
      ],
      ['T2', 'Rash', '', '', '', 'Yes', 'N', ''],
    ];
    const { concepts, report } = await readSource(
      t,
      'csv',
      content.map((row) => row.join(delimiter)).join('\r\n'),
    );
    t.strictSame(
      concepts.map(({ id, name, parents, status, selectable }) => ({
        id,
        name,
        parents,
        status,
        selectable,
      })),
      [
        { id: 'T1', name: 'Dry mouth', parents: ['G1'], status: 'current', selectable: true },
        { id: 'T2', name: 'Rash', parents: [], status: 'retired', selectable: false },
      ],
      `delimiter ${JSON.stringify(delimiter)}`,
    );
    t.strictSame(namesOf(concepts[0]), ['synonym Xerostomia', 'synonym Dry&amp;hot', 'lay no spit']);
    t.strictSame(report.columns, {
      Concept_ID: 'id',
      'Preferred Term': 'name',
      Synonyms: 'synonyms',
      Lay: 'lay',
      Parent: 'parents',
      Obsolete: 'status',
      Selectable: 'selectable',
      Notes: 'ignored',
    });
  }
});

t.test('one row a name: rows of an id that stand together are one concept', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'csv',
    'id,name,definition\nT1,Insomnia,\nT1,Sleeplessness,No sleep\nT1,insomnia,\nT2,Rash,\nT2,,\nT2,Exanthem,\n',
  );
  t.strictSame(
    concepts.map(({ id, name }) => [id, name]),
    [
      ['T1', 'Insomnia'],
      ['T2', 'Rash'],
    ],
  );
  t.strictSame(concepts.map(namesOf), [['synonym Sleeplessness'], ['synonym Exanthem']]);
  t.equal(concepts[0]?.definition, 'No sleep');
  t.strictSame(report.skipped, { duplicate_id: 1, name_missing: 1 });
});

t.test('an id that comes back after another one is a duplicate', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'csv',
    'id,name\nT1,Insomnia\nT2,Rash\nT1,Sleepless\nT2,Exanthem\n',
  );
  t.strictSame(
    concepts.map(({ id, names }) => [id, names.length]),
    [
      ['T1', 0],
      ['T2', 0],
    ],
  );
  t.equal(report.skipped.duplicate_id, 2);
  t.match(report.examples[0], { line: 4, detail: /line 2 has the id "T1" already; .*sort by id/ });
});

t.test('repeats that add nothing do not refuse a file', async (t) => {
  const { concepts, report } = await readSource(t, 'csv', `id,name\n${'T1,Insomnia\n'.repeat(10)}`);
  t.equal(concepts.length, 1);
  t.equal(report.skipped.duplicate_id, 9);
});

t.test(
  'quotes, line ends inside quotes, stray quotes, blank lines, and the lines of what is skipped',
  async (t) => {
    const content =
      '\n\r\nid,name,synonyms\r\n\nT1,"Dry\r\nmouth, ""bad""",a\n,,\nT2,5" nail in foot,b\r\nT3,Pain, chronic,c\nT4,only\nT5,ok,,,\n';
    const { concepts, report } = await readSource(t, 'csv', content);
    t.strictSame(
      concepts.map(({ name }) => name),
      ['Dry mouth, "bad"', '5" nail in foot', 'ok'],
    );
    t.strictSame(report.skipped, { wrong_columns: 2 });
    t.strictSame(
      report.examples.map(({ line, text }) => [line, text]),
      [
        [9, 'T3,Pain, chronic,c'],
        [10, 'T4,only'],
      ],
    );
    t.equal(report.rows, 5);
  },
);

t.test('a quote that swallows rows is told, not read', async (t) => {
  t.match(
    await refusal(readSource(t, 'csv', 'id,name\nT0,x\nT1,"Insomnia\nT2,Rash\n')),
    /quotation mark .* opens in line 3 .*not closed/,
  );
  const { concepts, report } = await readSource(
    t,
    'csv',
    'id,name\nT0,x\nT1,"Insomnia\nT2,Rash\nT3,"Itch"\nT4,Pain\n',
  );
  t.strictSame(
    concepts.map(({ id }) => id),
    ['T0', 'T4'],
  );
  t.match(report.examples, [{ reason: 'field_invalid', line: 3, text: /T2,Rash/ }]);
});

t.test('a quote that is never closed in a large file is refused early', async (t) => {
  const content = `id,name\nT1,"x\n${'T2,y\n'.repeat(1_000_000)}`;
  t.match(await refusal(readSource(t, 'csv', content)), /quotation mark/);
});

t.test('two columns without a header are id and name', async (t) => {
  const { concepts, report } = await readSource(t, 'csv', 'T1;Insomnia, bad\nT2;Rash\n');
  t.strictSame(
    concepts.map(({ id, name }) => [id, name]),
    [
      ['T1', 'Insomnia, bad'],
      ['T2', 'Rash'],
    ],
  );
  t.strictSame(report.columns, { 'column 1': 'id', 'column 2': 'name' });
  t.equal(report.rows, 2);
});

t.test('columns that nobody can guess are refused, with what was found and what is allowed', async (t) => {
  const message = await refusal(readSource(t, 'csv', 'Kode;Bezeichnung\n1;x\n'));
  t.match(message, /no column is the id, and none the name/);
  t.match(message, /delimiter semicolon\): "Kode", "Bezeichnung"/);
  t.match(message, /"id" \(also: code, concept_id\)/);
  t.match(message, /columns=code=id,term=name \(form field columns, command line --columns\)/);
  t.match(await refusal(readSource(t, 'csv', 'id,wording\n1,x\n')), /no column is the name\./);
  t.match(await refusal(readSource(t, 'csv', 'Insomnia\nRash\n')), /no column is the id/);
  t.match(await refusal(readSource(t, 'csv', 'id,name\n')), /no rows/);
});

t.test('a refused file says which columns were understood', async (t) => {
  const message = await refusal(readSource(t, 'csv', 'code,term,note\nT1,,x\n'));
  t.match(message, /Line 2: the name is empty \(T1,,x\)/);
  t.match(message, /Columns found, delimiter comma: code \(id\), term \(name\), note \(ignored\)/);
});

t.test("Excel's marks: its separator line, and ids that it has shortened", async (t) => {
  const { concepts, report } = await readSource(
    t,
    'csv',
    'sep=;\r\nid;name\r\n1,23457E+17;Rash\r\n9.0E+5;Itch\r\n007;Dry, mouth\r\nT2;x\r\n',
  );
  t.strictSame(
    concepts.map(({ id, name }) => [id, name]),
    [
      ['007', 'Dry, mouth'],
      ['T2', 'x'],
    ],
  );
  t.match(report.examples[0], { reason: 'field_invalid', line: 3, detail: /spreadsheet has shortened/ });
});

t.test('batches do not show: rows keep their lines far into a file', async (t) => {
  const rows = Array.from({ length: 20_000 }, (_, at) => `T${at},"name\n${at}"`);
  rows[15_000] = 'broken';
  const { concepts, report } = await readSource(t, 'csv', `id,name\r\n${rows.join('\r\n')}`);
  t.equal(concepts.length, 19_999);
  t.equal(concepts.at(-1)?.name, 'name 19999');
  t.match(report.examples, [{ reason: 'wrong_columns', line: 30_002 }]);
});

const GERMAN = 'Kode;Übername;Stand\n10;Übelkeit „morgens“;aktiv\n11;Ödem;aktiv\n';
const GERMAN_COLUMNS = ['Kode=id', 'übername=name', 'Stand=ignored'];

t.test('columns that the user names, in each encoding', async (t) => {
  const windows1252 = Buffer.from(GERMAN.replace('„', '\x84').replace('“', '\x93'), 'latin1');
  const utf16 = Buffer.from(`\ufeff${GERMAN}`, 'utf16le');
  for (const [encoding, bytes] of [
    ['utf-8', Buffer.from(GERMAN)],
    ['utf-8', Buffer.from(`\ufeff${GERMAN}`)],
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
    ['windows-1252', windows1252],
  ] as const) {
    const { concepts, report } = await readSource(t, 'csv', bytes, { choice: { columns: GERMAN_COLUMNS } });
    t.strictSame(
      concepts.map(({ id, name }) => [id, name]),
      [
        ['10', 'Übelkeit „morgens“'],
        ['11', 'Ödem'],
      ],
    );
    t.equal(report.encoding, encoding);
    t.strictSame(report.columns, { Kode: 'id', Übername: 'name', Stand: 'ignored' });
  }
});

t.test('columns named by position in a table without a header', async (t) => {
  const { concepts, report } = await readSource(t, 'csv', 'x,10,Rash,skin thing\ny,11,"Itch, bad",\n', {
    choice: { columns: ['2=id', 'column 3=name', '4=lay'] },
  });
  t.strictSame(
    concepts.map((concept) => [concept.id, concept.name, ...namesOf(concept)]),
    [
      ['10', 'Rash', 'lay skin thing'],
      ['11', 'Itch, bad'],
    ],
  );
  t.strictSame(report.columns, {
    'column 1': 'ignored',
    'column 2': 'id',
    'column 3': 'name',
    'column 4': 'lay',
  });
  t.equal(report.rows, 2);
});

t.test('columns named with a separator line of Excel', async (t) => {
  const { concepts } = await readSource(t, 'csv', `sep=;\r\n${GERMAN}`, {
    choice: { columns: GERMAN_COLUMNS },
  });
  t.equal(concepts.length, 2);
});

t.test('columns and levels that a table does not have are told as mistakes of the request', async (t) => {
  const refused = (columns: readonly string[] | undefined, level: 'PT' | undefined, message: RegExp) =>
    t.rejects(
      readSource(t, 'csv', GERMAN, {
        choice: { ...(columns ? { columns } : {}), ...(level ? { level } : {}) },
      }),
      { code: 'invalid_request', message },
    );
  await refused(
    ['Code=id'],
    undefined,
    /^columns: no column is called “Code”\. terms\.csv: Columns found \(delimiter \w+\): "Kode/,
  );
  await refused(['Kode=key'], undefined, /“key” in “Kode=key” is no role/);
  await refused(
    undefined,
    'PT',
    /^level: .*MedDRA alone.*llt_code, llt_term, pt_code and pt_term.*"Kode", "Übername"/,
  );
  await refused(GERMAN_COLUMNS, 'PT', /^level: .*either with level or with columns/);
});

t.test('what is named but leaves no id is refused with what there is', async (t) => {
  const reading = readSource(t, 'csv', GERMAN, { choice: { columns: ['Kode=id'] } });
  t.match(await refusal(reading), /no column is the name\. .*"Kode", "Übername", "Stand"/);
});

t.test('a row that renames the concept before it is told', async (t) => {
  const { concepts, report } = await readSource(
    t,
    'csv',
    'id,name\nT1,Nausea\nT1,Headache\nT1,Headache\nT1,nausea\nT2,Rash\n',
  );
  t.equal(concepts.length, 2);
  t.strictSame(report.joined, {
    rows: 1,
    examples: [{ line: 3, id: 'T1', name: 'Nausea', synonym: 'Headache' }],
  });
  t.match(report.skipped, { duplicate_id: 2 });
  t.notOk('joined' in (await readSource(t, 'csv', 'id,name\nT1,Nausea\nT2,Rash\n')).report);
});
