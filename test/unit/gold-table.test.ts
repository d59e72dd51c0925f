import t from 'tap';
import { brief, readContent, refusalOf } from '../fixtures/gold/read.js';
import { workbookOf } from '../fixtures/readers/workbook.js';

const TABLE =
  'mention;gold_id;gold_name;split;weight\n"can’t sleep; at all";501;Insomnia;test;2\nred skin;none;;test;\n';
const ROWS = [
  [2, 'can’t sleep; at all', '501 Insomnia'],
  [3, 'red skin', ''],
] as const;

t.test('separators and encodings are found', async (t) => {
  for (const [content, encoding] of [
    [TABLE, 'utf-8'],
    [`\ufeff${TABLE.replaceAll('\n', '\r\n')}`, 'utf-8'],
    [Buffer.from(`\ufeff${TABLE}`, 'utf16le'), 'utf-16le'],
    [Buffer.from(TABLE.replace('’', '\x92'), 'latin1'), 'windows-1252'],
  ] as const) {
    const { rows, report } = await readContent(t, content, 'set.csv');
    t.strictSame(rows.map(brief), ROWS);
    t.match(report, { format: 'table', encoding, rows: 2, withoutAnswer: 1, skipped: {} });
    t.match(rows[0], { split: 'test', weight: 2, fold: null, span: null });
  }
  const { rows } = await readContent(t, `\n\nsep=|\nmention|code\nrash|5\n\n|\nitch|6\n`, 'set.txt');
  t.strictSame(rows.map(brief), [
    [5, 'rash', '5'],
    [8, 'itch', '6'],
  ]);
});

t.test('a sheet of a workbook, with what spreadsheets spoil', async (t) => {
  const content = await workbookOf({
    Notes: [['only one cell']],
    Gold: [
      ['My gold set'],
      ['Verbatim', 'LLT Code', 'Count'],
      ['rash', 90000001, 3],
      ['spots', 1e21, 1],
      ['itch', new Date('2024-03-01'), 1],
      ['boil', '90000002.0', null],
    ],
  });
  const { rows, report } = await readContent(t, content, 'set.xlsx', { sheet: 'gold' });
  t.strictSame(rows.map(brief), [
    [3, 'rash', '90000001'],
    [6, 'boil', '90000002'],
  ]);
  t.strictSame(report.skipped, { field_invalid: 2 });
  t.match(report.examples, [
    { line: 4, detail: /1e\+21 was shortened/ },
    { line: 5, detail: /has a date \(2024-03-01\)/ },
  ]);
  t.strictSame(report.columns, { Verbatim: 'mention', 'LLT Code': 'goldId', Count: 'ignored' });
  t.match(await refusalOf(t, content, 'set.xlsx', { sheet: 'Gild' }), /no sheet "Gild".*"Notes", "Gold"/);
});

t.test('tweets: offsets count code points, and posts without an event are no fault', async (t) => {
  const { rows, report } = await readContent(
    t,
    'tweet_id\tbegin\tend\ttype\textraction\tdrug\ttweet\tmeddra_code\tmeddra_term\n' +
      '7\t2\t7\tADE\tdizzy\tx\t😀 dizzy from "x"\t501\tDizziness\n' +
      '8\t\t\t\t\t\tall fine\t\t\n' +
      '9\t0\t4\tADE\tsick\tx\tso sick\t502\tNausea\n',
    'set.tsv',
  );
  t.strictSame(rows.map(brief), [
    [2, 'dizzy', '501 Dizziness'],
    [4, 'sick', '502 Nausea'],
  ]);
  t.strictSame(rows[0]?.span, { document: '7', pieces: [{ start: 3, end: 8 }] });
  t.strictSame(report.skipped, { no_event: 1 });
  t.match(report.astray, { mentions: 1, examples: [{ line: 4 }] });
  t.equal(report.columns['tweet'], 'documentText');
});

t.test(
  'a document without offsets is known all the same; offsets without a text stand as they are',
  async (t) => {
    const { rows } = await readContent(t, 'mention,code,doc_id,sentence\nrash,1,d7,4\n', 'set.csv');
    t.strictSame(rows[0]?.span, { document: 'd7', pieces: [] });
    const placed = await readContent(
      t,
      'mention,code,doc,begin,end\nrash,1,d7,4,8\nitch,1,d7,8,4\n',
      'set.csv',
    );
    t.strictSame(
      placed.rows.map(({ span }) => span?.pieces),
      [[{ start: 4, end: 8 }], []],
    );
    t.equal(placed.report.astray.mentions, 1);
  },
);

t.test('folds: a folder of files without header, or one file with or without', async (t) => {
  const { rows, report } = await readContent(
    t,
    {
      'Set.fold-0.test.txt': '501\tDizziness\thead "spins"\n',
      'Set.fold-0.train.txt': '501\tDizziness\twoozy\n501\tDizziness\tWOOZY\n',
      'Set.fold-1.train.txt': '501\tDizziness\twoozy\n',
      'readme.txt': 'This is no data',
    },
    'folds.zip',
  );
  t.strictSame(
    rows.map(({ line, mention, fold, split }) => [line, mention, fold, split]),
    [
      [1, 'head "spins"', '0', 'test'],
      [2, 'woozy', '0', 'train'],
      [3, 'WOOZY', '0', 'train'],
      [4, 'woozy', '1', 'train'],
    ],
  );
  t.match(report, { duplicates: 1, differing: { mentions: 0 } });
  const lines = '0\ttest\t501\tDizziness\twoozy\n';
  for (const content of [lines, `fold\tsplit\tconcept_id\tconcept_name\tmention\n${lines}`])
    t.match((await readContent(t, content, 'folds.tsv')).rows, [
      { mention: 'woozy', fold: '0', split: 'test', answers: [[{ id: '501', name: 'Dizziness' }]] },
    ]);
});

t.test('what is doubtful is counted: doubles, differing golds, no answers', async (t) => {
  const { report } = await readContent(
    t,
    'mention,code\nrash,1\nRash!,1\nrash,2\nrash,3\nitch,1|2\nitch,2|1\nitch,\n',
    'set.csv',
  );
  t.match(report, {
    ...{ rows: 7, duplicates: 2, withoutAnswer: 1 },
    differing: {
      mentions: 2,
      examples: [
        { line: 4, text: 'rash', earlier: 2 },
        { line: 8, text: 'itch', earlier: 6 },
      ],
    },
  });
});

t.test('rows that cannot be used are told', async (t) => {
  const { rows, report } = await readContent(
    t,
    'mention,code,weight\nrash,1,\nitch, red,1,\n,2,\nboil\n...,3,\nwart,1.1E+07,\nsore,4,"1,5"\n' +
      `${'x'.repeat(10_001)},5,\na,1,\nb,1,\nc,1,\nd,1,\ne,1,\nf,1,\n`,
    'set.csv',
  );
  t.equal(rows.length, 7);
  t.strictSame(report.skipped, {
    ...{ wrong_columns: 2, mention_missing: 1, mention_without_letters: 1, field_invalid: 2 },
    mention_too_long: 1,
  });
  t.strictSame(
    report.examples.map(({ line, reason }) => [line, reason]),
    [
      [3, 'wrong_columns'],
      [4, 'mention_missing'],
      [5, 'wrong_columns'],
      [6, 'mention_without_letters'],
      [7, 'field_invalid'],
      [8, 'field_invalid'],
      [9, 'mention_too_long'],
    ],
  );
  t.ok(report.examples.every(({ text }) => text.length <= 200));
});

t.test('a set that cannot be read says what to do', async (t) => {
  for (const [content, message] of [
    ['', /set\.csv: the file is empty.*gold_id/],
    ['\n \n', /the file is empty/],
    ['mention,code\n', /no mention in it.*only a header.*“mention” as mention/],
    ['colour#size\nred#1\n', /no header.*"colour#size".*mention, goldId/],
    ['mention,colour\nred,1\n', /no column for the right concept; it has "mention", "colour"/],
    ['mention,code\nrash\nitch\nboil,1\n', /2 of 3 mentions cannot be used.*Line 2: .*cut off/],
    ['mention,code\n"rash,1\nitch,2\n', /quotation mark.*line 2/],
    ['mention,code\nr\0sh,1\n', /line 2 holds NUL bytes/],
    [Buffer.from('mention,code\na\xc3\xa9,1\nb\xc3\xa9,2\nc\xe9,3\n', 'latin1'), /line 4 is not valid UTF-8/],
    ['<?xml version="1.0"?>\n<rows/>', /it is XML that begins with <rows>/],
    ['[{"a":1}]', /JSON array.*JSONL/],
  ] as const)
    t.match(await refusalOf(t, content, 'set.csv'), message);
  t.match(
    await refusalOf(t, 'mention,code\nrash,1\n', 'set.csv', { columns: { goldId: 'gold' } }),
    /no column “gold”, which is to be goldId; it has "mention", "code"/,
  );
  t.match(await refusalOf(t, { 'a.pdf': 'x' }, 'set.zip'), /set\.zip: no file of a gold set/);
  const utf16 = Buffer.from('\ufeffmention,code\nr\0sh,1\n', 'utf16le');
  t.match(await refusalOf(t, utf16, 'set.csv'), /no mention can be used.*NUL characters/);
});

t.test('reading ends when it is aborted', async (t) => {
  const aborted = AbortSignal.abort(new Error('enough'));
  await t.rejects(readContent(t, TABLE, 'set.csv', { signal: aborted }), { message: 'enough' });
});
