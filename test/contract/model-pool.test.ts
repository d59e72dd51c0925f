import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EncoderPool, readEncoderFolder, silentObserver } from '#src/encoder/index.js';
import { ModelPool } from '#src/inference/index.js';
import { PostModels } from '#src/posts/index.js';
import { workerFile } from '#src/worker-file.js';
import { cosine, ENCODER_DIR } from '../support/encoder.js';
import { CLASSIFY_DIR, EXTRACT_DIR, openPool } from '../support/posts.js';

const context = { lane: 'live', signal: new AbortController().signal } as const;
const names = new Set(['headache', 'nausea']);
const modelsOn = (pool: ModelPool): PostModels =>
  new PostModels({ mode: 'lazy', classifyDir: CLASSIFY_DIR, extractDir: EXTRACT_DIR }, pool);
const TEXT = 'this stuff gave me a terrible headache';

t.test('several models share the workers, and each gets its own texts', async (t) => {
  const pool = openPool(2);
  const encoder = await EncoderPool.start(await readEncoderFolder(ENCODER_DIR), pool);
  const models = modelsOn(pool);
  const alone = await encoder.embed([TEXT], context);
  // Loaded while the encoder works.
  const meanwhile = encoder.embed(
    Array.from({ length: 60 }, (_, i) => `pain number ${i}`),
    context,
  );
  const [classifier, again, extractor] = await Promise.all([
    models.classifier(),
    models.classifier(),
    models.extractor(),
  ]);
  t.equal(classifier, again, 'two that ask at once get one');
  t.equal((await meanwhile).length, 60 * encoder.dimension);
  const mixed = await Promise.all(
    Array.from({ length: 20 }, async () => ({
      vector: await encoder.embed([TEXT], context),
      labels: await classifier.classify([TEXT, 'the parcel came on a Tuesday'], context),
      spans: await extractor.extract([TEXT, 'the parcel came on a Tuesday'], names, context),
    })),
  );
  for (const { vector, labels, spans } of mixed) {
    t.ok(cosine(vector, alone) > 0.95, `the same vector but for its company: ${cosine(vector, alone)}`);
    t.ok((labels[0]?.ADR ?? 0) > (labels[1]?.ADR ?? 1), 'the reaction is likelier where it is');
    t.strictSame(
      spans.map((ofText) => ofText.map(({ start, end }) => TEXT.slice(start, end).includes('headache'))),
      [[true], []],
    );
  }
  t.same(pool.status(), { workers: { alive: 2, wanted: 2 }, queued: 0 });
  await pool.close();
});

t.test('while live texts come, work in the background leaves one worker to them', async (t) => {
  let handedOver = 0;
  const pool = new ModelPool({
    ...{ workers: 2, batch: { maxTokens: 1024, maxRows: 32 }, maxQueue: 100, onWorkerLost: () => undefined },
    observer: { ...silentObserver, batch: () => (handedOver += 1) },
  });
  const encoder = await EncoderPool.start(await readEncoderFolder(ENCODER_DIR), pool);
  const many = Array.from({ length: 320 }, (_, i) => `my left foot has been sore for ${i} days now`);
  /** Batches that workers have at once, when so many wait, before any is done. */
  const atOnce = async (): Promise<number> => {
    handedOver = 0;
    const embedded = encoder.embed(many, { lane: 'background', fixed: true });
    while (handedOver === 0) await new Promise(setImmediate);
    const found = handedOver;
    await embedded;
    return found;
  };
  t.equal(await atOnce(), 2, 'where nobody else is there it has them all, and none waits behind another');
  await encoder.embed([TEXT], context);
  t.equal(await atOnce(), 1);
  await pool.close();
});

t.test('a worker that dies comes back with all the models', async (t) => {
  const deaths = join(t.testdir(), 'deaths');
  process.env['ADE_TEST_DEATHS'] = deaths;
  writeFileSync(deaths, '0');
  const pool = new ModelPool({
    workers: 1,
    batch: { maxTokens: 1024, maxRows: 32 },
    maxQueue: 100,
    observer: silentObserver,
    onWorkerLost: () => undefined,
    workerScript: workerFile(import.meta.url, '../support/dying-worker'),
  });
  const encoder = await EncoderPool.start(await readEncoderFolder(ENCODER_DIR), pool);
  const models = modelsOn(pool);
  const classifier = await models.classifier();
  const before = await classifier.classify([TEXT], context);
  writeFileSync(deaths, '1');
  t.strictSame(await classifier.classify([TEXT], context), before, 'nobody noticed');
  t.equal((await encoder.embed([TEXT], context)).length, encoder.dimension);
  writeFileSync(deaths, '2');
  await t.rejects(classifier.classify(['deadly'], context), { code: 'model_failed', message: /classifier/ });
  t.strictSame(await classifier.classify([TEXT], context), before);
  await pool.close();
});

t.test('whoever hangs up gives back the places, and a full queue refuses before any work', async (t) => {
  const pool = openPool();
  const extractor = await modelsOn(pool).extractor();
  const hangUp = new AbortController();
  const long = Array.from({ length: 300 }, (_, i) => `${i} ${'my legs hurt '.repeat(60)}`);
  const left = extractor.extract(long, names, { lane: 'live', signal: hangUp.signal });
  while (pool.status().queued === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const refused = extractor.extract(Array(1000).fill('x'), names, context);
  await t.rejects(refused, { code: 'overloaded', message: /wait for the extractor/ });
  const part = extractor.extract(['x'], names, { ...context, admitted: true });
  hangUp.abort();
  await t.rejects(left, { code: 'client_closed' });
  t.equal((await part).length, 1, 'but not what is part of work that was let in');
  t.equal(pool.status().queued, 0);
  await pool.close();
  await t.rejects(extractor.extract(['late'], names, context), { code: 'shutting_down' });
});
