import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { readFolder, starterFolder } from '../../scripts/starter/folder.js';
import { mergeRows, type ImportRow } from '../../scripts/starter/merge.js';
import { build } from '../../scripts/starter/output.js';
import { tidy } from '../../scripts/starter/source.js';
import type { Files } from '../../scripts/starter/vocabulary.js';

const row: ImportRow = {
  name: 'Insomnia',
  system: 'Psychiatric disorders',
  group: 'Sleep disorders',
  definition: 'Trouble sleeping.',
  synonyms: ['Sleeplessness'],
  lay: ["can't sleep"],
};
const source = 'source/psychiatric-disorders.jsonl';
const small = build(mergeRows(new Map(), [row]).files).files;

t.test('the committed vocabulary is what its source gives', async (t) => {
  const held = await readFolder(starterFolder);
  const { files, problems } = build(held);
  t.strictSame(problems, []);
  for (const [path, content] of files) t.ok(held.get(path) === content, path);

  const script = fileURLToPath(new URL('../../scripts/starter/build.ts', import.meta.url));
  await t.resolves(promisify(execFile)(process.execPath, ['--import', 'tsx', script, '--check']));
});

t.test('rows become source files, registry and output', (t) => {
  t.equal(
    small.get('ids.tsv'),
    'id\tlevel\tname\tstatus\n' +
      'ADE:0900001\tsystem\tPsychiatric disorders\tcurrent\n' +
      'ADE:0910001\tgroup\tSleep disorders\tcurrent\n' +
      'ADE:0000001\tconcept\tInsomnia\tcurrent\n',
  );
  t.equal(
    small.get('starter.jsonl'),
    '{"id":"ADE:0900001","name":"Psychiatric disorders","level":"system","selectable":false,"parents":[]}\n' +
      '{"id":"ADE:0910001","name":"Sleep disorders","level":"group","selectable":false,"parents":["ADE:0900001"]}\n' +
      '{"id":"ADE:0000001","name":"Insomnia","level":"concept","parents":["ADE:0910001"],' +
      '"definition":"Trouble sleeping.","synonyms":["Sleeplessness"],"lay":["can\'t sleep"],"reported":0}\n',
  );
  t.strictSame(build(small).files, small, 'building again changes nothing');
  t.end();
});

t.test('how often concepts are reported stands in a table of its own', (t) => {
  const table = (row: string) => new Map([...small, ['reported.tsv', `id\tname\treported\n${row}\n`]]);
  const { files } = build(table('ADE:0000001\tInsomnia\t12'));
  t.match(files.get('starter.jsonl'), /"lay":\["can't sleep"\],"reported":12\}\n$/);
  for (const row of ['ADE:0000001\tInsomnia\tmany', 'ADE:0000001\tInsomnia', 'ADE:0000001\tInsomnia\t0'])
    t.match(build(table(row)).problems, [
      { file: 'reported.tsv', line: 2, message: /a whole number from 1 on/ },
    ]);
  for (const [row, message] of [
    ['ADE:0000001\tInsomnia\t1\nADE:0000001\tInsomnia\t1', /twice/],
    ['ADE:0000009\tRash\t1', /no concept/],
    ['ADE:0000001\tSleeplessness\t1', /is now Insomnia/],
  ] as const)
    t.match(build(table(row)).problems, [{ file: 'reported.tsv', message }]);
  t.end();
});

t.test('what is no name stands once, and is none', (t) => {
  const problems = (lines: string) => build(new Map([...small, ['not-names.txt', lines]])).problems;
  t.strictSame(problems('one of these\nit came back\n'), []);
  t.match(problems('one of these\nOne of these!\nCant sleep\n'), [
    { file: 'not-names.txt', line: 2, message: /in line 1 already/ },
    { file: 'not-names.txt', line: 3, message: /a name of Insomnia/ },
  ]);
  t.end();
});

t.test('words of names are counted, but for what may be spelt wrongly or an abbreviation', (t) => {
  const lay = ['cant sleep', 'cant slep', 'no sleep at 3 am', 'up at 3', 'am up', 'sleep', 'up a lot'];
  const many = Array.from({ length: 100 }, (_, i) => `a ${i + 10} s`);
  const { files } = build(mergeRows(new Map(), [{ ...row, lay: [...lay, ...many] }]).files);
  t.equal(files.get('words.tsv'), 'a\t101\nsleep\t3\ncant\t2\n');
  t.end();
});

t.test('mentions of the background carry the names that their concepts have now', (t) => {
  const built = (lines: string) => build(new Map([...small, ['background.jsonl', lines]]));
  const { files, problems } = built('{"text":"awake","names":["Insomnia","Sleeping badly"]}\n');
  t.strictSame(problems, []);
  t.equal(files.get('background.jsonl'), '{"text":"awake","names":["Insomnia","Sleeplessness"]}\n');
  t.match(built('\n{"text":"awake","names":["Awake"]}\n{"text":"\n{"text":"x","names":[]}\n').problems, [
    { file: 'background.jsonl', line: 2, message: '“Awake” is no concept' },
    { file: 'background.jsonl', line: 3, message: /no text/ },
    { file: 'background.jsonl', line: 4, message: /no text/ },
  ]);
  t.end();
});

t.test('a line added without an id is given one, and keeps it', (t) => {
  const added = append(small, source, { name: 'Nightmare', group: 'Sleep disorders' });
  const { files, problems } = build(added);
  t.strictSame(problems, []);
  t.match(files.get(source), /\{"id":"ADE:0000002","name":"Nightmare","group":"Sleep disorders"/);
  t.match(files.get('ids.tsv'), /ADE:0000002\tconcept\tNightmare\tcurrent\n$/);
  t.strictSame(build(files).files, files);
  t.end();
});

t.test('a line that cannot be right is refused with its place', (t) => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ name: 'Nightmare', group: 'Dreams' }, /the group "Dreams" of "Nightmare" is not in/],
    [{ name: '', group: 'Sleep disorders' }, /"name" is empty/],
    [{ group: 'Sleep disorders' }, /"name" must be a text/],
    [{ name: ' Night  mare', group: 'Sleep disorders' }, /stray spaces.*write "Night mare"/],
    [{ name: 'Nightmare', group: 'Sleep disorders', synonym: [] }, /unknown member "synonym"/],
    [{ name: 'Nightmare', group: 'Sleep disorders', lay: 'bad dreams' }, /"lay" must be a list/],
    [{ name: 'Nightmare', group: 'Sleep disorders', lay: [7] }, /"lay" must be a list/],
    [{ id: 'N1', name: 'Nightmare', group: 'Sleep disorders' }, /ADE: and seven digits/],
    [{ name: 'insomnia', group: 'Sleep disorders' }, /is that of ADE:0000001/],
    [['Nightmare'], /must be a JSON object/],
  ];
  for (const [line, message] of cases) {
    const { files, problems } = build(append(small, source, line));
    t.match(problems, [{ file: source, line: 2, message }]);
    t.equal(files.size, 0, 'and nothing is built');
  }
  const broken = new Map([...small, [source, '{"name": \n']]);
  t.match(build(broken).problems, [{ file: source, line: 1, message: /not valid JSON/ }]);
  t.end();
});

t.test('a hierarchy that cannot be right is refused', (t) => {
  const file = 'source/hierarchy.jsonl';
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ level: 'class', name: 'Dreams' }, /"level" must be/],
    [{ level: 'group', name: 'Dreams', system: 'ADE:0909999' }, /system ADE:0909999 is not in/],
    [{ level: 'group', name: 'Sleep disorders', system: 'ADE:0900001' }, /another group/],
  ];
  for (const [line, message] of cases) {
    t.match(build(append(small, file, line)).problems, [{ file, line: 3, message }]);
  }
  const stray = new Map([...small, ['source/dreams.jsonl', '']]);
  t.match(build(stray).problems, [{ file: 'source/dreams.jsonl', message: /no system of/ }]);
  t.end();
});

t.test('a concept stands in the file of its system', (t) => {
  const eye = { ...row, name: 'Dry eye', system: 'Eye disorders', group: 'Lacrimation disorders' };
  const both = build(mergeRows(small, [eye]).files).files;
  const { problems } = build(append(both, source, { name: 'Sore eye', group: 'Lacrimation disorders' }));
  t.match(problems, [{ file: source, line: 2, message: /belongs to source\/eye-disorders.jsonl/ }]);
  t.end();
});

t.test('a longer vocabulary merges into the source', (t) => {
  const more = { ...row, definition: 'Another.', lay: ["can't sleep", 'wide awake at 4am'] };
  const nightmare = { ...row, name: 'Sleeplessness', synonyms: [], lay: [] };
  const { files, remarks } = mergeRows(small, [more, nightmare, nightmare]);
  const built = build(files).files;
  t.match(built.get(source), /"id":"ADE:0000001".*"definition":"Trouble sleeping\.".*"wide awake at 4am"/);
  t.match(built.get(source), /"id":"ADE:0000002","name":"Sleeplessness"/);
  t.match(remarks, [/"Sleeplessness" comes twice/, /"Sleeplessness" is a synonym of "Insomnia" too/]);
  t.strictSame(mergeRows(built, [more]).files, built, 'merging again changes nothing');
  t.end();
});

t.test('a retired concept is not brought back by a merge', (t) => {
  const retired = new Map([
    ...small,
    [source, ''],
    ['ids.tsv', (small.get('ids.tsv') ?? '').replace('Insomnia\tcurrent', 'Insomnia\tretired')],
  ]);
  const { files, remarks } = mergeRows(retired, [row]);
  t.equal(files.get(source), '');
  t.match(remarks, [/ADE:0000001 "Insomnia" is retired and stays out/]);
  t.strictSame(build(files).problems, []);
  t.end();
});

t.test('figures stand in the README between their marks', (t) => {
  const readme = 'before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n';
  const { files, figures } = build(new Map([...small, ['README.md', readme]]));
  t.match(figures, '| concepts, each with its preferred name | 1 |');
  t.equal(files.get('README.md'), `before\n<!-- figures -->\n${figures}\n<!-- /figures -->\nafter\n`);
  t.end();
});

t.test('tidying mends spaces and composition only', (t) => {
  t.equal(tidy('  Me\u0301nie\u0300re  disease\u00a0'), 'M\u00e9ni\u00e8re disease');
  t.end();
});

function append(files: Files, file: string, line: unknown): Files {
  return new Map([...files, [file, `${files.get(file) ?? ''}${JSON.stringify(line)}\n`]]);
}
