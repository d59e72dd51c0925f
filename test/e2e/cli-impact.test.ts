import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runCli, type Environment, type Run } from '../support/cli.js';
import { makeSmallStarter } from '../support/small-starter.js';
import { startProcess, stopProcess } from '../support/http-process.js';

t.setTimeout(120_000);

const root = t.testdir({ starter: {}, files: {} });
await makeSmallStarter(join(root, 'starter'));
const file = (name: string): string => join(root, 'files', name);
await writeFile(file('old.csv'), 'id,name\nT1,Insomnia\nT2,Dry mouth\nT3,Rash\n');
await writeFile(file('new.csv'), 'id,name\nT1,Insomnia\nT2,Dryness of the mouth\nT4,Itching rash\n');
await writeFile(file('coded.csv'), 'mention,code\nno sleep,T1\ncotton mouth,T2\nred spots,T3\n');

/** The same with either backend. */
async function impactOf(t: Test, cli: (args: readonly string[]) => Promise<Run>, out: string): Promise<void> {
  const add = ['ontologies', 'add', 'mylist', '--no-expansion', '--from'];
  t.equal((await cli([...add, file('old.csv'), '--name-of-version', 'old', '--activate'])).code, 0);
  t.equal((await cli([...add, file('new.csv'), '--name-of-version', 'new'])).code, 0);
  const asked = ['ontologies', 'impact', 'mylist', 'new', '--coded', file('coded.csv')];
  const found = await cli([...asked, '--out', out]);
  t.equal(found.code, 0, found.stderr);
  t.match(found.stdout, /version new \(3 concepts\) against old \(3 concepts\)\. Nothing was switched/);
  t.match(found.stdout, /^2 of 3 coded mentions are affected$/m);
  t.match(found.stdout, /^cotton mouth +T2 +renamed +T2 Dryness of the mouth$/m);
  t.match(found.stdout, /^red spots +T3 +invalid +perhaps T4 Itching rash/m);
  t.match(found.stdout, /^T2 +Dryness of the mouth +Dry mouth +Dryness of the mouth$/m);
  t.strictSame(readdirSync(out).sort(), ['coded.csv', 'concepts.csv', 'report.html', 'report.json']);
  t.match(readFileSync(join(out, 'coded.csv'), 'utf8'), /\r\n3,cotton mouth,T2,,renamed,/);
  t.match(readFileSync(join(out, 'report.html'), 'utf8'), /^<!doctype html>[^]*<\/html>\n$/);
  const kept = /^The report, with your coded list, is kept as (\S+) /m.exec(found.stdout)?.[1] ?? '';
  const listed = await cli(['ontologies', 'impacts', '--json']);
  t.match(JSON.parse(listed.stdout), { impacts: [{ id: kept, coded: { file: 'coded.csv', entries: 3 } }] });
  t.match((await cli(['ontologies', 'impacts'])).stdout, /^\S+ +mylist +old +new +coded\.csv +3 /m);
  const remove = ['ontologies', 'remove-impact', kept];
  t.equal((await cli(remove)).stdout, `The report ${kept} is removed.\n`);
  t.match((await cli(['ontologies', 'impacts'])).stdout, /^No impact report is kept\. /);
  const gone = await cli(remove);
  t.equal(gone.code, 1);
  t.match(gone.stderr, /error \(impact_not_found\)/);
  const json = await cli(['ontologies', 'impact', 'mylist', 'old', '--from', 'new', '--json']);
  t.match(JSON.parse(json.stdout), { from: { version: 'new' }, to: { version: 'old' }, coded: null });
  const dry = await cli(['ontologies', 'activate', 'mylist', 'new', '--dry-run']);
  t.match(dry.stdout, /version old answers; version new would answer as generation 2\. Nothing was switched/);
  t.match(dry.stdout, /^\d+ changes of concepts and names$/m);
  t.match((await cli(['ontologies', 'show', 'mylist'])).stdout, /version old answers \(generation 1/);
  const lost = await cli(['ontologies', 'impact', 'mylist', 'nosuch']);
  t.equal(lost.code, 1);
  t.match(lost.stderr, /error \(version_not_found\)/);
}

t.test('in this process', async (t) => {
  const env: Environment = {
    ...{ ADE_STARTER_DIR: join(root, 'starter'), ADE_DATA_DIR: t.testdir(), ADE_WORKERS: '1' },
  };
  await impactOf(t, (args) => runCli(args, env), join(root, 'files', 'here'));
});

t.test('by a service', async (t) => {
  const service = await startProcess(t.testdir());
  t.teardown(() => stopProcess(service));
  const url = await service.ready();
  await impactOf(t, (args) => runCli([...args, '--url', url], {}), join(root, 'files', 'there'));
});
