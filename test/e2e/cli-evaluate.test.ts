import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t, { type Test } from 'tap';
import { runCli, type Environment, type Run } from '../support/cli.js';
import { makeSmallStarter } from '../support/small-starter.js';
import { startProcess, stopProcess } from '../support/http-process.js';

t.setTimeout(900_000);

type Cli = (args: readonly string[]) => Promise<Run>;

const root = t.testdir({ starter: {}, files: {} });
await makeSmallStarter(join(root, 'starter'));
const file = (name: string): string => join(root, 'files', name);
const TERMS =
  'id,name,synonyms\nT1,Insomnia,sleepless nights|bad nights\nT2,Dry mouth,cotton mouth\nT3,Rash,\nT4,Headache,\n';
await writeFile(file('terms.csv'), TERMS);
await writeFile(file('other.csv'), TERMS.replace('T3,Rash,\n', 'T3,Sore throat,\n'));
// T9 is nowhere; “hello” means nothing; a row lacks its mention; one stands there twice, one with another concept.
const GOLD = [
  ...['verbatim,pt,kind', 'sleepless nights,T1,forum', 'dry mouth,T2,forum', 'red itchy spots,T3,forum'],
  ...['pounding head,T4,tweet', 'three left feet,T9,tweet', 'hello,none,tweet', ',T4,tweet'],
  ...['dry mouth,T2,forum', 'pounding head,T3,tweet', ''],
];
await writeFile(file('gold.csv'), GOLD.join('\n'));
const READING = ['--columns', 'mention=verbatim,goldId=pt,group=kind'];
const COPIED = ['--columns', 'mention=reported term,goldId=pt,group=kind'];
const RUN = [
  'evaluate',
  '--gold',
  file('gold.csv'),
  ...READING,
  '--ontology',
  'mylist',
  '--resamples',
  '200',
];

const Answer = Type.Object({
  manifest: Type.Object({
    id: Type.String(),
    predictionsSha256: Type.String(),
    goldSet: Type.Object({ id: Type.String() }),
  }),
  gates: Type.Array(Type.Object({ measure: Type.String(), met: Type.Boolean() })),
});

async function measured(cli: Cli, args: readonly string[]) {
  const { code, stdout, stderr } = await cli([...args, '--json']);
  if (code !== 0) throw new Error(stderr);
  return Value.Parse(Answer, JSON.parse(stdout));
}

async function addTerms(t: Test, cli: Cli): Promise<void> {
  const add = ['ontologies', 'add', 'mylist', '--no-expansion', '--from', file('terms.csv'), '--activate'];
  const added = await cli(add);
  t.equal(added.code, 0, added.stderr);
}

/** The same with either backend. */
async function evaluateOnce(t: Test, cli: Cli, out: string): Promise<void> {
  await addTerms(t, cli);
  const run = await cli([...RUN, '--out', out, '--fail-below', 'acc@1=20%', '--fail-below', 'mrr=0.2']);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stdout, /^Gold set +gold, id [0-9a-f]{16}$/m);
  t.match(run.stdout, /^Read +gold\.csv: table, utf-8, 8 mentions$/m);
  t.match(run.stdout, /^Columns +verbatim \(mention\), pt \(goldId\), kind \(group\)$/m);
  t.match(run.stdout, /^Left out +1 with a right concept, but without a mention\n {2}line 8: /m);
  t.match(run.stdout, /^No concept +1 mention for/m);
  t.match(run.stdout, /^Duplicates +1 mention repeated/m);
  t.match(run.stdout, /^Differing +1 mention with.*\n {2}line 10: pounding head \(first on line 5\)$/m);
  t.match(run.stdout, /^mylist 1 measured on gold: 8 mentions in [\d.]+ s$/m);
  t.match(
    run.stdout,
    /^For 1 mention the ontology has none of the right concepts.*; it counts as a miss\.$/m,
  );
  t.match(run.stdout, /^MEASURE +MICRO \(95% INTERVAL\) +MACRO \(95% INTERVAL\)$/m);
  t.match(run.stdout, /^Acc@1 +[\d.]+% \([\d.]+ to [\d.]+\) +[\d.]+% \([\d.]+ to [\d.]+\)$/m);
  // Equal spelling finds “sleepless nights” and twice “dry mouth”, of seven.
  t.match(run.stdout, /^floor +42\.9%$/m);
  t.match(run.stdout, /^MRR +0\.\d{3} \(0\.\d{3} to [01]\.\d{3}\)$/m);
  // “Sleepless nights”, twice “dry mouth”, and twice “pounding head”, which the set codes as Rash once.
  t.match(run.stdout, /^DECISION +MENTIONS +SHARE +RIGHT \(95% INTERVAL\)\nauto +5 +62\.5% +80\.0% /m);
  t.match(run.stdout, /^acc@1 +20\.0% +[\d.]+% +met\nmrr +0\.200 +0\.\d{3} +met$/m);
  t.match(run.stdout, /Written: .*report\.html/);
  const files = ['figures.json', 'manifest.json', 'predictions.csv', 'predictions.ndjson', 'report.html'];
  t.strictSame(readdirSync(out).sort(), [...files, 'summary.md']);
  t.match(readFileSync(join(out, 'report.html'), 'utf8'), /^<!doctype html>[^]*<\/html>\n$/);
  t.equal(readFileSync(join(out, 'predictions.ndjson'), 'utf8').trimEnd().split('\n').length, 8);
  t.match(readFileSync(join(out, 'predictions.csv'), 'utf8'), /three left feet.*T9/);
  t.match(readFileSync(join(out, 'figures.json'), 'utf8'), /^\{"task":"mentions","overall":\{"mentions":7,/);

  const same = await cli(['evaluate', 'replay', join(out, 'manifest.json')]);
  t.equal(same.code, 0, same.stderr + same.stdout);
  t.match(same.stdout, /^The same, to the last prediction\.$/m);
}

async function thresholds(t: Test, cli: Cli, manifest: string): Promise<void> {
  const { id } = Value.Parse(Type.Object({ id: Type.String() }), JSON.parse(readFileSync(manifest, 'utf8')));
  const wanted = ['--auto', '100%', '--suggest', '0.5', '--review', '0', '--point-estimate'];
  const proposed = await cli(['evaluate', 'thresholds', id, ...wanted]);
  t.equal(proposed.code, 0, proposed.stderr);
  t.match(proposed.stdout, /^DECISION +WANTED +THRESHOLD +MENTIONS +COVERAGE +PRECISION/m);
  t.match(proposed.stdout, 'no number of mentions proves 100% (auto), 50% (suggest) takes 4, ');
  t.match(proposed.stdout, /^review +0\.0% +0\.\d{3} +\d +100\.0% +/m);
  t.match(
    proposed.stdout,
    /To decide by them: ade-normalizer ontologies thresholds mylist .*--review 0\.\d{3}\n/,
  );
  const setting = ['ontologies', 'thresholds', 'mylist'];
  t.match(
    (await cli(setting)).stdout,
    /auto from 0\.95, suggest from 0\.5, review from 0\.15 \(the defaults\)/,
  );
  const chosen = await cli([...setting, '--auto', '97%', '--note', 'for the test']);
  t.match(chosen.stdout, /auto from 0\.97, suggest from 0\.5.*: for the test\)\nFrom generation \d+ on\./);
  t.match((await cli([...setting, '--suggest', '0.99'])).stderr, /error \(thresholds_invalid\)/);
  t.match((await cli([...setting, '--reset'])).stdout, /the defaults\)\nFrom generation/);
  t.match((await cli([...setting, '--reset'])).stdout, /^Nothing changed\. /);
  t.equal((await cli([...setting, '--auto', '2'])).code, 2);
  t.equal((await cli([...setting, '--auto', '0.9', '--reset'])).code, 2);
}

async function refusals(t: Test, cli: Cli, out: string): Promise<void> {
  const again = await cli([...RUN, '--out', out]);
  t.equal(again.code, 1);
  t.match(again.stderr, /error \(file_exists\): .*manifest\.json exists\.\nhint: .*--force/);
  t.equal((await cli([...RUN, '--out', out, '--force'])).code, 0);
  const gate = await cli([...RUN, '--fail-below', 'acc@3=1', '--fail-below', 'mrr=0.2', '--json']);
  t.equal(gate.code, 4, 'a gate that is not met');
  t.match(gate.stderr, /^error \(gate_failed\): acc@3 is [\d.]+%, [\d.]+ points below 100\.0%\.$/m);
  t.match(JSON.parse(gate.stdout), {
    gates: [
      { measure: 'acc@3', met: false },
      { measure: 'mrr', met: true },
    ],
  });
  const lost = await cli([...RUN, '--split', 'dev']);
  t.equal(lost.code, 1);
  t.match(
    lost.stderr,
    /error \(evaluation_empty\): gold has no row of the split “dev”; it has rows without a split\./,
  );
  await writeFile(file('no-columns.csv'), 'remark,note\nrash,T3\n');
  const columns = await cli(['gold-sets', 'add', file('no-columns.csv')]);
  t.equal(columns.code, 1);
  t.match(
    columns.stderr,
    /error \(gold_set_invalid\): no-columns\.csv.*"remark", "note".*\nhint: .*--columns/,
  );
  await writeFile(file('broken.csv'), 'mention,code\nrash,T3,T4\nhives,T3,T4\ncold,T1\n');
  const broken = await cli(['evaluate', '--gold', file('broken.csv'), '--ontology', 'mylist']);
  t.equal(broken.code, 1);
  t.match(
    broken.stderr,
    /error \(gold_set_invalid\): broken\.csv: .*Line 2: 3 cells were found, and the header has 2/,
  );
  await writeFile(file('empty-cells.csv'), 'mention,code\n,T3\n,T4\ncold,T1\n');
  const cells = await cli(['gold-sets', 'add', file('empty-cells.csv')]);
  t.match(cells.stderr, /Line 2: column “mention” is empty: write the mention, or remove the row/);
  const none = await cli(['evaluate', '--gold', file('nosuch.csv'), '--ontology', 'mylist']);
  t.equal(none.code, 1);
  t.match(none.stderr, /error \(gold_set_invalid\): There is no file or folder .*nosuch\.csv/);
}

async function keptRuns(t: Test, cli: Cli): Promise<void> {
  const first = await measured(cli, RUN);
  const { id, goldSet } = first.manifest;
  const second = await measured(cli, [
    'evaluate',
    'run',
    '--gold',
    goldSet.id,
    '--ontology',
    'mylist',
    '--missing',
    'exclude',
  ]);
  t.match((await cli(['evaluate', 'list'])).stdout, new RegExp(`^${id} +gold +mylist +1 +`, 'm'));
  t.match((await cli(['evaluate', 'show', id])).stdout, /^Acc@1 [^]*^Report: .*report/m);
  const refused = await cli(['evaluate', 'compare', id, second.manifest.id]);
  t.equal(refused.code, 1);
  t.match(refused.stderr, /error \(runs_not_comparable\)[^]*hint: --common-only/);
  const compared = await cli(['evaluate', 'compare', id, second.manifest.id, '--common-only']);
  t.equal(compared.code, 0, compared.stderr);
  t.match(compared.stdout, /^Acc@1 +[\d.]+% +[\d.]+% +0\.0 \(0\.0 to 0\.0\) +1\.000 +0 +0 +1\.000$/m);
  t.match(compared.stdout, /^Left out: 1 of the first and 0 of the second/m);
  t.match(compared.stdout, /^tweet +2 +Acc@1/m);
  t.equal((await cli(['evaluate', 'remove', second.manifest.id])).code, 0);
  t.match(
    (await cli(['evaluate', 'show', second.manifest.id])).stderr,
    /error \(evaluation_not_found\)[^]*hint: .*evaluate list/,
  );
  t.match((await cli(['gold-sets', 'list'])).stdout, new RegExp(`^${goldSet.id} +gold +`, 'm'));
  t.match((await cli(['gold-sets', 'show', goldSet.id])).stdout, /^Columns +verbatim \(mention\)/m);
  const kept = new RegExp(`^These mentions are kept already, as gold \\(id ${goldSet.id}, added .*\\);`);
  t.match((await cli(['gold-sets', 'add', file('gold.csv'), ...READING])).stdout, kept);
  await writeFile(file('copy.csv'), GOLD.join('\n').replace('verbatim', 'reported term'));
  const copied = await cli(['evaluate', '--gold', file('copy.csv'), '--ontology', 'mylist', ...COPIED]);
  t.match(copied.stdout, kept);
  t.match(copied.stdout, /^Read +copy\.csv: .*\nColumns +reported term \(mention\)/m, 'as it was read now');
  await writeFile(file('elsewhere.csv'), 'mention,gold_id\nno sleep,X1\n');
  const elsewhere = await cli(['evaluate', '--gold', file('elsewhere.csv'), '--ontology', 'mylist']);
  t.match(elsewhere.stderr, /error \(evaluation_empty\)/);
  t.notMatch((await cli(['gold-sets', 'list'])).stdout, /elsewhere/, 'it was kept for that run alone');
  const read = await cli(['evaluate', '--gold', goldSet.id, ...READING]);
  t.equal(read.code, 2, 'one that is kept is not read in another way');
  // Its name says the split, whichever way it comes.
  await mkdir(file('folds'), { recursive: true });
  await writeFile(join(file('folds'), 'test.csv'), 'mention,code\nno sleep,T1\n');
  await writeFile(join(file('folds'), 'train.csv'), 'mention,code\nspots,T3\nitch,T3\n');
  const folder = await cli(['gold-sets', 'add', file('folds'), '--name', 'my folds', '--json']);
  t.match(JSON.parse(folder.stdout), { name: 'my folds', splits: { test: 1, train: 2 } });
  const { id: folds } = Value.Parse(Type.Object({ id: Type.String() }), JSON.parse(folder.stdout));
  t.match((await cli(['gold-sets', 'remove', folds])).stdout, /is removed/);
  t.equal((await cli(['gold-sets', 'show', folds])).code, 1);
}

const environment = (dataDir: string): Environment => ({
  ...{ ADE_STARTER_DIR: join(root, 'starter'), ADE_DATA_DIR: dataDir, ADE_WORKERS: '1' },
});

t.test('in this process', async (t) => {
  const env = environment(t.testdir());
  const cli: Cli = (args) => runCli(args, env);
  const out = join(root, 'files', 'here');
  await evaluateOnce(t, cli, out);
  // The rest is the same code with either backend; each command here loads the encoder first.
  await thresholds(t, cli, join(out, 'manifest.json'));
});

t.test('by a service', async (t) => {
  const service = await startProcess(t.testdir());
  t.teardown(() => stopProcess(service));
  const url = await service.ready();
  const cli: Cli = (args) => runCli([...args, '--url', url], {});
  const out = join(root, 'files', 'there');
  await evaluateOnce(t, cli, out);
  await refusals(t, cli, out);
  await keptRuns(t, cli);
  await thresholds(t, cli, join(out, 'manifest.json'));
});

t.test('a repetition elsewhere, and one that is not the same', async (t) => {
  const env = environment(t.testdir());
  const cli: Cli = (args) => runCli(args, env);
  const out = join(root, 'files', 'first');
  await addTerms(t, cli);
  t.equal((await cli([...RUN, '--out', out])).code, 0);
  const manifest = join(out, 'manifest.json');

  const elsewhere = environment(join(root, 'elsewhere'));
  const there: Cli = (args) => runCli(args, elsewhere);
  await addTerms(t, there);
  const missing = await there(['evaluate', 'replay', manifest]);
  t.equal(missing.code, 1);
  t.match(missing.stderr, /error \(gold_set_not_found\): .*\nhint: Give its file: --gold gold\.csv/);
  const same = await there(['evaluate', 'replay', manifest, '--gold', file('gold.csv'), ...READING]);
  t.equal(same.code, 0, same.stderr + same.stdout);
  t.match(same.stdout, /^The same, to the last prediction\.$/m);
  await writeFile(file('gold-changed.csv'), GOLD.join('\n').replace('pounding head,T4', 'pounding head,T1'));
  const changed = await there([
    'evaluate',
    'replay',
    manifest,
    '--gold',
    file('gold-changed.csv'),
    ...READING,
  ]);
  t.equal(changed.code, 4);
  t.match(changed.stderr, /error \(gold_set_differs\): .*Nothing was measured/);
  t.notMatch((await there(['gold-sets', 'list'])).stdout, 'gold-changed', 'nor is anything kept for that');

  // Version 1 is taken away, and another list gets its name.
  const add = ['ontologies', 'add', 'mylist', '--no-expansion', '--activate', '--from'];
  t.equal((await cli([...add, file('other.csv'), '--name-of-version', '2'])).code, 0);
  await writeFile(file('third.csv'), `${TERMS}T5,Itching,red itchy spots\n`);
  t.equal((await cli([...add, file('third.csv'), '--name-of-version', '3'])).code, 0);
  t.equal((await cli(['ontologies', 'remove', 'mylist', '1'])).code, 0);
  const gone = await cli(['evaluate', 'replay', manifest]);
  t.equal(gone.code, 1);
  t.match(gone.stderr, /error \(version_not_found\)/);
  await writeFile(file('fourth.csv'), `${TERMS}T6,Hives,red itchy spots\n`);
  t.equal((await cli([...add, file('fourth.csv'), '--name-of-version', '1'])).code, 0);
  const differs = await cli(['evaluate', 'replay', manifest]);
  t.equal(differs.code, 4, differs.stdout);
  t.match(differs.stdout, /^Not the same:\n {2}mylist 1 is another one: .*it had 4 concepts .* and has 5 /m);
  t.match(differs.stdout, /^ {2}the predictions differ: their sha256 was /m);
  t.match(differs.stdout, /^ {2}Acc@1 was [\d.]+% and is [\d.]+% \(-[\d.]+ points\)$/m);
  t.match(differs.stderr, /^error \(not_the_same\): /m);
  const none = await cli(['evaluate', 'replay', join(out, 'figures.json')]);
  t.equal(none.code, 1);
  t.match(none.stderr, /error \(manifest_invalid\): .*figures\.json is no figures\.json/);
});

t.test('what is not understood', async (t) => {
  const dataDir = join(root, 'never');
  const cli: Cli = (args) => runCli(['evaluate', '--gold', 'x.csv', ...args], environment(dataDir));
  const strange = await cli(['--fail-below', 'acc@2=0.6']);
  t.equal(strange.code, 2);
  t.match(strange.stderr, /Acc@k is measured for k = 1, 3, 5, 10 only\.\nhint: Give --k 1,2,3,5,10\./);
  const columns = await cli(['--columns', 'verbatim=mention']);
  t.equal(columns.code, 2);
  t.match(columns.stderr, /“verbatim” is none of the roles mention, goldId/);
  t.notOk(existsSync(dataDir), 'nothing is begun');
  const help = await runCli(['evaluate', '--help'], {});
  t.match(help.stdout, /“evaluate run --help”[^]*evaluate replay[^]*\n {2}4 {2}done, and the check failed/);
  t.match(
    (await runCli(['evaluate', 'run', '--help'], {})).stdout,
    /--fail-below <gate>[^]*Reading the gold set/,
  );
});
