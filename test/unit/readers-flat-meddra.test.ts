import t, { type Test } from 'tap';
import type { SourceConcept } from '#src/ontology/concept.js';
import type { ReadChoice } from '#src/ontology/readers/choice.js';
import { readSource, refusal } from '../fixtures/readers/read.js';
import { workbookOf } from '../fixtures/readers/workbook.js';

const HEADER =
  'llt_code,llt_term,llt_currency,pt_code,pt_term,hlt_code,hlt_term,hlgt_code,hlgt_term,soc_code,soc_term';
const SLEEP = '1120,Broken nights,120,Sleep troubles,20,Mind troubles';
const TIRED = '1110,Tired states,120,Sleep troubles,20,Mind troubles';
/** Rows of one PT do not stand together. */
const ROWS = [
  `9001,Old wakefulness,N,5001,Wakefulness,${SLEEP}`,
  `5002,Sleepy,Y,5002,Sleepy,${TIRED}`,
  `5001,Wakefulness,Y,5001,Wakefulness,${SLEEP}`,
  `9002,Cannot sleep,Y,5001,Wakefulness,${SLEEP}`,
];
const TABLE = [HEADER, ...ROWS].join('\n');

async function read(t: Test, content: string | Uint8Array, choice: ReadChoice = {}) {
  const { concepts, report } = await readSource(t, 'csv', content, { choice });
  return { concepts, report, byId: new Map(concepts.map((concept) => [concept.id, concept])) };
}

function brief({ id, level, parents, selectable }: SourceConcept) {
  return [level, id, parents, selectable];
}

const HEADINGS = [
  ['SOC', '20', [], false],
  ['HLGT', '120', ['20'], false],
  ['HLT', '1120', ['120'], false],
  ['HLT', '1110', ['120'], false],
];

t.test('preferred terms are concepts, with their LLTs as names, below headings', async (t) => {
  for (const choice of [{}, { level: 'PT' }] as const) {
    const { concepts, report, byId } = await read(t, TABLE, choice);
    t.strictSame(concepts.map(brief), [
      ...HEADINGS,
      ['PT', '5001', ['1120'], true],
      ['PT', '5002', ['1110'], true],
    ]);
    t.strictSame(byId.get('5001')?.names, [
      { text: 'Cannot sleep', kind: 'synonym', code: '9002' },
      { text: 'Old wakefulness', kind: 'synonym', code: '9001', current: false },
    ]);
    t.strictSame(byId.get('5002')?.names, []);
    t.equal(byId.get('1120')?.name, 'Broken nights');
    t.match(report, { rows: 4, concepts: 6, orphans: 0, skipped: {} });
    t.match(report.columns, { llt_code: 'LLT code', llt_currency: 'LLT currency', soc_term: 'SOC term' });
  }
});

t.test(
  'at the level LLT, current LLTs are concepts below the PT, which is the LLT with its code',
  async (t) => {
    const { concepts, byId, report } = await read(t, TABLE, { level: 'LLT' });
    t.strictSame(concepts.map(brief), [
      ...HEADINGS,
      ['LLT', '5001', ['1120'], true],
      ['LLT', '9002', ['5001'], true],
      ['LLT', '5002', ['1110'], true],
    ]);
    t.strictSame(byId.get('5001')?.names, [
      { text: 'Old wakefulness', kind: 'synonym', code: '9001', current: false },
    ]);
    t.equal(report.orphans, 0);
  },
);

t.test('a PT without an LLT of its own code is a heading at the level LLT', async (t) => {
  const rows = [HEADER, ...ROWS.filter((row) => !row.startsWith('5001'))].join('\n');
  const { byId } = await read(t, rows, { level: 'LLT' });
  t.match(byId.get('5001'), { name: 'Wakefulness', level: 'PT', selectable: false, parents: ['1120'] });
  t.match(byId.get('9002'), { level: 'LLT', selectable: true, parents: ['5001'] });
  const plain = await read(t, rows);
  t.match(plain.byId.get('5001'), { name: 'Wakefulness', level: 'PT', selectable: true });
});

t.test(
  'columns in any order and spelling, levels that are missing, every encoding and delimiter',
  async (t) => {
    const lines = [
      'PT Name;SOC;LLT Code;soc code;LLT;PT code;HLGT code',
      'Übelkeit;Magen;5001;20;Übelkeit;5001;120',
      'Übelkeit;Magen;9001;20;"Mir ist ""übel""; sehr";5001;120',
    ];
    for (const content of [
      lines.join('\n'),
      `\ufeff${lines.join('\r\n')}\r\n`,
      Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le'),
      Buffer.from(lines.join('\n'), 'latin1'),
    ]) {
      const { concepts } = await read(t, content);
      t.strictSame(
        concepts.map(({ name, level, parents, names }) => [
          level,
          name,
          parents,
          names.map(({ text }) => text),
        ]),
        [
          ['SOC', 'Magen', [], []],
          ['PT', 'Übelkeit', ['20'], ['Mir ist "übel"; sehr']],
        ],
      );
    }
  },
);

t.test('a workbook has the same table', async (t) => {
  const rows = TABLE.split('\n').map((line) =>
    line.split(',').map((cell) => (/^\d+$/.test(cell) ? Number(cell) : cell)),
  );
  const content = await workbookOf({ Terms: [['MedDRA, our copy'], [], ...rows] }, { texts: 'shared' });
  for (const level of ['PT', 'LLT'] as const) {
    const workbook = await readSource(t, 'xlsx', content, { choice: { level } });
    t.strictSame(workbook.concepts, (await read(t, TABLE, { level })).concepts);
  }
});

t.test('several paths: that of the primary SOC comes first, wherever it stands', async (t) => {
  const path = (hlt: number, soc: number) => `${hlt},Group ${hlt},${soc},Organ ${soc}`;
  const paths = [path(1, 10), path(2, 20), path(3, 30)];
  const columns = 'llt_code,llt_name,pt_code,pt_name,hlt_code,hlt_name,soc_code,soc_name';
  const row = (at: number) => `5001,Itch,5001,Itch,${paths[at] ?? ''}`;
  const parents = async (header: string, ends: readonly string[]) => {
    const rows = ends.map((end, at) => `${row(at)}${end}`);
    const { byId, report } = await read(t, [`${columns}${header}`, ...rows].join('\n'));
    t.strictSame(report.skipped, {});
    t.strictSame(byId.get('3')?.parents, ['30']);
    return byId.get('5001')?.parents;
  };
  t.strictSame(await parents(',primary_soc_fg', [',N', ',Y', ',N']), ['2', '1', '3']);
  t.strictSame(await parents(',pt_soc_code', [',30', ',30', ',30']), ['3', '1', '2']);
  t.strictSame(await parents('', ['', '', '']), ['1', '2', '3'], 'the first, where nothing tells');
});

t.test('an LLT that comes again: what contradicts is refused, what adds nothing is told', async (t) => {
  const { report, byId } = await read(
    t,
    [
      TABLE,
      `9002,Cannot sleep,Y,5001,Wakefulness,${SLEEP}`,
      `9002,Another text,Y,5001,Wakefulness,${SLEEP}`,
      `9002,Cannot sleep,Y,5002,Sleepy,${TIRED}`,
      `9003,Awake,Y,5001,WAKEFULNESS,${SLEEP}`,
      `9004,Up all night,Y,5001,Other name,${SLEEP}`,
    ].join('\n'),
  );
  t.strictSame(report.skipped, { duplicate_id: 4 });
  t.match(report.examples, [
    { line: 6, detail: 'line 5 says the same' },
    { line: 7, detail: 'line 5 has the LLT "9002", as "Cannot sleep" of the PT "5001"' },
    { line: 8, detail: 'line 5 has the LLT "9002", as "Cannot sleep" of the PT "5001"' },
    { line: 10, detail: 'line 2 calls the PT "5001" "Wakefulness", which counts' },
  ]);
  t.strictSame(
    byId.get('5001')?.names.map(({ text }) => text),
    ['Cannot sleep', 'Awake', 'Up all night', 'Old wakefulness'],
  );
  t.strictSame(byId.get('5002')?.names, []);
});

t.test('rows that lack what is needed, and codes that two terms have', async (t) => {
  const { report, byId } = await read(
    t,
    [
      TABLE,
      `,No code,Y,5001,Wakefulness,${SLEEP}`,
      `9005,,Y,5001,Wakefulness,${SLEEP}`,
      `9006,Too,many,commas,Y,5001,Wakefulness,${SLEEP}`,
      '9007,No groups,Y,5007,No groups,,,,,,',
      `20,A heading has this code,Y,5001,Wakefulness,${SLEEP}`,
    ].join('\n'),
    { level: 'LLT' },
  );
  t.strictSame(report.skipped, { id_missing: 1, name_missing: 1, wrong_columns: 1, duplicate_id: 1 });
  t.match(report.examples[0], { line: 6, detail: 'the LLT code is empty' });
  t.match(byId.get('5007'), { parents: [], level: 'PT', selectable: false });
  t.equal(byId.get('20')?.level, 'SOC');
  const empty = `${HEADER}\n${ROWS.map((row) => row.replace(/^\d+/, '')).join('\n')}`;
  t.match(await refusal(read(t, empty)), /no row can be used \(of 4\).*the LLT code is empty/);
  t.match(await refusal(read(t, HEADER)), /no rows/);
});

t.test('currency in its spellings', async (t) => {
  const rows = ['N', 'non-current', 'No', 'Y', '', 'Current'].map(
    (flag, at) => `${at},name ${at},${flag},99,Top`,
  );
  const { byId } = await read(t, `llt_code,llt_term,llt_current,pt_code,pt_term\n${rows.join('\n')}`);
  t.strictSame(
    byId.get('99')?.names.map(({ text, current }) => [text, current]),
    [
      ['name 3', undefined],
      ['name 4', undefined],
      ['name 5', undefined],
      ['name 0', false],
      ['name 1', false],
      ['name 2', false],
    ],
  );
});
