// A new version is built and activated by a process that is killed before one change on disk, then before the
// next one, and so on to the end; after each death the service must stand as if nothing or everything had happened.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { readManifest, verifyFiles } from '#src/ontology/artefact.js';
import { serveApplication, type TestApplication } from '../support/application.js';
import { ended, startCli } from '../support/cli.js';
import { makeSmallStarter } from '../support/small-starter.js';

t.setTimeout(900_000);

const KILL_AT = fileURLToPath(new URL('../support/kill-at.mjs', import.meta.url));
const root = t.testdir({ starter: {}, before: {}, files: {} });
const starter = join(root, 'starter');
await makeSmallStarter(starter);
const file = (version: string): string => join(root, 'files', `${version}.csv`);
// The same mention means another concept in each version.
writeFileSync(file('a'), 'id,name,synonyms\nL1,Insomnia,bad nights\nL2,Nausea,queasy\n');
writeFileSync(file('b'), 'id,name,synonyms\nL1,Insomnia,wide awake\nL2,Nausea,bad nights\nL3,Rash,itchy\n');
const MEANS: Readonly<Record<string, string>> = { a: 'L1', b: 'L2' };

async function add(data: string, version: string, env: Readonly<Record<string, string>>) {
  const args = ['ontologies', 'add', 'mylist', '--from', file(version), '--name-of-version', version];
  const child = startCli([...args, '--activate', '--no-expansion'], {
    ...{ ADE_STARTER_DIR: starter, ADE_DATA_DIR: data, ADE_WORKERS: '1' },
    ...{ NODE_OPTIONS: `--import=${KILL_AT}` },
    ...env,
  });
  const run = await ended(child);
  return { ...run, signal: child.signalCode };
}

const before = join(root, 'before', 'data');
t.equal((await add(before, 'a', {})).code, 0, 'version a is active before');

const notes = join(root, 'notes');
const whole = join(root, 'whole');
cpSync(before, whole, { recursive: true });
t.equal((await add(whole, 'b', { KILL_NOTES: notes })).code, 0, 'and version b can be brought');
const steps = readFileSync(notes, 'utf8').trimEnd().split('\n');
// Between them nothing changes that another process could see; WALK=all goes through them, too.
const UNSEEN = /^(?:mkdir|rm|sync|open|begin) ?/;
const walked = steps.flatMap((step, at) =>
  step === steps[at - 1] || (process.env['WALK'] !== 'all' && UNSEEN.test(step))
    ? []
    : [{ step, number: at + 1 }],
);

t.test('the walk goes through all that matters', (t) => {
  for (const step of ['insert versions', 'insert activations', 'insert audit', 'commit', 'write vectors.f32'])
    t.ok(steps.includes(step), step);
  t.ok(steps.some((step) => step.startsWith('rename ')));
  t.ok(walked.length >= 12, `${walked.length} steps`);
  t.end();
});

for (const { step, number } of walked) {
  t.test(`killed before ${step} (${number} of ${steps.length})`, async (t) => {
    const folder = join(root, 'walk');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'starter'), { recursive: true });
    const data = join(folder, 'data');
    cpSync(before, data, { recursive: true });
    t.equal((await add(data, 'b', { KILL_AT: String(number) })).signal, 'SIGKILL');

    const service = await serveApplication(folder, { ADE_STARTER_DIR: starter });
    const version = await versionOf(service);
    t.equal(await meaningOf(service), MEANS[version], `version ${version} answers, and by itself`);
    await isTidy(t, service, data);
    if (version === 'a') {
      const { ontologies } = service.core;
      const context = { onProgress: () => undefined, signal: new AbortController().signal };
      const again = { ontology: 'mylist', path: file('b'), fileName: 'b.csv', version: 'b', actor: 'test' };
      await ontologies.add({ ...again, expansion: 'none', choice: {}, activate: true }, context);
      t.equal(await meaningOf(service), MEANS['b'], 'what was cut off can be done again');
    }
    t.match(await service.core.audit.verify(), { whole: true });
    await service.close();
  });
}

async function versionOf(service: TestApplication): Promise<string> {
  return (await service.core.ontologies.get('mylist')).active?.version ?? 'none';
}

async function meaningOf(service: TestApplication): Promise<string | undefined> {
  const { body } = await service.call('POST', '/v1/normalize', {
    mentions: 'bad nights',
    ontology: 'mylist',
  });
  return /"conceptId":"(L\d)"/.exec(JSON.stringify(body))?.[1];
}

/** No artefact is there by half, and nothing that was under way lies about. */
async function isTidy(
  t: Pick<Test, 'notOk' | 'resolves' | 'strictSame'>,
  service: TestApplication,
  data: string,
): Promise<void> {
  const artefacts = join(data, 'artefacts');
  const folders = readdirSync(artefacts);
  t.notOk(
    folders.some((name) => name.startsWith('.tmp')),
    'no leftovers among the artefacts',
  );
  for (const name of folders) {
    const folder = join(artefacts, name);
    await t.resolves(verifyFiles(folder, await readManifest(folder)), 'every artefact is whole');
  }
  for (const name of ['tmp', 'uploads']) {
    const left = existsSync(join(data, name)) ? readdirSync(join(data, name)) : [];
    t.strictSame(left, [], `${name} is empty`);
  }
  const all = (await service.core.ontologies.list()).flatMap(({ versions }) => versions);
  const needed = new Set(all.map(({ sourceSha256 }) => sourceSha256));
  t.strictSame(new Set(readdirSync(join(data, 'sources'))), needed, 'no source is kept for nothing');
}
