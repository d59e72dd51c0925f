import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { EmbeddedJobQueue } from '#src/jobs/index.js';
import type { AddVersionRequest, WorkContext } from '#src/ontology/index.js';
import { Lexicon } from '#src/ontology/index.js';
import { Catalogue, jobStore, openDatabase, writeCatalogue } from '#src/store/index.js';
import { workerFile } from '#src/worker-file.js';
import { serveApplication, startApplication } from '../support/application.js';
import { startEncoder } from '../support/encoder.js';

const context: WorkContext = { onProgress: () => undefined, signal: new AbortController().signal };
const addition = (path: string, changes: Partial<AddVersionRequest> = {}): AddVersionRequest => ({
  ontology: 'mylist',
  path,
  fileName: 'terms.csv',
  expansion: 'none',
  choice: {},
  activate: true,
  actor: 'test',
  ...changes,
});

t.test('a column of equal names neither hangs a load nor floods an answer', async (t) => {
  const path = join(t.testdir(), 'catalogue.sqlite');
  const concept = {
    name: 'Adverse event',
    level: null,
    definition: null,
    status: 'current',
    selectable: true,
    parents: [],
  };
  const name = { text: 'Adverse event', normal: 'adverse event', kind: 'preferred', origin: 'ontology' };
  const rows = Array.from({ length: 60_000 }, (_, row) => row);
  writeCatalogue(
    path,
    rows.map((row) => ({ ...concept, id: `L${row}` })),
    rows.map((row) => ({ ...name, concept: row })),
  );
  const catalogue = new Catalogue(path);
  const started = performance.now();
  const lexicon = await Lexicon.load(catalogue, {
    ...{ concepts: rows.length, names: rows.length, embedded: rows.length },
    hubness: new Float32Array(3 * rows.length),
  });
  t.ok(performance.now() - started < 10_000, 'a load takes a second, not half a minute');
  t.ok(lexicon.exact('adverse event').length <= 101);
  const before = performance.now();
  t.equal(catalogue.search(['adverse', 'event'], 10, 0).length, 10);
  t.ok(performance.now() - before < 1000, 'nor does a search');
  catalogue.close();
});

t.test('many requests at once: no more are taken than the queue holds', async (t) => {
  const encoder = await startEncoder({ maxQueue: 500 });
  const texts = Array.from({ length: 100 }, (_, i) => `ache ${i}`);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () => encoder.embed(texts, { lane: 'live' })),
  );
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 5);
  t.equal(
    (await encoder.embed(texts, { lane: 'live' })).length,
    100 * encoder.dimension,
    'and all places are free again',
  );
  await encoder.close();
});

t.test('a text that brings workers down does not take others with it', async (t) => {
  const deaths = join(t.testdir(), 'deaths');
  process.env['ADE_TEST_DEATHS'] = deaths;
  writeFileSync(deaths, '2');
  const encoder = await startEncoder({
    workerScript: workerFile(import.meta.url, '../support/dying-worker'),
  });
  // All three are in the first batch, which dies; then the first alone does, and the others live.
  const outcomes = await Promise.allSettled(
    ['poison', 'headache', 'nausea'].map((text) => encoder.embed([text], { lane: 'live' })),
  );
  t.same(
    outcomes.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled'],
  );
  await encoder.close();
});

t.test('groups are admitted as one, answered as they come, and fail together', async (t) => {
  const encoder = await startEncoder({ maxQueue: 100 });
  const groups = [['a', 'b'], [], ['c']];
  const vectors = await Promise.all(encoder.embedGroups(groups, { lane: 'live' }));
  t.same(
    vectors.map((vector) => vector.length / encoder.dimension),
    [2, 0, 1],
  );
  const hangUp = new AbortController();
  const long = Array.from({ length: 4 }, (_, group) =>
    Array.from({ length: 90 }, (_text, i) => `${group} ${i}`),
  );
  const calls = encoder.embedGroups(long, { lane: 'live', signal: hangUp.signal });
  t.throws(() => encoder.embedGroups([['d']], { lane: 'live' }), { code: 'overloaded' });
  setImmediate(() => {
    hangUp.abort();
  });
  const outcomes = await Promise.allSettled(calls);
  t.equal(outcomes.at(-1)?.status, 'rejected');
  t.equal(encoder.status().queued, 0);
  await encoder.close();
});

t.test('a full disk fails a job, not those behind it', async (t) => {
  const db = await openDatabase(t.testdir());
  const logged: string[] = [];
  const jobs = await EmbeddedJobQueue.open(jobStore(db), {
    error: (_fields, message) => logged.push(message),
  });
  const pages = await sql<{ page_count: number }>`PRAGMA page_count`.execute(db);
  const ends = async (id: string): Promise<string> => {
    for await (const job of jobs.watch(id, context.signal)) if (job.finishedAt !== null) return job.state;
    return 'never';
  };
  const large = await jobs.submit('large', async () => {
    // The database may not grow any more: what SQLite meets on a full disk.
    await sql`PRAGMA max_page_count = ${sql.lit(pages.rows[0]?.page_count ?? 0)}`.execute(db);
    return 'x'.repeat(1_000_000);
  });
  t.equal(await ends(large.id), 'succeeded', 'its work was done, and whoever asks is told');
  t.match(logged, [/could not be stored/]);
  await sql`PRAGMA max_page_count = 1000000`.execute(db);
  const next = await jobs.submit('next', () => Promise.resolve('fine'));
  t.equal(await ends(next.id), 'succeeded');
  await t.rejects(jobs.cancel(next.id), { code: 'job_finished' });
  await jobs.close();
  await db.destroy();
});

t.test('going back from a starter vocabulary outlasts a restart', async (t) => {
  const app = await serveApplication(t.testdir());
  await app.close();
  const text = `${readFileSync(join(app.folder, 'starter', 'starter.jsonl'), 'utf8')}{"id":"X:1","name":"Blue moon syndrome"}\n`;
  const folder = join(app.folder, 'edited');
  mkdirSync(folder);
  writeFileSync(join(folder, 'starter.jsonl'), text);
  copyFileSync(join(app.folder, 'starter', 'background.jsonl'), join(folder, 'background.jsonl'));
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '1', sha256 }));
  const edited = await serveApplication(app.folder, { ADE_STARTER_DIR: folder });
  const { version } = edited.core.live.peek('starter') ?? {};
  t.match(version, /^1-[0-9a-f]{8}$/, 'an edited vocabulary is a version of its own, and goes live');
  await edited.core.ontologies.rollback({ ontology: 'starter', actor: 'test' }, context);
  t.equal(edited.core.live.peek('starter')?.version, '1');
  await edited.close();
  const again = await serveApplication(app.folder, { ADE_STARTER_DIR: folder });
  t.match(again.core.live.peek('starter'), { version: '1', generation: 3 });
  await again.close();
});

t.test('an ontology of which nothing is active says so, now and after a restart', async (t) => {
  const app = await serveApplication(t.testdir());
  const path = join(app.folder, 'terms.csv');
  writeFileSync(path, 'id,name\nL1,Insomnia\n');
  await app.core.ontologies.add(addition(path, { version: 'a', activate: false }), context);
  await app.core.ontologies.add(addition(path, { version: 'b', activate: false }), context);
  t.match(await app.core.ontologies.add(addition(path, { version: 'b', activate: false }), context), {
    unchanged: true,
  });
  const body = { mentions: ['insomnia'], ontology: 'mylist' };
  t.match(await app.call('POST', '/v1/normalize', body), {
    status: 409,
    body: { code: 'version_not_loaded' },
  });
  await app.close();
  const again = await serveApplication(app.folder);
  t.match(await again.call('POST', '/v1/normalize', body), {
    status: 409,
    body: { code: 'version_not_loaded' },
  });
  await again.close();
});

t.test(
  'what a crash left of an artefact, and uploads that nobody finished, are gone after a start',
  async (t) => {
    const app = await serveApplication(t.testdir());
    const hash = app.core.live.peek('starter')?.artefact.manifest.hash ?? '';
    await app.close();
    const data = join(app.folder, 'data');
    rmSync(join(data, 'artefacts', hash, 'manifest.json'));
    const again = await startApplication(app.folder);
    t.notOk(readdirSync(data).includes('uploads'));
    await again.serveOntologies(() => undefined);
    t.equal(again.core.live.peek('starter')?.artefact.manifest.hash, hash, 'it was built anew');
    await again.close();
  },
);

t.test('a damaged database is named, with what to do', async (t) => {
  const app = await serveApplication(t.testdir());
  await app.close();
  writeFileSync(
    join(app.folder, 'data', 'ade.sqlite'),
    'this is no database, whatever its name says. '.repeat(100),
  );
  rmSync(join(app.folder, 'data', 'ade.sqlite-wal'), { force: true });
  await t.rejects(startApplication(app.folder), {
    code: 'database_invalid',
    message: /restore .* from a backup/,
  });
});

t.test('a page whose name was made to lead to this machine is turned away', async (t) => {
  const app = await startApplication(t.testdir());
  const asked = await app.app.inject({ url: '/v1/info', headers: { host: 'evil.example:8080' } });
  t.equal(asked.statusCode, 403);
  t.match(asked.json(), { code: 'forbidden', detail: /evil\.example/ });
  t.equal((await app.app.inject({ url: '/v1/info', headers: { host: '127.0.0.1:8080' } })).statusCode, 200);
  await app.close();
});
