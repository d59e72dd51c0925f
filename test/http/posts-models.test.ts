import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serveApplication, startApplication, type TestApplication } from '../support/application.js';
import { post, send } from '../support/http.js';
import { CLASSIFY_DIR, EXTRACT_DIR, POST_SETTINGS } from '../support/posts.js';

t.setTimeout(120_000);

const texts = 'this gave me a headache';

async function withService(
  folder: string,
  env: Readonly<Record<string, string>>,
  use: (service: TestApplication) => Promise<void>,
): Promise<void> {
  const service = await serveApplication(folder, { ...POST_SETTINGS, ...env });
  try {
    await use(service);
  } finally {
    await service.close();
  }
}

t.test('switched off, the service says so, and does the rest', async (t) => {
  await withService(t.testdir(), { ADE_POSTS: 'off' }, async (service) => {
    for (const url of ['/v1/classify', '/v1/extract', '/v1/annotate']) {
      const answer = await post(service, url, { texts });
      t.equal(answer.status, 501, url);
      t.match(answer.body, { code: 'posts_not_available', detail: /ADE_POSTS=off/ });
    }
    const stream = await send(service, {
      method: 'POST',
      url: '/v1/annotate/stream',
      headers: { 'content-type': 'application/x-ndjson' },
      payload: '"headache"\n',
    });
    t.equal(stream.status, 501, 'before the stream has begun');
    t.equal((await post(service, '/v1/normalize', { mentions: 'headache' })).status, 200);
    t.equal((await send(service, '/readyz')).status, 200);
  });
});

t.test('without one of the models, the other works; what is missing is named', async (t) => {
  const folder = t.testdir();
  await withService(folder, { ADE_EXTRACT_DIR: join(folder, 'nowhere') }, async (service) => {
    t.equal((await post(service, '/v1/classify', { texts })).status, 200);
    for (const url of ['/v1/extract', '/v1/annotate']) {
      const answer = await post(service, url, { texts });
      t.equal(answer.status, 501, url);
      t.match(answer.body, { code: 'posts_not_available', detail: /nowhere.*ADE_EXTRACT_DIR/ });
    }
  });
});

t.test('a damaged model is told by its file, and taken once it is mended', async (t) => {
  const folder = t.testdir({ model: {} });
  const model = join(folder, 'model');
  cpSync(CLASSIFY_DIR, model, { recursive: true });
  const manifest = readFileSync(join(model, 'manifest.json'), 'utf8');
  await withService(folder, { ADE_CLASSIFY_DIR: model }, async (service) => {
    const detail = async (changed: string) => {
      writeFileSync(join(model, 'manifest.json'), changed);
      const answer = await post(service, '/v1/classify', { texts });
      t.equal(answer.status, 500);
      t.match(answer.body, { code: 'model_invalid' });
      return JSON.stringify(answer.body);
    };
    t.match(await detail(manifest.replace('"classify"', '"extract"')), /manifest\.json: \/task/);
    t.match(await detail(manifest.replace(/"WD",/, '')), /no label or no threshold for WD/);
    t.match(
      await detail(manifest.replace(/("model\.onnx": \{\s*"sha256": ")../, '$1zz')),
      /manifest\.json: \/files/,
    );
    t.match(
      await detail(manifest.replace(/"DI"\s*\]/, '"DI", "XX"]')),
      /1?2 x 6, the manifest says 7 labels/,
    );
    writeFileSync(join(model, 'manifest.json'), manifest);
    t.equal((await post(service, '/v1/classify', { texts })).status, 200);
  });
});

t.test('a folder of the other kind is no extractor', async (t) => {
  await withService(t.testdir(), { ADE_EXTRACT_DIR: CLASSIFY_DIR }, async (service) => {
    const answer = await post(service, '/v1/extract', { texts });
    t.match(answer.body, { code: 'model_invalid', detail: /manifest\.json: \// });
  });
});

t.test('with ADE_POSTS=start the service is ready once the models are loaded', async (t) => {
  const service = await startApplication(t.testdir(), { ...POST_SETTINGS, ADE_POSTS: 'start' });
  t.teardown(() => service.close());
  t.match((await send(service, '/readyz')).body, { missing: [/./, /models of posts/] });
  await service.serveOntologies(() => undefined);
  t.match((await send(service, '/readyz')).body, { ready: true, missing: [] });
  t.equal((await post(service, '/v1/annotate', { texts })).status, 200);
});

t.test('with ADE_POSTS=start and no models the start fails', async (t) => {
  const folder = t.testdir();
  const service = await startApplication(folder, {
    ADE_POSTS: 'start',
    ADE_CLASSIFY_DIR: join(folder, 'nowhere'),
    ADE_EXTRACT_DIR: EXTRACT_DIR,
  });
  await t.rejects(
    service.serveOntologies(() => undefined),
    { code: 'posts_not_available' },
  );
  // Here, and not when the test is torn down: the folder is removed before that, and the vocabulary is being built in it.
  await service.close();
});
