import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { ended, jsonLines, runCli, startCli, type Environment } from '../support/cli.js';
import { makeSmallStarter } from '../support/small-starter.js';

const root = t.testdir({ starter: {}, data: {}, files: {} });
await makeSmallStarter(join(root, 'starter'));
const env: Environment = {
  ADE_STARTER_DIR: join(root, 'starter'),
  ADE_DATA_DIR: join(root, 'data'),
  ADE_WORKERS: '1',
};
const file = (name: string): string => join(root, 'files', name);
const cli = (args: readonly string[], input = '') => runCli(args, env, input);

t.test('a file with odd cells is coded and all of it kept', async (t) => {
  const rows = [
    'id;"the ""text""";note',
    '1;insomnia;"two\nlines"',
    '2;"nausea; ""really"" bad";=1+1',
    '3;;+49 30 1',
    '4;Übelkeit;-5',
    '5;headache',
  ];
  await writeFile(file('odd.csv'), `\ufeff${rows.join('\r\n')}\r\n`);
  const args = [
    'normalize',
    '--file',
    file('odd.csv'),
    '--column',
    'the "text"',
    '--out',
    file('coded.csv'),
    '--top-k',
    '2',
  ];
  const run = await cli(args);
  t.equal(run.code, 0);
  t.equal(run.stdout, '');
  t.match(run.stderr, /5 rows; 1 could not be used/);
  const text = await readFile(file('coded.csv'), 'utf8');
  const lines = text.split(/\n(?=id|\d;)/);
  t.equal(
    lines[0],
    '\ufeffid;"the ""text""";note;decision;concept_id;concept_name;similarity;matched_name;matched_kind;matched_origin;source;error;' +
      'candidate_2_id;candidate_2_name;candidate_2_similarity',
  );
  t.match(
    lines[1],
    /^1;insomnia;"two\nlines";auto;ADE:0002647;Insomnia;1;Insomnia;preferred;ontology;exact;;ADE:\d+;/,
  );
  t.match(lines[2], /^2;"nausea; ""really"" bad";'=1\+1;\w+;ADE:/);
  t.match(lines[3], /^3;;'\+49 30 1;;;;;;;;;mention_empty: .*;;;\n?$/);
  t.match(lines[4], /^4;Übelkeit;-5;\w+;/);
  t.match(lines[5], /^5;headache;;auto;ADE:\d+;Headache;/);

  const again = await cli(args);
  t.equal(again.code, 1);
  t.match(again.stderr, /error \(file_exists\).*\nhint: --force/);
  t.equal((await cli([...args, '--force'])).code, 0);
  t.equal(await readFile(file('coded.csv'), 'utf8'), text);
  t.same(await readdir(join(root, 'files')), ['coded.csv', 'odd.csv'], 'no temporary file is left');

  const twice = await cli([
    'normalize',
    '--file',
    file('coded.csv'),
    '--column',
    'the "text"',
    '--out',
    file('twice.csv'),
  ]);
  t.equal(twice.code, 2);
  t.match(twice.stderr, /column “decision” already[^]*--prefix/);
});

t.test('JSON lines keep their values', async (t) => {
  await writeFile(file('m.jsonl'), '{"text":"insomnia","n":7,"tags":["a"]}\n{"text":null}\n');
  const run = await cli(['normalize', '--file', file('m.jsonl'), '--out', file('out.jsonl')]);
  t.equal(run.code, 0);
  const [first, second] = (await readFile(file('out.jsonl'), 'utf8')).split('\n');
  t.match(JSON.parse(first ?? ''), {
    text: 'insomnia',
    n: 7,
    tags: ['a'],
    decision: 'auto',
    concept_name: 'Insomnia',
    similarity: 1,
    error: null,
  });
  t.match(JSON.parse(second ?? ''), { text: null, decision: null, error: /^mention_invalid: / });
  const shown = await cli([
    'normalize',
    '--file',
    file('m.jsonl'),
    '--id-column',
    'n',
    '--json',
    '--top-k',
    '1',
  ]);
  t.match(jsonLines(shown.stdout), [
    { id: '7', decision: 'auto' },
    { id: 'null', error: { code: 'mention_invalid' } },
  ]);
});

t.test('what is wrong with a file is said before anything is written', async (t) => {
  await writeFile(file('latin1.csv'), Buffer.from('text\nübel\n', 'latin1'));
  await writeFile(file('wide.csv'), 'id,text\n1,a,b\n');
  await writeFile(file('broken.jsonl'), '{"text":"a"}\n{"text":\n');
  await writeFile(file('fine.csv'), 'id,words\n1,a\n');
  const out = file('never.csv');
  const cases: [string, number, RegExp][] = [
    ['latin1.csv', 1, /file_invalid.*not UTF-8/],
    ['wide.csv', 1, /file_invalid.*line 2/],
    ['broken.jsonl', 1, /file_invalid.*line 2/],
    ['fine.csv', 2, /no column “text”.\nhint: It has: id, words/],
    ['missing.csv', 1, /file_error.*ENOENT/],
    ['mentions.xlsx', 2, /must end in/],
  ];
  for (const [name, code, said] of cases) {
    const run = await cli(['normalize', '--file', file(name), '--out', out]);
    t.equal(run.code, code, name);
    t.match(run.stderr, said);
  }
  t.notOk((await readdir(join(root, 'files'))).some((name) => name.startsWith('never')));
});

t.test('Ctrl-C leaves nothing half-made', async (t) => {
  const texts = Array.from({ length: 60_000 }, (_, i) => `mention number ${i} of a long file`);
  await writeFile(file('long.csv'), `text\n${texts.join('\n')}\n`);
  await mkdir(join(root, 'out'));
  const child = startCli(
    ['normalize', '--file', file('long.csv'), '--out', join(root, 'out', 'coded.csv')],
    env,
  );
  const run = ended(child);
  child.stderr?.once('data', () => child.kill('SIGINT'));
  const { code, stderr } = await run;
  t.equal(code, 130, stderr);
  t.match(stderr, /^.*rows.*\nStopping/);
  t.notMatch(stderr, /error/);
  t.same(await readdir(join(root, 'out')), []);
});
