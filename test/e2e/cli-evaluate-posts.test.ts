import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runCli, type Run } from '../support/cli.js';
import { startProcess, stopProcess } from '../support/http-process.js';
import { makeSmallStarter } from '../support/small-starter.js';

t.setTimeout(600_000);

type Cli = (args: readonly string[]) => Promise<Run>;

const root = t.testdir({ starter: {}, files: {} });
await makeSmallStarter(join(root, 'starter'));
const file = (name: string): string => join(root, 'files', name);
await writeFile(file('terms.csv'), 'id,name\nT1,Insomnia\nT3,Rash\nT4,Headache\n');
const POSTS = [
  'tweet_id,begin,end,type,extraction,tweet,meddra_code',
  '1,30,38,ADE,headache,This stuff gave me a terrible headache and I felt awful all day.,T4',
  '2,-,-,-,-,picked up my refill at the pharmacy today,-',
  '3,20,24,ADE,rash,this pill gave me a rash,T3',
  '',
];
await writeFile(file('posts.csv'), POSTS.join('\n'));

async function wholePosts(t: Test, cli: Cli, out: string): Promise<void> {
  const add = ['ontologies', 'add', 'mylist', '--no-expansion', '--from', file('terms.csv'), '--activate'];
  t.equal((await cli(add)).code, 0);
  const run = ['evaluate', '--gold', file('posts.csv'), '--ontology', 'mylist', '--task', 'posts'];
  const done = await cli([...run, '--out', out, '--fail-below', 'recall-relaxed=1']);
  t.equal(done.code, 0, done.stderr);
  t.match(done.stdout, /Documents +3 texts: 2 with mentions, 1 without/);
  t.notMatch(done.stdout, /Offsets/, 'all offsets fit');
  t.match(done.stdout, /end to end +relaxed +one-to-one/);
  t.match(done.stdout, /recall-relaxed +100\.0% +100\.0% +met/);
  t.match(readFileSync(join(out, 'predictions.csv'), 'utf8'), /,T4,Headache,/);
  const low = await cli([...run, '--marks', 'all', '--fail-below', 'extraction-f1-strict-one-to-one=1']);
  t.equal(low.code, /FAILED/.test(low.stdout) ? 4 : 0, low.stderr);
  const other = await cli([...run, '--fail-below', 'acc@1=0.5']);
  t.equal(other.code, 2);
  t.match(other.stderr, /acc@1: that is measured of mentions/);
  const again = await cli(['evaluate', 'replay', join(out, 'manifest.json')]);
  t.equal(again.code, 0, again.stderr);
  t.match(again.stdout, /The same, to the last prediction/);
}

t.test('in this process', async (t) => {
  const env = { ADE_STARTER_DIR: join(root, 'starter'), ADE_DATA_DIR: t.testdir(), ADE_WORKERS: '1' };
  await wholePosts(t, (args) => runCli(args, env), file('here'));
});

t.test('by a service', async (t) => {
  const service = await startProcess(t.testdir());
  t.teardown(() => stopProcess(service));
  const url = await service.ready();
  await wholePosts(t, (args) => runCli([...args, '--url', url], {}), file('there'));
});
