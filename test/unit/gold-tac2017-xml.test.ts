import t from 'tap';
import { brief, readContent, refusalOf } from '../fixtures/gold/read.js';

const mention = (id: number, text: string, at: string, type = 'AdverseReaction', section = 'S1'): string => {
  const [start = '', len = ''] = at.split('+');
  return `<Mention id="M${id}" section="${section}" type="${type}" start="${start}" len="${len}" str="${text}" />`;
};

/** A label as the track has it: invented, with an entity, a character of two code units and a split mention. */
const LABEL = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Label>
<Label drug="PILLEX" track="TAC2017_ADR">
  <Text>
    <Section id="S1" name="warnings">\u{1f48a} Hives &amp; swelling of lips\r
 and tongue; no fever.</Section>
    <Section id="S2" name="boxed warnings"><![CDATA[HIVES < 1%]]></Section>
  </Text>
  <Mentions>
    ${mention(1, 'Hives', '2+5')}
    ${mention(2, 'swelling of lips', '10+16')}
    ${mention(3, 'swelling of tongue', '10,32+11,6')}
    ${mention(4, 'fever', '43+5')}
    ${mention(5, 'no', '40+2', 'Negation')}
    ${mention(6, 'HIVES', '0+5', 'AdverseReaction', 'S2')}
    ${mention(7, 'hives', '9+5', 'AdverseReaction', 'S9')}
  </Mentions>
  <Relations><Relation id="RL1" type="Negated" arg1="M4" arg2="M5" /></Relations>
  <Reactions>
    <Reaction id="AR1" str="hives"><Normalization id="AR1.N1" meddra_pt="Urticaria" meddra_pt_id="11" meddra_llt="Hives" meddra_llt_id="12" /></Reaction>
    <Reaction id="AR2" str="swelling of  lips">
      <Normalization id="AR2.N1" meddra_pt="Swelling" meddra_pt_id="21" />
      <Normalization id="AR2.N2" meddra_pt="Lip disorder" meddra_pt_id="22" meddra_llt="Lip problem" meddra_llt_id="23" />
    </Reaction>
    <Reaction id="AR3" str="swelling of tongue"><Normalization id="AR3.N1" flag="unmapped" /></Reaction>
  </Reactions>
</Label>
`;

t.test('a label of TAC 2017 in XML', async (t) => {
  const { rows, report } = await readContent(t, LABEL, 'pillex.xml');
  t.strictSame(rows.map(brief), [
    [10, 'Hives', '11 Urticaria'],
    [11, 'swelling of lips', '21 Swelling + 22 Lip disorder'],
    [12, 'swelling of tongue', ''],
    [15, 'HIVES', '11 Urticaria'],
  ]);
  t.strictSame(rows[0]?.span, { document: 'PILLEX, warnings', pieces: [{ start: 3, end: 8 }] });
  t.strictSame(rows[2]?.span?.pieces, [
    { start: 11, end: 22 },
    { start: 33, end: 39 },
  ]);
  t.strictSame(rows[3]?.span, { document: 'PILLEX, boxed warnings', pieces: [{ start: 0, end: 5 }] });
  t.match(report, {
    format: 'tac2017',
    skipped: { other_type: 1, not_normalized: 1, field_invalid: 1 },
    examples: [
      { detail: /no reaction.*fever/ },
      { detail: /Negation/ },
      { line: 16, detail: /section “S9”/ },
    ],
    astray: { mentions: 0 },
    withoutAnswer: 1,
  });
});

t.test('lowest level terms; a preferred term stands for itself', async (t) => {
  const low = await readContent(t, LABEL, 'pillex.xml', { columns: { goldId: 'meddra_llt_id' } });
  t.strictSame(
    low.rows.map((row) => brief(row)[2]),
    ['12 Hives', '21 Swelling + 23 Lip problem', '', '12 Hives'],
  );
});

t.test('a folder of labels, found by what they begin with', async (t) => {
  const { rows, report } = await readContent(
    t,
    { 'train_xml/A.xml': LABEL, 'train_xml/B.xml': LABEL.replaceAll('PILLEX', 'PILLOX') },
    'labels.zip',
  );
  t.equal(rows.length, 8);
  t.match(rows[4], { line: 5, split: 'train', span: { document: 'PILLOX, warnings' } });
  t.equal(report.format, 'tac2017');
  t.equal((await readContent(t, LABEL, 'pillex')).report.format, 'tac2017', 'without an ending');
});

t.test('what is no label is refused, and entities are not expanded', async (t) => {
  const bomb = LABEL.replace(
    '<!DOCTYPE Label>',
    '<!DOCTYPE Label [<!ENTITY a "Hives"><!ENTITY b "&a;&a;">]>',
  );
  for (const [content, message] of [
    [bomb.replace('Hives &amp;', '&b; &amp;'), /not valid XML \(line and column 5:.*undefined entity/],
    [
      bomb
        .replace('<!ENTITY a "Hives">', '<!ENTITY a SYSTEM "file:///etc/hostname">')
        .replace('&amp;', '&a;'),
      /undefined entity/,
    ],
    [LABEL.slice(0, -12), /p\.xml: it is not valid XML.*as it was published/],
    ['<?xml version="1.0"?>\n<collection/>', /begins with <collection>, and no label of TAC 2017/],
    ['<Label drug="X" track="T"><Text/></Label>', /no mention in it/],
  ] as const)
    t.match(await refusalOf(t, content, 'p.xml'), message);
});
