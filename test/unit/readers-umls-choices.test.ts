import t from 'tap';
import type { ReadChoice } from '#src/ontology/readers/choice.js';
import { namesOf, refusal } from '../fixtures/readers/read.js';
import { conso, def, named, readUmls, sab, UMLS, without, type Files } from '../fixtures/readers/umls.js';

t.test('sources, in any case', async (t) => {
  const { concepts, report } = await readUmls(t, UMLS, { sources: ['aaa', 'CCC'] });
  t.strictSame(
    concepts.map((concept) => [concept.name, ...namesOf(concept)]),
    [['Leg trouble'], ['Movement trouble'], ['Dull medicine']],
  );
  t.strictSame(report.columns, { LAT: 'ENG', SAB: 'AAA, CCC', SUPPRESS: 'N' });
  t.equal(report.release?.version, '2024AA', 'several sources have no version in common');
  t.strictSame(report.skipped, {}, 'what was not chosen is not left out by mistake');
});

t.test('the version of a source that is chosen alone', async (t) => {
  const { report } = await readUmls(t, UMLS, { sources: ['BBB'] });
  t.strictSame(report.release, { version: '2024', language: 'en' });
  const rest = without(UMLS, 'release.dat');
  t.notOk('release' in (await readUmls(t, rest, { sources: ['CCC'] })).report);
  const older = await readUmls(t, { ...UMLS, 'MRSAB.RRF': sab('BBB', '1999', 'N') }, { sources: ['BBB'] });
  t.equal(older.report.release?.version, '1999');
});

t.test('definitions: those of chosen sources first, never suppressed or in another language', async (t) => {
  const definitionOf = async (choice: ReadChoice, files: Files = {}) =>
    (await readUmls(t, { ...UMLS, ...files }, choice)).byId.get('C0000001')?.definition;
  t.equal(await definitionOf({ sources: ['BBB'] }), 'An urge to move the legs.');
  t.equal(await definitionOf({ sources: ['CHV'] }), 'Legs that move by themselves.');
  t.equal(await definitionOf({ language: 'es' }), 'Las piernas no paran.');
  const nameless = { 'MRDEF.RRF': def('C0000001', 'DDD', 'Of a source without names here.') };
  t.equal(await definitionOf({}, nameless), 'Of a source without names here.');
  const suppressed = { 'MRDEF.RRF': def('C0000001', 'AAA', 'Withdrawn.', 'O') };
  t.equal(await definitionOf({ suppressed: true }, suppressed), null);
});

t.test('term types and suppressed names', async (t) => {
  const preferred = await readUmls(t, UMLS, { termTypes: ['pt'] });
  t.strictSame(
    preferred.concepts.map((concept) => [concept.name, ...namesOf(concept)]),
    [['Restless "jumpy" legs'], ['Movement trouble'], ['Dull medicine']],
  );
  t.equal(preferred.report.columns.TTY, 'PT');
  const all = await readUmls(t, UMLS, { suppressed: true });
  t.ok(namesOf(all.byId.get('C0000001')).includes('synonym Legs, old word'));
  t.equal(all.report.columns.SUPPRESS, 'any');
  for (const suppress of ['Y', 'E', 'O', '']) {
    const names = conso({ cui: 'C0000001', str: 'Old', suppress, ts: 'P', stt: 'PF', ispref: 'Y' });
    const files = { 'MRCONSO.RRF': names + named('C0000001', 'New') };
    t.strictSame((await readUmls(t, files)).concepts.map(namesOf), [[]], `SUPPRESS “${suppress}”`);
    const both = await readUmls(t, files, { suppressed: true });
    t.strictSame(
      both.concepts.map((concept) => [concept.name, ...namesOf(concept)]),
      [['New', 'synonym Old']],
      'a suppressed name is not the preferred one',
    );
  }
});

t.test('languages by their usual codes', async (t) => {
  for (const language of ['es', 'es-419', 'spa', 'ES']) {
    const { concepts, report } = await readUmls(t, UMLS, { language });
    t.strictSame(
      concepts.map(({ name }) => name),
      ['Piernas inquietas'],
      language,
    );
    t.equal(report.columns.LAT, 'SPA');
    t.equal(report.release?.language, language);
  }
  const german = { 'MRCONSO.RRF': conso({ cui: 'C0000001', str: 'Unruhe', lat: 'GER' }) };
  t.equal((await readUmls(t, german, { language: 'de' })).concepts.length, 1);
  t.equal(
    await refusal(readUmls(t, german)),
    '2024AA: language: these files do not have “en”. They have de (GER).',
  );
  t.match(await refusal(readUmls(t, UMLS, { language: 'nb' })), /They have en \(ENG\), es \(SPA\)\./);
});

t.test('semantic types by TUI or name', async (t) => {
  for (const type of ['T920', 't920', 'trouble']) {
    const { concepts, report } = await readUmls(t, UMLS, { semanticTypes: [type] });
    t.strictSame(
      concepts.map(({ id }) => id),
      ['C0000001', 'C0000002'],
      type,
    );
    t.equal(concepts[0]?.level, 'Sign of Trouble', 'the level is that of the first type');
    t.equal(report.columns.STY, type.toLowerCase());
  }
  t.strictSame(
    (await readUmls(t, UMLS, { semanticTypes: ['T910', 'T901'] })).concepts.map(({ id }) => id),
    ['C0000001', 'C0000003'],
  );
  t.equal(
    await refusal(readUmls(t, UMLS, { semanticTypes: ['Medicine', 'T920'] })),
    '2024AA: semanticTypes: these files do not have “medicine”. They have T901 Medicine, Invented, ' +
      'T910 Sign of Trouble, T920 Trouble. Give a type that has a comma in its name by its TUI.',
  );
  const rest = without(UMLS, 'MRSTY.RRF');
  t.match(await refusal(readUmls(t, rest, { semanticTypes: ['T920'] })), /semanticTypes needs MRSTY\.RRF/);
});

t.test('what is not in the files is named with what is', async (t) => {
  t.equal(
    await refusal(readUmls(t, UMLS, { sources: ['AAA', 'MDR', 'XYZ'] })),
    '2024AA: sources: these files do not have “MDR”, “XYZ”. They have AAA, AAASPA, BBB, CCC, CHV.',
  );
  t.equal(
    await refusal(readUmls(t, UMLS, { termTypes: ['LLT'] })),
    '2024AA: termTypes: these files do not have “LLT”. They have OP, PT, SY.',
  );
  const many = Array.from({ length: 25 }, (_, at) =>
    conso({ cui: 'C0000001', str: `n${at}`, sab: `S${at + 10}` }),
  );
  t.match(
    await refusal(readUmls(t, { 'MRCONSO.RRF': many.join('') }, { sources: ['MDR'] })),
    /They have S10, .*, S29 and 5 more\.$/,
  );
});

t.test('choices that together leave nothing', async (t) => {
  const message = await refusal(readUmls(t, UMLS, { sources: ['BBB'], language: 'es', termTypes: ['PT'] }));
  t.match(message, /LAT SPA; SAB BBB; TTY PT; SUPPRESS N/);
  t.match(
    message,
    /Of 7 rows .*: 2 of the sources, 0 in the language, 0 of the term types, 0 not suppressed\./,
  );
  t.match(
    await refusal(readUmls(t, UMLS, { sources: ['CCC'], semanticTypes: ['T920'] })),
    /1 not suppressed, 0 of the semantic types/,
  );
});
