import { writeFile, mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { findKey, parseKeys } from '../../src/keys.js';
import { lockDataDir } from '../../src/store/index.js';
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

t.test('help and version teach without loading anything', async (t) => {
  const help = await runCli(['normalize', '--help'], { ...env, ADE_DATA_DIR: '/dev/null/nowhere' });
  t.equal(help.code, 0);
  for (const word of ['Examples:', 'Exit codes:', '--column', '--top-k', '--url', '--json'])
    t.match(help.stdout, word);
  const version = await cli(['--version']);
  t.equal(version.stdout, '0.1.0\n');
  for (const command of [
    ['serve'],
    ['info'],
    ['keys', 'new'],
    ...['list', 'show', 'add', 'activate', 'rollback', 'search', 'concept'].map((name) => [
      'ontologies',
      name,
    ]),
  ]) {
    t.match((await cli([...command, '--help'])).stdout, /Examples:[^]*Exit codes:/, command.join(' '));
  }
});

t.test('what is not understood ends with 2', async (t) => {
  const wrong = [
    ['normalise', 'x'],
    ['normalize', '--top-k', '0', 'x'],
    ['normalize', '--min-similarity', '1.5', 'x'],
    ['normalize', '--file', 'a.csv', 'x'],
    ['normalize', '--out', 'a.csv', 'x'],
    ['ontologies', 'add', 'mylist'],
    ['keys', 'new', '--role', 'owner'],
    ['info', '--url', 'localhost:8080'],
  ];
  for (const args of wrong) {
    const run = await cli(args);
    t.equal(run.code, 2, args.join(' '));
    t.equal(run.stdout, '');
    t.match(run.stderr, /error/);
    t.notMatch(run.stderr, /^ {4}at /m);
  }
});

t.test('texts as a table', async (t) => {
  const run = await cli(['normalize', 'Insomnia', 'sleeplessness', '']);
  t.equal(run.code, 0);
  const lines = run.stdout.split('\n');
  t.match(lines[0], /^MENTION +DECISION +CONCEPT +NAME +SIMILARITY +MATCHED NAME$/);
  t.match(lines[1], /^Insomnia +auto +ADE:0002647 +Insomnia +1\.00 +Insomnia$/);
  t.match(lines[2], /^sleeplessness +auto +ADE:0002647 +Insomnia +1\.00 +sleeplessness$/);
  t.match(lines[3], /^ +error +mention_empty/);
  t.equal(lines[1]?.indexOf('auto'), lines[0]?.indexOf('DECISION'), 'columns are aligned');
});

t.test('texts as JSON, with candidates', async (t) => {
  const run = await cli([
    'normalize',
    '--json',
    '--top-k',
    '3',
    '--include',
    'definition,names',
    '--',
    '-my head hurts',
    'dry mouth',
  ]);
  t.equal(run.code, 0);
  const [head, mouth] = jsonLines(run.stdout);
  t.match(head, { id: '1', text: '-my head hurts', candidates: [{ name: 'Headache', definition: String }] });
  t.equal(head?.candidates.length, 3);
  t.match(mouth, { id: '2', decision: 'auto', candidates: [{ name: 'Dry mouth' }] });
});

t.test('lines of standard input', async (t) => {
  const run = await cli(
    ['normalize', '--json', '--top-k', '1'],
    'insomnia\r\n\n  \nNausea\u2028today\nüble Kopfschmerzen',
  );
  t.same(
    jsonLines(run.stdout).map(({ id, text }) => [id, text]),
    [
      ['1', 'insomnia'],
      ['2', 'Nausea\u2028today'],
      ['3', 'üble Kopfschmerzen'],
    ],
  );
});

t.test('many lines stay in order, and a reader that stops early is no failure', async (t) => {
  const words = ['insomnia', 'headache', 'nausea', 'rash'];
  const texts = Array.from({ length: 1200 }, (_, i) => words[i % words.length] ?? '');
  const run = await cli(['normalize', '--json', '--top-k', '1'], texts.join('\n'));
  const results = jsonLines(run.stdout);
  t.same(
    results.map(({ text }) => text),
    texts,
  );
  t.same(
    results.map(({ candidates }) => candidates[0]?.name.toLowerCase()),
    texts,
  );

  const child = startCli(['normalize', '--json'], env);
  child.stdout?.once('data', () => child.stdout?.destroy());
  const cut = await ended(child, texts.join('\n').repeat(20));
  t.equal(cut.code, 0);
  t.equal(cut.stderr, '');
});

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

t.test('a list of terms is added, answers and is rolled back', async (t) => {
  await writeFile(file('terms.csv'), 'code,term\nT1,Insomnia\nT2,Dry mouth\n,Nameless\nT3,Gribbling\n');
  const added = await cli(['ontologies', 'add', 'mylist', '--from', file('terms.csv'), '--activate']);
  t.equal(added.code, 0, added.stderr);
  t.match(added.stdout, /mylist 1 is registered and built/);
  t.match(added.stdout, /Read +terms\.csv: CSV, utf-8, 4 rows/);
  t.match(added.stdout, /Concepts +3\n/);
  t.match(added.stdout, /1 without an id\n +line 4: /);
  t.match(added.stdout, /Expansion +2 concepts got names .*\(2 by their name, 0 by a synonym\)/);
  t.match(added.stdout, /0 ambiguous, 1 unmatched/);
  t.match(added.stdout, /answers now \(generation 1\)/);

  const coded = await cli(['normalize', '--ontology', 'mylist', '--json', 'sleeplessness']);
  t.match(jsonLines(coded.stdout), [
    {
      decision: 'auto',
      candidates: [{ conceptId: 'T1', matchedName: 'sleeplessness', matchedOrigin: 'starter' }],
    },
  ]);

  const same = await cli(['ontologies', 'add', 'mylist', '--from', file('terms.csv'), '--json']);
  t.match(JSON.parse(same.stdout), { version: '1', unchanged: true, generation: null });

  const plain = await cli([
    'ontologies',
    'add',
    'mylist',
    '--from',
    file('terms.csv'),
    '--no-expansion',
    '--name-of-version',
    'plain',
  ]);
  t.match(plain.stdout, /mylist plain [^]*Expansion +off[^]*ontologies activate mylist plain/);
  const stale = await cli(['ontologies', 'activate', 'mylist', 'plain', '--expected-generation', '7']);
  t.equal(stale.code, 1);
  t.match(stale.stderr, /error \(generation_conflict\)/);
  const switched = await cli(['ontologies', 'activate', 'mylist', 'plain', '--expected-generation', '1']);
  t.equal(switched.stdout, 'mylist answers with version plain now (generation 2). It was 1 before.\n');
  const lost = await cli([
    'normalize',
    '--ontology',
    'mylist',
    '--json',
    '--version',
    'plain',
    'sleeplessness',
  ]);
  t.notMatch(jsonLines(lost.stdout), [{ decision: 'auto' }]);
  t.match((await cli(['ontologies', 'rollback', 'mylist', '--json'])).stdout, /"version":"1","generation":3/);
  t.match(
    (await cli(['ontologies', 'show', 'mylist'])).stdout,
    /version 1 answers \(generation 3[^]*plain +terms\.csv +3 +off/,
  );
  t.match((await cli(['ontologies', 'list'])).stdout, /^mylist +1 +3 +3 .*exact +2$/m);
});

t.test('concepts are found and shown', async (t) => {
  t.match(
    (await cli(['ontologies', 'search', 'starter', 'dry', 'mouth'])).stdout,
    /^ADE:\d+ +Dry mouth +concept +Dry mouth$/m,
  );
  t.match((await cli(['ontologies', 'search', 'starter', 'gribbling'])).stdout, /No concept/);
  const shown = await cli(['ontologies', 'concept', 'starter', 'ADE:0002647']);
  t.match(
    shown.stdout,
    /^ADE:0002647 Insomnia \(concept\)\n[^]*Psychiatric disorders[^]*sleeplessness +synonym +ontology/,
  );
});

t.test('failures say what is wrong and what to do', async (t) => {
  await writeFile(file('broken.csv'), 'id,name\n,\n,\n');
  const cases: [string[], RegExp][] = [
    [
      ['ontologies', 'add', 'other', '--from', file('broken.csv')],
      /^error \(ontology_invalid\): broken\.csv: /,
    ],
    [
      ['ontologies', 'add', 'other', '--from', file('absent.csv')],
      /^error \(ontology_invalid\): absent\.csv: /,
    ],
    [
      ['normalize', '--ontology', 'nosuch', 'x'],
      /^error \(ontology_not_found\): .*\nhint: .*ontologies list/,
    ],
    [['normalize', '--version', '99', 'x'], /^error \(version_not_found\): /],
    [['ontologies', 'concept', 'starter', 'ADE:1'], /^error \(concept_not_found\): .*\nhint: /],
    [['ontologies', 'rollback', 'starter'], /^error \(no_previous_version\): /],
    [['info', '--url', 'http://127.0.0.1:9'], /^error \(unreachable\): .*\nhint: /],
  ];
  for (const [args, said] of cases) {
    const run = await cli(args);
    t.equal(run.code, 1, args.join(' '));
    t.equal(run.stdout, '');
    t.match(run.stderr, said);
    t.notMatch(run.stderr, /^ {4}at /m);
  }
  t.notMatch((await cli(['ontologies', 'list'])).stdout, /other/);
});

t.test('info', async (t) => {
  const run = await cli(['info', '--json']);
  t.match(JSON.parse(run.stdout), {
    version: '0.1.0',
    encoder: { dimension: 384 },
    defaultOntology: 'starter',
    auth: 'off',
    limits: { ADE_MAX_MENTIONS: 1000 },
  });
  t.match(
    (await cli(['info', '--data-dir', join(root, 'data')])).stdout,
    `works at          ${join(root, 'data')}\n`,
  );
});

t.test('keys are printed once, with the line for the file', async (t) => {
  const run = await runCli(['keys', 'new', '--role', 'admin', '--name', 'ops'], {
    ADE_DATA_DIR: '/dev/null/nowhere',
  });
  t.equal(run.code, 0);
  const key = /^ {2}(ade_\S+)$/m.exec(run.stdout)?.[1] ?? '';
  const line = /^ {2}(ops admin sha256:\S+)$/m.exec(run.stdout)?.[1] ?? '';
  t.match(findKey(parseKeys(line, 'test'), key), { name: 'ops', role: 'admin' });
  t.match(run.stdout, /ADE_API_KEYS_FILE/);
  t.match(JSON.parse((await cli(['keys', 'new', '--role', 'read', '--json'])).stdout), {
    role: 'read',
    name: /^read-/,
  });
});

t.test('a folder that something else holds is left alone', async (t) => {
  const outcome = lockDataDir(join(root, 'data'));
  t.ok(outcome.held);
  const run = await cli(['ontologies', 'list']);
  if (outcome.held) outcome.lock.release();
  t.equal(run.code, 1);
  t.match(run.stderr, /^error \(data_dir_busy\): Another command works in .*\nhint: /);
  t.equal((await cli(['ontologies', 'list'])).code, 0);
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
