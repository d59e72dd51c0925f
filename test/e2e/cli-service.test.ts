import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { ended, jsonLines, runCli, startCli, type Environment } from '../support/cli.js';
import { makeSmallStarter } from '../support/small-starter.js';

const root = t.testdir({ starter: {}, files: {} });
await makeSmallStarter(join(root, 'starter'));
const env: Environment = { ADE_STARTER_DIR: join(root, 'starter'), ADE_WORKERS: '1' };
const file = (name: string): string => join(root, 'files', name);

const Key = Type.Object({ key: Type.String(), line: Type.String() });

t.test('while a service works in the folder, it does the work', async (t) => {
  const data = t.testdir();
  const made = await runCli(['keys', 'new', '--role', 'admin', '--json'], env);
  const { key, line } = Value.Parse(Key, JSON.parse(made.stdout));
  const serverEnv = { ...env, ADE_DATA_DIR: data, ADE_LOG_PRETTY: 'off', ADE_API_KEYS: line };
  const server = startCli(['serve', '--port', '0'], serverEnv);
  let log = '';
  server.stdout?.setEncoding('utf8').on('data', (text: string) => (log += text));
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  t.teardown(async () => {
    if (server.exitCode !== null) return;
    server.kill('SIGTERM');
    await once(server, 'exit');
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('exit', () => {
      reject(new Error(`the service ended: ${log}`));
    });
    server.stdout?.on('data', () => {
      const ready = /ready: (http:\/\/\S+?)\/docs/.exec(log)?.[1];
      if (ready !== undefined) resolve(ready);
    });
  });
  await writeFile(file('terms.csv'), 'code,term\nT1,Insomnia\nT2,Dry mouth\nT3,Gribbling\n');
  await writeFile(file('broken.csv'), 'id,name\n,\n,\n');
  const clientEnv = { ...serverEnv, ADE_API_KEY: key };
  const there = (args: readonly string[], input = '') => runCli(args, clientEnv, input);

  const refused = await runCli(['ontologies', 'list'], serverEnv);
  t.equal(refused.code, 1);
  t.match(refused.stderr, /^error \(unauthorized\): .*\nhint: .*ADE_API_KEY/);

  const found = await there(['normalize', 'sleeplessness', '', '--verbose']);
  t.equal(found.code, 0);
  t.match(found.stderr, url);
  t.match(found.stdout, /^sleeplessness +auto +ADE:0002647 +Insomnia[^]*error +mention_empty/m);
  t.match((await there(['info'])).stdout, `works at          ${url}`);

  const texts = Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? 'insomnia' : 'headache'));
  const many = await there(['normalize', '--json', '--top-k', '1'], texts.join('\n'));
  t.same(
    jsonLines(many.stdout).map(({ candidates }) => candidates[0]?.name.toLowerCase()),
    texts,
  );

  const added = await there(['ontologies', 'add', 'mylist', '--from', file('terms.csv'), '--activate']);
  t.equal(added.code, 0, added.stderr);
  t.match(added.stdout, /Expansion +2 concepts[^]*answers now \(generation 1\)/);
  const plain = await there([
    'ontologies',
    'add',
    'mylist',
    '--from',
    file('terms.csv'),
    '--no-expansion',
    '--name-of-version',
    'plain',
    '--format',
    'csv',
  ]);
  t.match(plain.stdout, /Expansion +off/);
  t.match(
    (await there(['ontologies', 'activate', 'mylist', 'plain', '--expected-generation', '1'])).stdout,
    /plain now \(generation 2\)/,
  );
  t.match((await there(['ontologies', 'rollback', 'mylist'])).stdout, /version 1 now \(generation 3\)/);
  t.match((await there(['ontologies', 'list'])).stdout, /^mylist +1 +3 /m);
  t.match(
    (await there(['ontologies', 'search', 'mylist', 'sleeplessness'])).stdout,
    /^T1 +Insomnia +sleeplessness$/m,
  );
  t.match(
    (await there(['ontologies', 'concept', 'starter', 'ADE:0002647'])).stdout,
    /sleeplessness +synonym/,
  );

  t.equal((await there(['overrides', 'set', 'mylist', 'wired!', '--concept', 'T1'])).code, 0);
  const lacking = await there(['overrides', 'remove', 'mylist', 'never settled']);
  t.match(
    [lacking.code, lacking.stderr],
    [1, /^error \(override_missing\): 1 of the 1 mentions is not settled/m],
  );
  t.match((await there(['overrides', 'remove', 'mylist', 'WIRED'])).stdout, /^0 added, 0 changed, 1 removed/);

  const absent = await there(['ontologies', 'add', 'other', '--from', file('nowhere.csv')]);
  t.match(
    [absent.code, absent.stderr],
    [1, /^error \(ontology_invalid\): .*nowhere\.csv cannot be read \(ENOENT/m],
  );
  const broken = await there(['ontologies', 'add', 'other', '--from', file('broken.csv')]);
  t.equal(broken.code, 1);
  t.match(broken.stderr, /^error \(ontology_invalid\): broken\.csv: /);
  const unknown = await there(['normalize', '--ontology', 'nosuch', 'x']);
  t.equal(unknown.code, 1);
  t.match(unknown.stderr, /^error \(ontology_not_found\)/);
  const byUrl = await runCli(['ontologies', 'show', 'mylist', '--url', url, '--json'], {
    ADE_DATA_DIR: '/dev/null/nowhere',
    ADE_API_KEY: key,
  });
  t.match(JSON.parse(byUrl.stdout), { name: 'mylist', active: { version: '1', generation: 5 } });

  const rows = Array.from({ length: 20_000 }, (_, i) => `X${i},strange complaint number ${i} of the leg`);
  await writeFile(file('big.csv'), `id,name\n${rows.join('\n')}\n`);
  const adding = startCli(['ontologies', 'add', 'big', '--from', file('big.csv'), '--activate'], clientEnv);
  const stopped = ended(adding);
  adding.stderr?.once('data', () => adding.kill('SIGINT'));
  t.equal((await stopped).code, 130);
  const after = await there(['ontologies', 'list']);
  t.match(after.stdout, /^mylist +1 /m);
  t.notMatch(after.stdout, /^big +\d/m, 'its job was cancelled: nothing of it answers');

  server.kill('SIGTERM');
  await once(server, 'exit');
  t.equal(server.exitCode, 0);
  t.match((await there(['ontologies', 'list', '--verbose'])).stderr, `Works in ${data}`);
});
