import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { detectFormat, isDistributionFile } from '#src/ontology/readers/index.js';
import { readPath, refusal } from '../fixtures/readers/read.js';
import * as rf2 from '../fixtures/readers/snomed.js';

const { CONTENT, FINDING, folderOf, readAll, release } = rf2;

t.test('extensions beside the international files', async (t) => {
  const extension = {
    'x/xsct2_Concept_Snapshot_US1000124_20240301.txt': rf2.file(
      'concept',
      rf2.concept('4000001000124104'),
      rf2.concept('1000002', false, '20240301'),
    ),
    'x/xsct2_Description_Snapshot-en_US1000124_20240301.txt': rf2.file(
      'text',
      rf2.text('4000001000124112', '4000001000124104', 'fsn', 'Ears of states (disorder)'),
    ),
    'x/xsct2_Relationship_Snapshot_US1000124_20240301.txt': rf2.file(
      'relationship',
      rf2.relationship('4000001000124104', '1000001'),
    ),
    'x/xder2_cRefset_AssociationReferenceSnapshot_US1000124_20240301.txt': rf2
      .file('association', rf2.association('replaced', '1000002', '4000001000124104'))
      .replace('targetComponentId', 'targetComponent'),
  };
  const files = { ...release({ relationships: CONTENT.relationships.slice(0, 4) }), ...extension };
  const { ids, byId, report } = await readAll(t, files);
  t.strictSame(ids, [FINDING, '1000001', '1000002', '3000001', '4000001000124104']);
  t.match(byId.get('4000001000124104'), { name: 'Ears of states', parents: ['1000001'] });
  t.match(
    byId.get('1000002'),
    { status: 'retired', replacedBy: '4000001000124104' },
    'the latest state counts',
  );
  t.equal(report.release?.version, '20240301');
  t.strictSame(report.skipped, { duplicate_id: 1 });
  const alone = Object.fromEntries(Object.entries(extension).filter(([name]) => name.includes('xsct2')));
  t.match((await readAll(t, alone)).report, { concepts: 1, skipped: { parent_missing: 1, name_missing: 1 } });
});

t.test('stated relationships, concrete values and older states are passed over', async (t) => {
  const stated = rf2.file('relationship', rf2.relationship('2000001', '1000001'));
  const older = rf2.file('concept', rf2.concept('1000001', false, '20250101'));
  const files = {
    ...release(),
    'sct2_StatedRelationship_Snapshot_INT_20240101.txt': stated,
    'sct2_RelationshipConcreteValues_Snapshot_INT_20240101.txt': stated,
    'Full/sct2_Concept_Full_INT_20240101.txt': older,
    'Full/sct2_Relationship_Full_INT_20240101.txt': stated,
    'Delta/sct2_Concept_Delta_INT_20240101.txt': older,
  };
  t.strictSame(await readAll(t, files), await readAll(t, release()));
});

t.test('files of a release are known by their names', async (t) => {
  for (const name of [
    ...Object.keys(release()),
    'xsct2_Concept_Snapshot_US1000124_20240301.txt',
    'SCT2_CONCEPT_SNAPSHOT_INT_20240101.TXT',
    'sct2_Description_UKCLSnapshot-en_GB1000000_20240410.txt',
    'sct2_Description_SpanishExtensionSnapshot-es_INT_20240430.txt',
    'der2_cRefset_LanguageSpanishExtensionSnapshot-es_INT_20240430.txt',
    'der2_cRefset_AssociationReferenceSnapshot_INT_20180731.txt',
    'sct2_Concept_Full_INT_20240101.txt',
    'sct2_Concept_Delta_INT_20240101.txt',
  ])
    t.ok(isDistributionFile(name), name);
  for (const name of [
    'sct2_Description_Full-en_INT_20240101.txt',
    'sct2_StatedRelationship_Snapshot_INT_20240101.txt',
    'sct2_RelationshipConcreteValues_Snapshot_INT_20240101.txt',
    'sct2_sRefset_OWLExpressionSnapshot_INT_20240101.txt',
    'der2_cRefset_AttributeValueSnapshot_INT_20240101.txt',
    'der2_ssRefset_ModuleDependencySnapshot_INT_20240101.txt',
    'sct2_Concept_Snapshot_INT_20240101.txt.bak',
  ])
    t.notOk(isDistributionFile(name), name);
  t.equal(await detectFormat(await folderOf(t, release()), 'release'), 'snomed');
});

t.test('what is no whole snapshot is refused', async (t) => {
  const concepts = rf2.file('concept', ...CONTENT.concepts);
  const full = { 'Full/sct2_Concept_Full_INT_20240101.txt': concepts };
  const delta = { 'Delta/sct2_Concept_Delta_INT_20240101.txt': concepts };
  t.equal(await detectFormat(await folderOf(t, full), 'release'), 'snomed');
  t.match(await refusal(readAll(t, full)), /only Full files.*every state.*folder Snapshot/);
  t.match(await refusal(readAll(t, delta)), /only Delta files.*what changed.*folder Snapshot/);
  t.match(await refusal(readAll(t, { ...full, ...delta })), /only Full files.*and Delta files/);
  const partial = Object.fromEntries(
    Object.entries(release()).filter(([name]) => name !== rf2.RELATIONSHIP_FILE),
  );
  t.match(await refusal(readAll(t, partial)), /sct2_Relationship_Snapshot_\*\.txt is missing/);
  const twice = { ...release(), [`copy/${rf2.CONCEPT_FILE}`]: concepts };
  t.match(await refusal(readAll(t, twice)), /several files called sct2_Concept/);
  const two = { ...release(), 'sct2_Concept_Snapshot_INT_20230731.txt': concepts };
  t.match(await refusal(readAll(t, two)), /several releases \(20230731 and 20240101\)/);
});

t.test('files that are not what their names say are refused', async (t) => {
  const headless = { ...release(), [rf2.CONCEPT_FILE]: CONTENT.concepts.join('\r\n') };
  t.match(await refusal(readAll(t, headless)), /Concept_Snapshot.*line 1 is.*a header was expected/);
  const empty = { ...release(), [rf2.LANGUAGE_FILE]: '' };
  t.match(await refusal(readAll(t, empty)), /LanguageSnapshot.*the file is empty/);
  const endless = { ...release(), [rf2.DESCRIPTION_FILE]: 'x'.repeat(1_200_000) };
  t.match(await refusal(readAll(t, endless)), /Description_Snapshot.*longer than 1 MiB/);
  const path = await folderOf(t, release());
  await writeFile(join(path, rf2.DESCRIPTION_FILE), Buffer.from('id\tterm \xe9\r\n', 'latin1'));
  t.match(await refusal(readPath('snomed', path)), /Description_Snapshot.*not valid UTF-8/);
});

t.test('reading ends when it is aborted', async (t) => {
  const path = await folderOf(t, release());
  const stop = new AbortController();
  const reason = new Error('enough');
  const onRow = () => {
    stop.abort(reason);
  };
  const many = Array.from({ length: 1500 }, (_, at) => rf2.concept(`${5_000_000 + at}`, false));
  await writeFile(join(path, rf2.CONCEPT_FILE), rf2.file('concept', ...many, ...CONTENT.concepts));
  await t.rejects(readPath('snomed', path, { signal: stop.signal, onRow }), reason);
  await t.rejects(readPath('snomed', path, { signal: AbortSignal.abort(reason) }), reason);
});
