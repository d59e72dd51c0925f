import t from 'tap';
import { brief, readContent, refusalOf } from '../fixtures/gold/read.js';

const PUBTATOR =
  '\n7|t|Hives and gout\n7|a|Renal and liver failure after x.\n' +
  '7\t0\t5\tHives\tDisease\t D01\n7\t10\t14\tgout\tDisease\t-1\n' +
  '7\t15\t38\tRenal and liver failure\tDisease\tD02|D03\tRenal failure|liver failure\n' +
  '7\t45\t46\tx\tChemical\tC09\n7\tCID\tC09\tD01\n\n' +
  '8|t|Gout, hives\n8|a|\n8\t0\t11\tGout, hives\tDisease\tD04|D01\n8\t6\t9\thives\tDisease\tD01\n8\t0\t4\tGout\tDisease\n';

t.test('PubTator', async (t) => {
  const { rows, report } = await readContent(t, PUBTATOR, 'set.txt');
  t.strictSame(rows.map(brief), [
    [4, 'Hives', 'D01'],
    [5, 'gout', ''],
    [6, 'Renal failure', 'D02'],
    [6, 'liver failure', 'D03'],
    [12, 'Gout, hives', 'D04 + D01'],
    [13, 'hives', 'D01'],
  ]);
  t.strictSame(rows[2]?.span, { document: '7', pieces: [{ start: 15, end: 38 }] });
  t.match(report, {
    format: 'pubtator',
    skipped: { other_type: 1, not_normalized: 1 },
    astray: { mentions: 1, examples: [{ line: 13 }] },
    columns: { Disease: 'mention', Chemical: 'ignored' },
  });
  const chemicals = await readContent(t, PUBTATOR, 'set.txt', { types: ['Chemical'] });
  t.strictSame(chemicals.rows.map(brief), [[7, 'x', 'C09']]);
});

const section = (label: string, text: string, events: readonly unknown[]) => ({
  ...{ label_id: label, section_name: 'warnings', section_text: text, adverse_events: events },
});
const TAC = JSON.stringify([
  section('PILL', '  Swelling of face and throat; nausea', [
    ['swelling of throat', 'Throat oedema', 11.0, 'Throat swelling', 12.0, null, '18', 'human'],
    ['nausea', 'Nausea', 21.0, 'Sick', 22.0, '31', '6', 'human'],
    ['swelling of throat', 'Oedema', 13.0, 'Swelling', 14.0, null, '18', 'human'],
    ['genotoxic', null, null, null, null, '0', '9', 'animal'],
  ]),
]);

t.test('TAC 2017', async (t) => {
  const { rows, report } = await readContent(t, TAC, 'set.json');
  t.strictSame(rows.map(brief), [
    [1, 'swelling of throat', '11 Throat oedema + 13 Oedema'],
    [2, 'nausea', '21 Nausea'],
    [3, 'genotoxic', ''],
  ]);
  t.match(rows[1], {
    group: 'warnings',
    span: { document: 'PILL, warnings', pieces: [{ start: 31, end: 37 }] },
  });
  t.match(report, { format: 'tac2017', withoutAnswer: 1, astray: { mentions: 1, examples: [{ line: 3 }] } });
  const low = await readContent(t, TAC, 'set.json', { columns: { goldId: 'meddra_llt_id' } });
  t.equal(low.rows.map(brief)[1]?.[2], '22 Sick');
  t.match(await refusalOf(t, TAC, 's.json', { columns: { goldId: 'llt' } }), /“llt”.*meddra_llt_id/);
  t.match(await refusalOf(t, '[{"label_id":1}]', 's.json'), /no JSON of TAC 2017 \(\/0\//);
  t.match(await refusalOf(t, TAC.slice(0, -3), 's.json'), /not valid JSON/);
});
