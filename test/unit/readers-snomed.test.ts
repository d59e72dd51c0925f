import t from 'tap';
import { namesOf, refusal } from '../fixtures/readers/read.js';
import * as rf2 from '../fixtures/readers/snomed.js';

const { ALL, CONTENT, FINDING, readAll, release, ROOT } = rf2;

t.test('clinical findings with their names, parents and definitions', async (t) => {
  const { ids, byId, report } = await readAll(t, release());
  t.strictSame(ids, [FINDING, '1000001', '1000002', '3000001']);
  t.strictSame(byId.get('1000001'), {
    id: '1000001',
    name: 'Noise of color',
    names: [
      { text: 'Loud ears (left)', kind: 'synonym' },
      { text: 'Loud ears (left) (disorder)', kind: 'synonym' },
      { text: 'Noise of colour', kind: 'synonym' },
      { text: 'Ear racket', kind: 'synonym' },
    ],
    definition: 'Ears that "hear" what is not there.',
    parents: [FINDING],
    level: 'disorder',
    status: 'current',
    selectable: true,
  });
  t.match(byId.get(FINDING), { name: 'Things found', level: 'finding', parents: [], selectable: false });
  // A parent that is not read is no parent that is missing.
  t.strictSame(byId.get('1000002')?.parents, ['1000001']);
  t.match(report, {
    format: 'snomed',
    encoding: 'utf-8',
    release: { version: '20240101', language: 'en' },
    rows: 6,
    concepts: 4,
    orphans: 0,
    skipped: {},
  });
  t.equal(report.columns['below'], FINDING);
  t.equal(report.columns[rf2.CONCEPT_FILE], 'concepts');
});

t.test('inactive concepts are retired, with their names and what stands for them', async (t) => {
  const { byId } = await readAll(t, release());
  t.strictSame(byId.get('3000001'), {
    id: '3000001',
    name: 'Former ear noise',
    names: [
      { text: 'Former ear noise (disorder)', kind: 'synonym' },
      { text: 'Old noise', kind: 'synonym' },
    ],
    definition: null,
    parents: [],
    level: 'disorder',
    status: 'retired',
    selectable: true,
    replacedBy: '1000001',
  });
});

t.test('successors through chains and cycles; only what is the same or replaces counts', async (t) => {
  const retired = ['3000001', '3000002', '3000003', '3000004', '3000005', '3000006', '3000007'];
  const files = release({
    concepts: [...CONTENT.concepts, ...retired.slice(1).map((id) => rf2.concept(id, false))],
    descriptions: [
      ...CONTENT.descriptions,
      ...retired.map((id) => rf2.text(`${id}1`, id, 'fsn', `Old ${id}`)),
    ],
    associations: [
      rf2.association('replaced', '3000001', '2000001'),
      rf2.association('same', '3000001', '3000002'),
      rf2.association('replaced', '3000002', '1000002'),
      // In a ring, of which nothing leads on.
      rf2.association('same', '3000003', '3000004'),
      rf2.association('same', '3000004', '3000003'),
      rf2.association('possibly', '3000005', '1000001'),
      rf2.association('moved', '3000006', '1000001'),
      rf2.association('same', '3000007', '1000001', false),
      rf2.association('same', '1000001', '2000001'),
    ],
  });
  const findings = await readAll(t, files);
  t.strictSame(findings.ids, [FINDING, '1000001', '1000002', '3000001', '3000002']);
  t.equal(findings.byId.get('3000001')?.replacedBy, '3000002');
  t.equal(findings.byId.get('3000002')?.replacedBy, '1000002');
  t.notOk(findings.byId.get('1000001')?.replacedBy);
  t.match(findings.report, { rows: 12, skipped: {} });

  const all = await readAll(t, files, ALL);
  t.equal(all.ids.length, 12);
  t.equal(all.byId.get('3000003')?.replacedBy, '3000004');
  t.equal(all.byId.get('3000004')?.replacedBy, '3000003');
  for (const id of ['3000005', '3000006', '3000007']) t.notOk(all.byId.get(id)?.replacedBy, id);
});

t.test('British and American names', async (t) => {
  for (const [language, name] of [
    ['en-us', 'Noise of color'],
    ['en-gb', 'Noise of colour'],
  ] as const) {
    const { byId, report } = await readAll(t, release(), { language });
    t.equal(byId.get('1000001')?.name, name);
    t.equal(report.release?.language, language);
  }
  const british = await readAll(t, release({ languages: CONTENT.languages.filter((_, at) => at !== 1) }));
  t.equal(british.byId.get('1000001')?.name, 'Noise of colour', 'British where there is no American');
  const national = await readAll(t, release({ languages: CONTENT.languages.slice(2) }));
  t.equal(national.byId.get('1000001')?.name, 'Ear racket', 'any reference set after these');
  const withdrawn = release({ languages: [rf2.preferred(rf2.US, '11014', true, false)] });
  const none = await readAll(t, withdrawn);
  t.equal(
    none.byId.get('1000001')?.name,
    'Loud ears (left)',
    'the fully specified name without a preferred one',
  );
});

t.test('several languages', async (t) => {
  const files = {
    ...release(),
    'sct2_Description_Snapshot-es_INT_20240101.txt': rf2.file(
      'text',
      rf2.text('13001', '1000001', 'syn', 'Ruido de o\u00eddo', { language: 'es' }),
      rf2.text('13002', '1000001', 'syn', 'Estruendo', { language: 'es' }),
      rf2.text('13003', '1000002', 'fsn', 'Ruido fuerte (trastorno)', { language: 'es' }),
    ),
    'der2_cRefset_LanguageSnapshot-es_INT_20240101.txt': rf2.file(
      'language',
      rf2.preferred('448879004', '13002'),
    ),
  };
  const english = await readAll(t, files);
  t.strictSame(english.byId, (await readAll(t, release())).byId, 'no Spanish name among the English ones');

  const { ids, byId, report } = await readAll(t, files, { language: 'es' });
  t.strictSame(ids, ['1000001', '1000002']);
  t.equal(byId.get('1000001')?.name, 'Estruendo');
  t.strictSame(namesOf(byId.get('1000001')), ['synonym Ruido de o\u00eddo']);
  t.equal(byId.get('1000001')?.level, 'disorder', 'the level of the English name');
  t.equal(byId.get('1000001')?.definition, null);
  t.match(byId.get('1000002'), { name: 'Ruido fuerte', level: 'trastorno' });
  // The translation is not whole: two of four have no Spanish name, and that is no damage.
  t.strictSame(report.skipped, { name_missing: 2 });

  const message = await refusal(readAll(t, files, { language: 'fr' }));
  t.match(message, /language \u201cfr\u201d.*there are en, es\./);
});

t.test('a concept without any name is refused', async (t) => {
  const files = release({ concepts: [...CONTENT.concepts, rf2.concept('1000003')] });
  const { ids, report } = await readAll(t, files, ALL);
  t.notOk(ids.includes('1000003'));
  t.strictSame(report.skipped, { name_missing: 1 });
  t.match(report.examples, [{ file: rf2.CONCEPT_FILE, line: 8, text: '1000003' }]);
  const nameless = release({ concepts: ['1000003', '1000004', FINDING].map((id) => rf2.concept(id)) });
  t.match(await refusal(readAll(t, nameless, ALL)), /2 of 3 rows cannot be used.*2 without a name/);
});

t.test('quotes, tabs, line ends and byte order marks', async (t) => {
  const quoted = rf2.text('14001', '1000002', 'syn', '"Roaring" 5" ear');
  const opened = rf2.text('14002', '1000002', 'syn', '"Never closed');
  const torn = rf2.text('14003', '1000002', 'syn', 'torn\tapart');
  const files = release({ descriptions: [quoted, opened, torn, ...CONTENT.descriptions] });
  const expected = ['synonym Very loud ears (disorder)', 'synonym "Roaring" 5" ear', 'synonym "Never closed'];
  const { byId, report } = await readAll(t, files);
  t.strictSame(namesOf(byId.get('1000002')), expected);
  t.strictSame(report.skipped, { wrong_columns: 1 });
  t.match(report.examples, [
    { file: rf2.DESCRIPTION_FILE, line: 4, detail: '10 columns apart by tabs; 9 are needed' },
  ]);

  const plain = await readAll(t, release());
  const same = async (change: (text: string) => string) => {
    const changed = Object.entries(release()).map(([name, text]) => [name, change(text)] as const);
    return readAll(t, Object.fromEntries(changed));
  };
  t.strictSame(await same((text) => text.trimEnd()), plain, 'without the last line end');
  t.strictSame(await same((text) => text.replaceAll('\r\n', '\n')), plain, 'LF alone');
  t.strictSame(
    await same((text) => `\ufeff${text}\r\n\r\n`),
    plain,
    'with a byte order mark and empty lines',
  );
});

t.test('rows that cannot be used', async (t) => {
  const files = release({
    concepts: [
      ...CONTENT.concepts,
      '1000009\t20240101\t1',
      rf2.concept(''),
      rf2.concept('12E+17'),
      rf2.concept('1000001'),
      rf2.concept('1000008').replace('\t1\t', '\tyes\t'),
    ],
    descriptions: [...CONTENT.descriptions, rf2.text('15001', '7000001', 'syn', 'Of nothing')],
    relationships: [...CONTENT.relationships, rf2.relationship('1000001', '7000001')],
  });
  const { ids, report } = await readAll(t, files);
  t.strictSame(ids, [FINDING, '1000001', '1000002', '3000001']);
  t.equal(report.rows, 11);
  t.strictSame(
    report.examples.map(({ file, line, reason }) => `${file} ${line} ${reason}`),
    [
      `${rf2.CONCEPT_FILE} 8 wrong_columns`,
      `${rf2.CONCEPT_FILE} 9 id_missing`,
      `${rf2.CONCEPT_FILE} 10 field_invalid`,
      `${rf2.CONCEPT_FILE} 11 duplicate_id`,
      `${rf2.CONCEPT_FILE} 12 field_invalid`,
      `${rf2.RELATIONSHIP_FILE} 9 parent_missing`,
      `${rf2.DESCRIPTION_FILE} 13 parent_missing`,
    ],
  );
});

t.test('ids keep all their digits', async (t) => {
  const long = ['900000000000000001', '900000000000000002'];
  const files = release({
    concepts: [...CONTENT.concepts, ...long.map((id) => rf2.concept(id))],
    descriptions: [...CONTENT.descriptions, ...long.map((id) => rf2.text(id.slice(1), id, 'fsn', `N ${id}`))],
    relationships: [...CONTENT.relationships, ...long.map((id) => rf2.relationship(id, '1000001'))],
  });
  const { byId } = await readAll(t, files);
  for (const id of long) t.equal(byId.get(id)?.name, `N ${id}`);
});

t.test('what is below concepts', async (t) => {
  const one = await readAll(t, release(), { below: ['1000002'] });
  t.strictSame(one.ids, ['1000002']);
  t.strictSame(one.byId.get('1000002')?.parents, []);
  const two = await readAll(t, release(), { below: ['1000001', '2000001'] });
  t.strictSame(two.ids, ['1000001', '1000002', '2000001', '3000001']);
  t.strictSame(two.byId.get('1000002')?.parents, ['1000001', '2000001']);
  t.equal(two.byId.get('1000001')?.selectable, true);
  t.equal(two.report.columns['below'], '1000001, 2000001');
  const all = await readAll(t, release(), ALL);
  t.strictSame(all.ids, [ROOT, FINDING, '1000001', '1000002', '2000001', '3000001']);
  t.equal(all.byId.get(ROOT)?.selectable, false);
  t.equal(all.report.columns['below'], 'all concepts');

  await t.rejects(readAll(t, release(), { below: ['1000001', '7000001'] }), {
    code: 'invalid_request',
    message: /no concept \u201c7000001\u201d/,
  });
  await t.rejects(readAll(t, release(), { below: ['3000001'] }), {
    code: 'invalid_request',
    message: /3000001 is inactive.*1000001 stands for it now/,
  });
});

t.test('a hierarchy in a ring is read', async (t) => {
  const files = release({
    relationships: [...CONTENT.relationships, rf2.relationship('1000001', '1000002')],
  });
  const { byId } = await readAll(t, files);
  t.strictSame(byId.get('1000001')?.parents, [FINDING, '1000002']);
});

t.test('a release without clinical findings is read whole', async (t) => {
  const files = release({
    concepts: CONTENT.concepts.filter((row) => !row.startsWith(FINDING)),
    relationships: [rf2.relationship('1000002', '1000001')],
  });
  const { ids, report } = await readAll(t, files);
  t.strictSame(ids, [ROOT, '1000001', '1000002', '2000001', '3000001']);
  t.equal(report.columns['below'], `all concepts, as the release has no active ${FINDING}`);
  await t.rejects(readAll(t, files, { below: [FINDING] }), { code: 'invalid_request' });
});
