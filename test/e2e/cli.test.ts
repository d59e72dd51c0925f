import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { buildProgram } from '#src/cli/program.js';
import { findKey, parseKeys } from '#src/keys.js';
import { lockDataDir } from '#src/store/index.js';
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
  for (const word of ['Examples:', 'Exit codes:', '--column', '--top-k', '--url', '--json']) {
    t.match(help.stdout, word);
  }
  const version = await cli(['--version']);
  t.equal(version.stdout, '0.1.0\n');
});

t.test('every command has examples and exit codes in its help', async (t) => {
  const leaves = buildProgram().commands.flatMap((command) =>
    command.commands.length > 0 ? [...command.commands] : [command],
  );
  t.equal(leaves.length, 51);
  for (const command of leaves) {
    let help = '';
    command
      .configureOutput({
        writeOut: (text) => {
          help += text;
        },
      })
      .outputHelp();
    t.match(help, /--url[^]*Examples:\n {2}# [^]*Exit codes:/, command.name());
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
