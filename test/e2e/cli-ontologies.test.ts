import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { jsonLines, runCli, type Environment } from '../support/cli.js';
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

t.test('a list of terms is added, answers and is rolled back', async (t) => {
  await writeFile(file('terms.csv'), 'code,term\nT1,Insomnia\nT2,Dry mouth\n,Nameless\nT3,Gribbling\n');
  const added = await cli(['ontologies', 'add', 'mylist', '--from', file('terms.csv'), '--activate']);
  t.equal(added.code, 0, added.stderr);
  t.match(added.stdout, /mylist 1 is registered and built/);
  t.match(added.stdout, /Read +terms\.csv: CSV, utf-8, 4 rows/);
  t.match(added.stdout, /Concepts +3\n/);
  t.match(added.stdout, /1 without an id\n +line 4: /);
  t.match(added.stdout, /Expansion +2 concepts got names .*\(2 by their name, 0 by a synonym, 0 by .*\)/);
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
    /version 1 answers \(generation 3[^]*plain +terms\.csv +3 +none/,
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
