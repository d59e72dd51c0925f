import t from 'tap';
import { brief, readContent, refusalOf } from '../fixtures/gold/read.js';

const CODED = {
  'set/text/Pill.1.txt': 'I was so dizzy and my legs and feet ached.\r\nNever again',
  'set/original/Pill.1.ann':
    'T1\tADR 6 14\tso dizzy\nT2\tDrug 43 48\tNever\n#1\tAnnotatorNotes T1\tsure\nT3\tADR 22 26;36 41\tlegs ached\n' +
    'T4\tADR 0 1\tyou\nT5\tADR 44 49\tNever\n',
  'set/meddra/Pill.1.ann':
    'TT1\t501 6 14\tso dizzy\nTT3\t502+503/504 22 26;36 41\tlegs ached\nTT4\tCONCEPT_LESS 0 1\tyou\n',
  'set/sct/Pill.1.ann':
    'TT1\t901 | Dizzy | or 902 | Giddy | 6 14\tso dizzy\nTT3\t903 | Leg pain | + 904 | Foot pain |22 26;36 41\tlegs ached\nTT4\tunclear 0 1\tyou\n',
};

t.test('folders of codes beside the annotations', async (t) => {
  const { rows, report } = await readContent(t, CODED, 'set.zip');
  t.strictSame(rows.map(brief), [
    [1, 'so dizzy', '501'],
    [2, 'legs ached', '502 + 503 | 504'],
    [3, 'you', ''],
  ]);
  t.strictSame(rows[1]?.span, {
    document: 'Pill.1',
    pieces: [
      { start: 22, end: 26 },
      { start: 36, end: 41 },
    ],
  });
  t.strictSame(report.skipped, { other_type: 1, not_normalized: 1 });
  t.match(report, {
    format: 'brat',
    columns: { 'meddra/': 'goldId', 'sct/': 'ignored', ADR: 'mention', Drug: 'ignored' },
    astray: { mentions: 1, examples: [{ file: 'set/original/Pill.1.ann', line: 5 }] },
  });
  const sct = await readContent(t, CODED, 'set.zip', { columns: { goldId: 'sct' } });
  t.strictSame(sct.rows.map(brief), [
    [1, 'so dizzy', '901 Dizzy | 902 Giddy'],
    [2, 'legs ached', '903 Leg pain + 904 Foot pain'],
  ]);
  t.match(sct.report.examples[0], {
    ...{ reason: 'field_invalid', file: 'set/sct/Pill.1.ann', line: 3 },
    detail: /no line of codes/,
  });
  t.match(
    await refusalOf(t, CODED, 'set.zip', { columns: { goldId: 'icd' } }),
    /“icd”: there is meddra and sct/,
  );
});

t.test('what an attribute says was not reported is of a type of its own, as in PubTator', async (t) => {
  const content = {
    '1.txt': 'no rash, but sick',
    '1.ann':
      'T1\tADR 3 7\trash\nA1\tMark T1 negated\nN1\tReference T1 X:1\tRash\n' +
      'T2\tADR 13 17\tsick\nA2\tMark T2 reported\nA3\tDecision T2 auto\nN2\tReference T2 X:2\tNausea\n',
  };
  const { rows, report } = await readContent(t, content, 'set');
  t.strictSame(rows.map(brief), [[1, 'sick', '2 Nausea']]);
  t.match(report, { columns: { ADR: 'mention', ADR_negated: 'ignored' }, skipped: { other_type: 1 } });
  const all = await readContent(t, content, 'set', { types: ['ADR', 'ADR_negated'] });
  t.strictSame(
    all.rows.map(({ mention }) => mention),
    ['rash', 'sick'],
  );
});

t.test('reference lines, types, splits and documents of one name', async (t) => {
  const content = {
    'train/1.ann':
      'T1\tSymptom 2 6\tsick\nN1\tReference T1 MedDRA:501\tNausea\nN2\tReference T1 MedDRA:502\n',
    'train/1.txt': '😀 sick',
    'test/1.ann':
      'T1\tSymptom 0 4\tsick\nT2 broken\nN1\tReference T1 HPO:HP:01\tVomiting\nT3\tFinding 0 4\tsick\nN2\tReference T3 X:9\n',
    'test/1.txt': Buffer.from('sick caf\xe9', 'latin1'),
  };
  const { rows, report } = await readContent(t, content, 'set');
  t.strictSame(
    rows.map((row) => [...brief(row), row.split, row.group, row.span?.document, row.span?.pieces[0]?.start]),
    [
      [1, 'sick', 'HP:01 Vomiting', 'test', 'Symptom', 'test/1', 0],
      [2, 'sick', '9', 'test', 'Finding', 'test/1', 0],
      [3, 'sick', '501 Nausea | 502', 'train', 'Symptom', 'train/1', 3],
    ],
    'without a type that looks like an event, all are taken',
  );
  t.match(report, { astray: { mentions: 0 }, skipped: { field_invalid: 1 } });
  const chosen = await readContent(t, content, 'set', { types: ['finding'] });
  t.strictSame(
    chosen.rows.map(({ group }) => group),
    ['Finding'],
  );
  t.match(
    await refusalOf(t, content, 'set', { types: ['ADR'] }),
    /of type “ADR”; there are "Symptom", "Finding"/,
  );
  const bare = { '1.ann': 'T1\tADR 0 4\tsick\n' };
  t.match(
    await refusalOf(t, bare, 'set'),
    /1 annotations that nobody has normalized.*Line 1: no reference line/,
  );
});
