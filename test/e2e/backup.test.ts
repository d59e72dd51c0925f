import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { request } from 'undici';
import t from 'tap';
import { runCli } from '../support/cli.js';
import { startProcess, stopProcess } from '../support/http-process.js';
import { NormalizeAnswer, read, until } from '../support/http.js';

t.setTimeout(240_000);

const json = { 'content-type': 'application/json' };
const Summary = Type.Object({
  file: Type.String(),
  artefacts: Type.Integer(),
  leftOut: Type.Array(Type.String()),
  ontologies: Type.Array(
    Type.Object({
      name: Type.String(),
      versions: Type.Array(Type.String()),
      active: Type.Object({ version: Type.String(), generation: Type.Integer() }),
    }),
  ),
});
const List = Type.Object({
  ontologies: Type.Array(
    Type.Object({
      name: Type.String(),
      active: Type.Union([
        Type.Null(),
        Type.Object({
          version: Type.String(),
          generation: Type.Integer(),
          names: Type.Integer(),
          namesEmbedded: Type.Integer(),
        }),
      ]),
      versions: Type.Array(Type.Object({ version: Type.String(), sourceSha256: Type.String() })),
    }),
  ),
});

async function list(base: string) {
  const { body } = await request(`${base}/v1/ontologies`);
  return read(List, await body.json()).ontologies;
}

async function of(base: string, name: string) {
  const found = (await list(base)).find((ontology) => ontology.name === name);
  if (!found) throw new Error(`${name} is not in the list.`);
  return found;
}

async function ask(base: string, ontology: string, mention: string) {
  const payload = JSON.stringify({ mentions: mention, ontology, topK: 5 });
  const { body } = await request(`${base}/v1/normalize`, { method: 'POST', headers: json, body: payload });
  return read(NormalizeAnswer, await body.json());
}

/** Waits for the job that an answer tells of. */
async function done(base: string, answer: Response): Promise<void> {
  if (answer.status !== 202) throw new Error(`No job was started: ${await answer.text()}`);
  const events = await fetch(`${base}${answer.headers.get('location') ?? ''}/events`);
  const text = await events.text();
  if (!text.includes('"state":"succeeded"')) throw new Error(`The job failed: ${text}`);
}

/** Adds a version, and lets it answer. */
async function add(base: string, ontology: string, terms: string, expansion = 'all'): Promise<void> {
  const form = new FormData();
  form.append('expansion', expansion);
  form.append('activate', 'true');
  form.append('file', new Blob([`id,name\n${terms}`]), 'terms.csv');
  await done(base, await fetch(`${base}/v1/ontologies/${ontology}/versions`, { method: 'POST', body: form }));
}

/** Does something again and again until it is told to stop. */
function repeat(what: (turn: number) => Promise<void>) {
  const stopping = new AbortController();
  let turns = 0;
  const running = (async () => {
    while (!stopping.signal.aborted) await what((turns += 1));
  })();
  let failure: Error | undefined;
  running.catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  return {
    turns: () => {
      if (failure) throw failure;
      return turns;
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

t.test('a backup that was taken while all went on answers as the service did', async (t) => {
  const folder = t.testdir();
  const service = await startProcess(folder);
  t.teardown(() => stopProcess(service));
  const base = await service.ready();
  await add(base, 'mylist', 'L1,Insomnia\nL2,Dry mouth\n');
  await add(base, 'mylist', 'N1,Headache\nN2,Legs of lead\n');
  await done(base, await fetch(`${base}/v1/ontologies/mylist/rollback`, { method: 'POST' }));
  // From here on each generation of this one answers with the version that is called as it is numbered.
  await add(base, 'moving', 'V1,Gribbling\n', 'none');
  const settled = async (): Promise<boolean> =>
    (await list(base)).every(({ active }) => active !== null && active.names === active.namesEmbedded);
  await until(settled, 'all names are embedded', 60_000);

  const questions = [
    ['mylist', 'wide awake at 4am'],
    ['mylist', 'my mouth feels like sand'],
    ['starter', 'spinning head'],
    ['starter', 'sleeplessness'],
  ] as const;
  const answersOf = async (at: string) => {
    const answers = [];
    for (const [ontology, mention] of questions) answers.push(await ask(at, ontology, mention));
    return answers;
  };
  const answers = await answersOf(base);
  t.match(answers[0], { version: '1', generation: 3, results: [{ candidates: [{ conceptId: 'L1' }] }] });
  const before = await list(base);

  const flow = repeat(async (turn) => {
    const { results } = await ask(base, 'mylist', `wide awake at ${turn}am`);
    if (results[0]?.candidates[0]?.conceptId !== 'L1') throw new Error(`turn ${turn} was not answered`);
    await setTimeout(10);
  });
  const switches = repeat((turn) => add(base, 'moving', `V${turn + 1},Gribbling\n`, 'none'));
  await until(() => switches.turns() > 2, 'versions are being activated', 60_000);
  const [turnsBefore, flowBefore] = [switches.turns(), flow.turns()];
  const archive = join(folder, 'backup.tar.gz');
  const run = await runCli(['backup', '--to', archive, '--json'], { ADE_DATA_DIR: join(folder, 'data') });
  t.equal(run.code, 0, run.stderr);
  t.ok(switches.turns() > turnsBefore, 'versions were activated meanwhile');
  t.ok(flow.turns() > flowBefore, 'requests were answered meanwhile');
  await Promise.all([switches.stop(), flow.stop()]);
  const summary = read(Summary, JSON.parse(run.stdout));
  t.same(summary.leftOut, []);
  await stopProcess(service);

  const copy = join(folder, 'copy');
  const restored = await runCli(['restore', '--from', archive, '--data-dir', join(copy, 'data')], {});
  t.equal(restored.code, 0, restored.stderr);
  t.match(restored.stdout, /^Restored +.*backup\.tar\.gz[^]*^mylist +1 +3 +1, 2$/m);
  const entries = await readdir(join(copy, 'data', 'artefacts'));
  t.equal(entries.length, summary.artefacts);

  const again = await startProcess(copy, { ADE_STARTER_DIR: join(folder, 'starter') });
  t.teardown(() => stopProcess(again));
  const there = await again.ready();
  t.strictSame(await answersOf(there), answers);
  for (const name of ['starter', 'mylist'])
    t.strictSame(
      await of(there, name),
      before.find((ontology) => ontology.name === name),
    );
  const moving = summary.ontologies.find(({ name }) => name === 'moving');
  const { active, versions } = await of(there, 'moving');
  t.same(
    { name: 'moving', versions: versions.map(({ version }) => version) },
    {
      name: moving?.name,
      versions: moving?.versions,
    },
  );
  t.match(active, moving?.active ?? {});
  t.ok((active?.generation ?? 0) >= turnsBefore, 'as of the moment of the backup, not of an earlier one');
  t.equal(active?.version, String(active?.generation));
  t.match(await ask(there, 'moving', 'gribbling'), {
    generation: active?.generation,
    results: [{ decision: 'auto', candidates: [{ conceptId: `V${active?.version ?? ''}` }] }],
  });
  t.same(
    (await readdir(join(copy, 'data', 'artefacts'))).length,
    summary.artefacts,
    'nothing was built anew',
  );

  // What a person sees, and what is refused.
  const env = { ADE_DATA_DIR: join(copy, 'data') };
  const refused = await runCli(['backup', '--to', archive], env);
  t.match(refused, { code: 1, stderr: /^error \(file_exists\): .*--force/ });
  const small = await runCli(['backup', '--to', archive, '--force', '--without-artefacts'], env);
  t.match(small, {
    code: 0,
    stdout: /^File +.*\nSize +[\d.]+ kB \(.*\nArtefacts +none; [^]*^mylist +1 +3 +1, 2$/m,
  });
  const locked = await runCli(['restore', '--from', archive, '--force'], env);
  t.match(locked, { code: 1, stderr: /^error \(data_dir_locked\): .*It answers at http/ });
  const elsewhere = await runCli(['backup', '--to', archive, '--url', there], {});
  t.match(elsewhere, { code: 2, stderr: /^error \(usage\): .*--url/ });
  again.child.kill('SIGTERM');
  await again.ended();

  const full = await runCli(['restore', '--from', archive], env);
  t.match(full, { code: 1, stderr: /^error \(data_dir_not_empty\): .*--force/ });
  const forced = await runCli(['restore', '--from', archive, '--force', '--json'], env);
  t.match(JSON.parse(forced.stdout), { artefacts: null, movedTo: /data\.before-restore-/ });
  const anew = await startProcess(copy, { ADE_STARTER_DIR: join(folder, 'starter') });
  t.teardown(() => stopProcess(anew));
  const rebuilt = await ask(await anew.ready(), 'mylist', 'wide awake at 4am');
  t.match(rebuilt, { version: '1', results: [{ candidates: [{ conceptId: 'L1' }] }] });
});
