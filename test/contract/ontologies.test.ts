import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PSEUDO_REPORTS, type AddVersionRequest, type WorkContext } from '#src/ontology/index.js';
import { serveApplication, startApplication, type TestApplication } from '../support/application.js';
import { ENCODER_DIR } from '../support/encoder.js';
import { POOLING } from '#src/normalize/index.js';

const context: WorkContext = { onProgress: () => undefined, signal: new AbortController().signal };
const live = { lane: 'live', signal: context.signal } as const;
const plain = { topK: 3, include: [] } as const;

const fileIn = (folder: string, name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const addition = (path: string, changes: Partial<AddVersionRequest> = {}): AddVersionRequest => ({
  ontology: 'mylist',
  path,
  fileName: 'terms.csv',
  choice: {},
  activate: true,
  actor: 'test',
  ...changes,
});
const best = async ({ core }: TestApplication, text: string, ontology = 'mylist') => {
  const { results, ...answer } = await core.normalizer.normalize(
    [{ id: '0', text }],
    { ...plain, ontology },
    live,
  );
  const [result] = results;
  if (!result || 'error' in result) throw new Error('no result');
  return { ...answer, decision: result.decision, ...result.candidates[0] };
};

t.test('the first start registers and serves the starter vocabulary, the next resumes it', async (t) => {
  const folder = t.testdir();
  const first = await serveApplication(folder);
  t.match(await best(first, 'HEADACHE!', 'starter'), {
    name: 'Headache',
    decision: 'auto',
    source: 'exact',
    generation: 1,
  });
  t.match(await best(first, 'no headache today', 'starter'), { decision: /review|none/ });
  const artefact = first.core.live.peek('starter')?.artefact.manifest;
  await first.close();

  const again = await serveApplication(folder);
  t.equal(again.core.live.peek('starter')?.generation, 1, 'the same generation');
  t.equal(
    again.core.live.peek('starter')?.artefact.manifest.createdAt,
    artefact?.createdAt,
    'the same artefact',
  );
  await again.close();
});

t.test('a list gets the starter’s names, unless it is told not to', async (t) => {
  const app = await serveApplication(t.testdir());
  const path = fileIn(app.folder, 'terms.csv', 'id,name\nL1,Insomnia\nL2,Headache\nL3,Blue moon syndrome\n');
  const added = await app.core.ontologies.add(addition(path), context);
  t.match(added, { version: '1', generation: 1, unchanged: false });
  t.match(added.report, { read: { rows: 3, concepts: 3 }, expansion: { attachedByName: 2, unmatched: 1 } });
  t.ok((added.report.expansion?.layAdded ?? 0) > 20, 'with lay phrases');
  t.match(await best(app, 'wide awake at 4am'), {
    conceptId: 'L1',
    matchedOrigin: 'starter',
    matchedKind: 'lay',
    source: 'exact',
    decision: 'auto',
  });
  t.match(await best(app, 'blue moon syndrome'), { conceptId: 'L3', matchedOrigin: 'ontology' });

  t.match(await app.core.ontologies.add(addition(path), context), {
    version: '1',
    unchanged: true,
    generation: null,
  });
  const bare = await app.core.ontologies.add(addition(path, { expansion: 'none' }), context);
  t.match(bare, { version: '2', generation: 2, report: { expansion: null } });
  t.match(await best(app, 'wide awake at 4am'), {
    source: 'dense',
    matchedOrigin: 'ontology',
    decision: /suggest|review|none/,
  });

  t.match(await app.core.ontologies.rollback({ ontology: 'mylist', actor: 'test' }, context), {
    version: '1',
    generation: 3,
  });
  t.match(await best(app, 'wide awake at 4am'), { matchedOrigin: 'starter', generation: 3 });
  t.match(await app.core.ontologies.rollback({ ontology: 'mylist', actor: 'test' }, context), {
    version: '2',
    generation: 4,
  });
  await app.close();

  const restarted = await serveApplication(app.folder);
  t.equal(restarted.core.live.peek('mylist')?.generation, 4, 'a restart serves what was committed last');
  await restarted.close();
});

t.test(
  'without a choice of expansion near names are lent, but to what has another expansion already',
  async (t) => {
    const app = await serveApplication(t.testdir());
    const { ontologies } = app.core;
    const path = fileIn(app.folder, 'terms.csv', 'id,name\nL1,Headache\nL2,Not falling asleep\n');
    const added = await ontologies.add(addition(path), context);
    t.match(added, { version: '1', expansion: 'near', lent: { concepts: Number } });
    t.match(await ontologies.add(addition(path, { expansion: 'near' }), context), {
      version: '1',
      unchanged: true,
    });
    const chosen = await ontologies.add(addition(path, { expansion: 'all' }), context);
    t.match(chosen, { version: '2', generation: 2, expansion: 'all', lent: null });

    const same = await ontologies.add(addition(path), context);
    t.match(same, { version: '2', unchanged: true, expansion: 'all' }, 'what answers is not switched back');
    const other = fileIn(app.folder, 'other.csv', 'id,name\nL1,Headache\nL2,Not sleeping at night\n');
    t.match(
      await ontologies.add(addition(other), context),
      { version: '3', expansion: 'all' },
      'nor is its next edition',
    );
    await ontologies.rollback({ ontology: 'mylist', actor: 'test' }, context);
    await ontologies.activate({ ontology: 'mylist', version: '1', actor: 'test' }, context);
    t.match(await ontologies.add(addition(path), context), { version: '1', unchanged: true });
    await app.close();
  },
);

t.test('what cannot be done says why, and changes nothing', async (t) => {
  const app = await serveApplication(t.testdir());
  const { ontologies } = app.core;
  const path = fileIn(app.folder, 'terms.csv', 'id,name\nL1,Insomnia\n');
  const other = fileIn(app.folder, 'other.csv', 'id,name\nL1,Nausea\n');
  const broken = fileIn(app.folder, 'broken.csv', 'id,name\n,\n,\n');
  await ontologies.add(addition(path, { version: 'a' }), context);
  await t.rejects(ontologies.add(addition(other, { version: 'a' }), context), { code: 'version_exists' });
  await t.rejects(ontologies.add(addition(broken, { version: 'b' }), context), { code: 'ontology_invalid' });
  await t.rejects(ontologies.add(addition(path, { ontology: '../x' }), context), { code: 'invalid_request' });
  await t.rejects(ontologies.activate({ ontology: 'mylist', version: 'z', actor: 'test' }, context), {
    code: 'version_not_found',
  });
  await t.rejects(ontologies.activate({ ontology: 'none', version: 'z', actor: 'test' }, context), {
    code: 'ontology_not_found',
  });
  await t.rejects(ontologies.rollback({ ontology: 'mylist', actor: 'test' }, context), {
    code: 'no_previous_version',
  });
  await t.rejects(
    ontologies.activate({ ontology: 'mylist', version: 'a', expectedGeneration: 7, actor: 'test' }, context),
    { code: 'generation_conflict' },
  );
  t.match(await best(app, 'insomnia'), { generation: 1, version: 'a', conceptId: 'L1' });
  const sources = readdirSync(join(app.folder, 'data', 'sources'));
  t.equal(sources.length, 2, 'a source that was refused is not kept: only the starter and the list');
  await app.close();
});

t.test('an addition that is cancelled while it is built leaves nothing behind', async (t) => {
  const app = await serveApplication(t.testdir());
  const rows = Array.from({ length: 3000 }, (_, i) => `L${i},made up event number ${i}`).join('\n');
  const path = fileIn(app.folder, 'big.csv', `id,name\n${rows}\n`);
  const cancel = new AbortController();
  const onProgress: WorkContext['onProgress'] = ({ phase }) => {
    if (phase === 'embed') cancel.abort();
  };
  await t.rejects(app.core.ontologies.add(addition(path), { onProgress, signal: cancel.signal }), {
    code: 'job_cancelled',
  });
  t.same(
    (await app.core.ontologies.list()).map(({ name }) => name),
    ['starter'],
  );
  t.equal(readdirSync(join(app.folder, 'data', 'sources')).length, 1);
  t.same(
    readdirSync(join(app.folder, 'data', 'artefacts')).filter((name) => name.startsWith('.')),
    [],
  );
  t.equal(app.core.encoder.status().queued, 0, 'nor in the queue');
  await app.close();
});

t.test('two switches on the same generation: one wins', async (t) => {
  const app = await serveApplication(t.testdir());
  const { ontologies } = app.core;
  for (const [version, name] of [
    ['a', 'Insomnia'],
    ['b', 'Nausea'],
    ['c', 'Rash'],
  ] as const) {
    const path = fileIn(app.folder, `${version}.csv`, `id,name\nL1,${name}\n`);
    await ontologies.add(addition(path, { version, activate: version === 'a' }), context);
  }
  const outcomes = await Promise.allSettled(
    ['b', 'c'].map((version) =>
      ontologies.activate({ ontology: 'mylist', version, expectedGeneration: 1, actor: version }, context),
    ),
  );
  t.same(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  t.equal(app.core.live.peek('mylist')?.generation, 2);
  await app.close();
});

t.test('under load no answer fails or mixes two generations while versions are switched', async (t) => {
  const app = await serveApplication(t.testdir());
  const { ontologies } = app.core;
  for (const version of ['a', 'b']) {
    const path = fileIn(app.folder, `${version}.csv`, `id,name\n${version}1,Insomnia\n${version}2,Nausea\n`);
    await ontologies.add(addition(path, { version, expansion: 'none' }), context);
  }
  let stop = false;
  let answers = 0;
  const client = async (): Promise<void> => {
    while (!stop) {
      const { generation, version, conceptId } = await best(app, `could not sleep ${answers}`);
      if (conceptId !== `${version}1`) t.fail(`version ${version} proposed ${conceptId ?? 'nothing'}`);
      if (version !== (generation % 2 === 1 ? 'a' : 'b'))
        t.fail(`generation ${generation} answered as ${version}`);
      answers += 1;
    }
  };
  const clients = [client(), client(), client()];
  for (let i = 0; i < 10; i += 1) await ontologies.rollback({ ontology: 'mylist', actor: 'test' }, context);
  stop = true;
  await Promise.all(clients);
  t.equal(app.core.live.peek('mylist')?.generation, 12);
  t.ok(answers > 10, `${answers} answers meanwhile`);
  await app.close();
});

t.test('a damaged artefact is built anew, at start and at a switch', async (t) => {
  const app = await serveApplication(t.testdir());
  const path = fileIn(app.folder, 'terms.csv', 'id,name\nL1,Insomnia\n');
  const { artefact } = await app.core.ontologies.add(addition(path, { activate: false }), context);
  const artefacts = join(app.folder, 'data', 'artefacts');
  const damage = (hash: string): void => {
    const file = join(artefacts, hash, 'vectors.f32');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    writeFileSync(file, bytes);
  };
  damage(artefact.replace('sha256:', ''));
  await app.core.ontologies.activate({ ontology: 'mylist', version: '1', actor: 'test' }, context);
  t.match(await best(app, 'insomnia'), { conceptId: 'L1' });
  await app.close();

  damage(app.core.live.peek('starter')?.artefact.manifest.hash ?? readdirSync(artefacts)[0] ?? '');
  mkdirSync(join(artefacts, '.tmp-left-behind'));
  const again = await serveApplication(app.folder);
  t.match(await best(again, 'headache', 'starter'), { name: 'Headache', decision: 'auto' });
  t.notOk(readdirSync(artefacts).includes('.tmp-left-behind'), 'what a crash left is removed');
  await again.close();
});

t.test('another encoder prepares the artefacts anew before it answers', async (t) => {
  const app = await serveApplication(t.testdir());
  const before = app.core.live.peek('starter')?.artefact.manifest.hash;
  await app.close();
  const encoder = join(app.folder, 'encoder');
  cpSync(ENCODER_DIR, encoder, { recursive: true });
  const manifest = join(encoder, 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"maxTokens": 128', '"maxTokens": 64'));

  const changed = await startApplication(app.folder, { ADE_ENCODER_DIR: encoder });
  const early = await changed.call('GET', '/readyz');
  t.equal(early.status, 503);
  t.match(early.body, { ready: false, missing: [/starter/] });
  t.match(await changed.call('POST', '/v1/normalize', { mentions: ['headache'] }), { status: /404|503/ });
  await changed.serveOntologies(() => undefined);
  t.equal((await changed.call('GET', '/readyz')).status, 200);
  t.not(changed.core.live.peek('starter')?.artefact.manifest.hash, before);
  t.equal(changed.core.live.peek('starter')?.generation, 2, 'a change of encoder is a generation');
  await changed.close();
});

t.test('an encoder with a calibration gives confidences, and decisions by them', async (t) => {
  const folder = t.testdir();
  const encoder = join(folder, 'encoder');
  cpSync(ENCODER_DIR, encoder, { recursive: true });
  const path = join(encoder, 'manifest.json');
  const calibrate = (calibration: object) => {
    const manifest: unknown = JSON.parse(readFileSync(join(ENCODER_DIR, 'manifest.json'), 'utf8'));
    writeFileSync(path, JSON.stringify(Object.assign(Object(manifest), { calibration })));
  };
  calibrate({
    method: 'logistic',
    pooling: { ...POOLING, pseudoReports: PSEUDO_REPORTS },
    marginLimit: 0.3,
    coefficients: { similarity: 8, margin: 20, intercept: -4 },
  });
  const app = await serveApplication(folder, { ADE_ENCODER_DIR: encoder });
  const mentions = ['awake the whole night again', 'no headache at all'];
  const { status, body } = await app.call('POST', '/v1/normalize', { mentions });
  t.equal(status, 200);
  const rounded: unknown = JSON.parse(
    JSON.stringify(body, (key, value: unknown) =>
      key === 'confidence' ? Math.floor(Number(value) * 100) / 100 : value,
    ),
  );
  t.match(rounded, {
    results: [
      { decision: 'auto', candidates: [{ name: 'Insomnia', source: 'dense', confidence: 0.99 }] },
      { decision: 'review', candidates: [{ name: 'Headache', confidence: 0.99 }] },
    ],
  });
  await app.close();

  calibrate({ method: 'isotonic' });
  await t.rejects(startApplication(folder, { ADE_ENCODER_DIR: encoder }), { code: 'encoder_invalid' });
});
