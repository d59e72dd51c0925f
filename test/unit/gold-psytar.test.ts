import t from 'tap';
import { brief, readContent, refusalOf } from '../fixtures/gold/read.js';
import { workbookOf } from '../fixtures/readers/workbook.js';

const HEAD = ['id', 'drug_id', 'sentence_index'];
const CODES = ['entity_type', 'UMLS1', 'UMLS2', 'SNOMED-CT', 'SNOMED-CT'];

/** A workbook with the sheets and columns of PsyTAR's, its rows invented. */
const BOOK = await workbookOf({
  Sample: [['id', 'drug_id', 'side-effect', 'comment'], [1, 'pillex.1', 'itchy all over', 'never again']],
  Sentence_Labeling: [['id', 'drug_id', 'sentence_index', 'sentences', 'ADR'], [1, 'pillex.1', 1, 'itchy all over', 1]],
  ADR_Identified: [['id', 'drug_id', 'sentence_index', 'sentences', 'ADR1'], [1, 'pillex.1', 1, 'itchy all over', 'itchy']],
  ADR_Mapped: [
    [...HEAD, 'ADRs', ...CODES],
    [1, 'pillex.1', 1, 'itchy all over', 'Finding', 'Itching/C0000011', null, 'Generalised itch (finding)/ 1000111', null],
    [2, 'pillex.1', 1, 'bald and sad', 'Finding', 'C0000012', 'Sadness (C0000013)', 1000112, '1000113 | Sadness'],
    [3, 'pillex.2', 2, 'buzzing brain', 'Finding', null, null, 'brain buzz', null],
    [4, 'pillex.2', 3, 'not myself', 'Finding', 'No code', null, 'No code', null],
    [5, 'pillex.2', 4, 'odd', 'Finding', null, null, null, null],
    [6, 'pillex.2', 5, 'shorn', 'Finding', 'C0000014', null, { xml: '<c><v>1.234567890123E+17</v></c>' }, null],
  ],
  'WD-Mapped ': [
    ['id', 'drug_id', 'sentence_id', 'WDs', ...CODES],
    [1, 'pillex.3', 1, 'shaky after stopping', 'Finding', 'Tremor / C0000021', null, 'Tremor / 1000121', null],
  ],
  SSI_Mapped: [[...HEAD, 'SSI', ...CODES], [1, 'pillex.4', 1, 'low', 'Finding', 'C0000031', null, '1000131', null]],
}); // prettier-ignore

t.test('PsyTAR: adverse reactions by SNOMED CT, where nothing is chosen', async (t) => {
  const { rows, report } = await readContent(t, BOOK, 'PsyTAR_dataset.xlsx');
  t.strictSame(rows.map(brief), [
    [1, 'itchy all over', '1000111 Generalised itch (finding)'],
    [2, 'bald and sad', '1000112 | 1000113 Sadness'],
    [3, 'buzzing brain', '? brain buzz'],
    [4, 'not myself', ''],
  ]);
  t.match(rows[2], { group: 'ADR', span: { document: 'pillex.2', pieces: [] } });
  t.match(report, {
    format: 'psytar',
    columns: { ADR_Mapped: 'mention', 'WD-Mapped': 'ignored', 'ADR_Mapped, SNOMED-CT': 'goldId' },
    skipped: { not_normalized: 1, field_invalid: 1 },
    withoutAnswer: 1,
    examples: [
      { file: 'ADR_Mapped', line: 6 },
      { file: 'ADR_Mapped', line: 7, detail: /shortened/ },
    ],
  });
});

t.test('PsyTAR: UMLS, all its columns or one; other entities', async (t) => {
  const umls = await readContent(t, BOOK, 'p.xlsx', { columns: { goldId: 'UMLS' }, types: ['adr', 'WD'] });
  t.strictSame(umls.rows.map(brief), [
    [1, 'itchy all over', 'C0000011 Itching'],
    [2, 'bald and sad', 'C0000012 | C0000013 Sadness'],
    [3, 'not myself', ''],
    [4, 'shorn', 'C0000014'],
    [5, 'shaky after stopping', 'C0000021 Tremor'],
  ]);
  t.equal(umls.rows[4]?.group, 'WD');
  const first = await readContent(t, BOOK, 'p.xlsx', { columns: { goldId: 'umls1' } });
  t.equal(first.rows.map(brief)[1]?.[2], 'C0000012');
});

t.test('a sheet that is chosen is read as a table', async (t) => {
  const columns = { mention: 'ADRs', goldId: 'SNOMED-CT' };
  const { report } = await readContent(t, BOOK, 'p.xlsx', { sheet: 'ADR_Mapped', columns });
  t.equal(report.format, 'table');
});

t.test('PsyTAR: what cannot be read says what to do', async (t) => {
  const format = 'psytar';
  const other = await workbookOf({
    Coded: [
      ['mention', 'code'],
      ['itch', '1'],
    ],
  });
  t.match(await refusalOf(t, other, 'p.xlsx', { format }), /ADR_Mapped.*format “table”/);
  t.match(await refusalOf(t, 'mention,code\n', 'p.csv', { format }), /no Excel workbook/);
  t.match(
    await refusalOf(t, BOOK, 'p.xlsx', { columns: { goldId: 'MedDRA' } }),
    /“ADR_Mapped”: it has no column “MedDRA”.*SNOMED-CT, UMLS.*"ADRs"/,
  );
  t.match(await refusalOf(t, BOOK, 'p.xlsx', { types: ['EF'] }), /no annotation is of type “EF”.*"WD"/);
  const bare = await workbookOf({
    ADR_Mapped: [
      ['text', 'SNOMED-CT'],
      ['itch', '1000111'],
    ],
  });
  t.match(await refusalOf(t, bare, 'p.xlsx'), /no column “ADRs” or “ADR” for the mention; it has "text"/);
});
