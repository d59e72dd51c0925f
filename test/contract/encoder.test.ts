import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { CachedEncoder, readEncoderFolder, silentObserver } from '#src/encoder/index.js';
import { createTokenizer } from '#src/inference/tokenizer.js';
import { workerFile } from '#src/worker-file.js';
import { ENCODER_DIR, cosine, startEncoder } from '../support/encoder.js';

const Golden = Type.Object({
  cases: Type.Array(
    Type.Object({
      text: Type.String(),
      input_ids: Type.Array(Type.Integer()),
      embedding: Type.Array(Type.Number()),
    }),
  ),
});

t.test('agrees with the reference implementation it was exported from', async (t) => {
  const golden = Value.Decode(Golden, JSON.parse(readFileSync(join(ENCODER_DIR, 'golden.json'), 'utf8')));
  const tokenizer = createTokenizer(await readEncoderFolder(ENCODER_DIR));
  const encoder = await startEncoder();
  for (const { text, input_ids, embedding } of golden.cases) {
    t.same([...tokenizer.encode(text)], input_ids, `tokens of ${JSON.stringify(text)}`);
    const vector = await encoder.embed([text], { lane: 'live' });
    // int8 kernels of different processors round differently: within a hundredth of a unit vector.
    embedding.forEach((value, i) =>
      t.ok(Math.abs((vector[i] ?? 9) - value) < 0.01, `component ${i} of ${text}`),
    );
  }
  await encoder.close();
});

t.test('long texts are cut to the token limit, with the closing token kept', async (t) => {
  const folder = await readEncoderFolder(ENCODER_DIR);
  const ids = createTokenizer(folder).encode('ache '.repeat(5000));
  t.equal(ids.length, folder.manifest.maxTokens);
  t.equal(ids[ids.length - 1], 102);
});

t.test('a text has the same vector in any company', async (t) => {
  const encoder = await startEncoder({ workers: 2 });
  const texts = Array.from({ length: 100 }, (_, i) => `${'my legs feel heavy '.repeat(1 + (i % 7))}${i}`);
  const together = await encoder.embed(texts, { lane: 'live' });
  const similarities: number[] = [];
  for (const [i, text] of texts.entries()) {
    const alone = await encoder.embed([text], { lane: 'live' });
    const other = together.subarray(i * encoder.dimension, (i + 1) * encoder.dimension);
    similarities.push(cosine(alone, other));
    t.ok(Math.abs(cosine(other, other) - 1) < 1e-3, 'a unit vector');
  }
  // int8 scales activations over the whole batch, which is the tolerance: see the model's card.
  const mean = similarities.reduce((sum, value) => sum + value, 0) / similarities.length;
  t.ok(mean > 0.985, `the same on average: ${mean}`);
  t.ok(Math.min(...similarities) > 0.95, `and at the least: ${Math.min(...similarities)}`);
  t.same(encoder.status(), { workers: { alive: 2, wanted: 2 }, queued: 0 });
  await encoder.close();
});

t.test('a fixed list has the same vectors to the last bit, whatever else goes on', async (t) => {
  const encoder = await startEncoder({ workers: 2, batch: { maxTokens: 512, maxRows: 8 } });
  const texts = Array.from({ length: 300 }, (_, i) => `${'aching feet '.repeat(1 + (i % 9))}${i}`);
  const quiet = await encoder.embed(texts, { lane: 'background', fixed: true });
  const others = Array.from({ length: 40 }, (_, i) =>
    encoder.embed([`rash ${i}`, `${'itching all over '.repeat(i % 5)}at night`], { lane: 'background' }),
  );
  const live = encoder.embed(['nausea', 'dizzy since monday'], { lane: 'live' });
  const busy = await encoder.embed(texts, { lane: 'background', fixed: true });
  await Promise.all([...others, live]);
  t.ok(Buffer.from(quiet.buffer).equals(Buffer.from(busy.buffer)));
  const other = await startEncoder({ workers: 1, batch: { maxTokens: 2048, maxRows: 64 } });
  const elsewhere = await other.embed(texts, { lane: 'background', fixed: true });
  t.ok(Buffer.from(quiet.buffer).equals(Buffer.from(elsewhere.buffer)), 'and however the service is set');
  await Promise.all([encoder.close(), other.close()]);
});

t.test('a full queue refuses at once, and says when to come back', async (t) => {
  const encoder = await startEncoder({ maxQueue: 50 });
  const first = encoder.embed(
    Array.from({ length: 200 }, (_, i) => `pain ${i}`),
    { lane: 'live' },
  );
  await t.rejects(encoder.embed(['one more'], { lane: 'live' }), {
    code: 'overloaded',
    retryAfterSeconds: 1,
  });
  const bulk = encoder.embed(['a stream waits instead'], { lane: 'bulk' });
  t.equal((await first).length, 200 * encoder.dimension);
  t.equal((await bulk).length, encoder.dimension);
  await encoder.close();
});

t.test('whoever hangs up gives back the place in the queue', async (t) => {
  const encoder = await startEncoder();
  const running = encoder.embed(['someone else'], { lane: 'live' });
  const hangUp = new AbortController();
  const given = encoder.embed(
    Array.from({ length: 500 }, (_, i) => `${i}`),
    { lane: 'live', signal: hangUp.signal },
  );
  hangUp.abort();
  await t.rejects(given, { code: 'client_closed' });
  t.equal((await running).length, encoder.dimension);
  t.equal(encoder.status().queued, 0);
  await t.rejects(encoder.embed(['late'], { lane: 'live', signal: hangUp.signal }), {
    code: 'client_closed',
  });
  await encoder.close();
});

t.test('a worker that dies is replaced, and its texts are tried once more', async (t) => {
  const deaths = join(t.testdir(), 'deaths');
  process.env['ADE_TEST_DEATHS'] = deaths;
  const lost: string[] = [];
  const script = workerFile(import.meta.url, '../support/dying-worker');
  writeFileSync(deaths, '0');
  const encoder = await startEncoder({ workerScript: script, onWorkerLost: (reason) => lost.push(reason) });

  const before = await encoder.embed(['burning feet'], { lane: 'live' });
  writeFileSync(deaths, '1');
  const after = await encoder.embed(['burning feet'], { lane: 'live' });
  t.same(lost.length, 1, 'one worker was lost');
  t.ok(cosine(before, after) > 0.999, 'and nobody noticed');

  writeFileSync(deaths, '2');
  await t.rejects(
    encoder.embed(['deadly'], { lane: 'live' }),
    { code: 'encoder_failed' },
    'twice is given up',
  );
  t.equal((await encoder.embed(['still there'], { lane: 'live' })).length, encoder.dimension);
  t.same(encoder.status().workers, { alive: 1, wanted: 1 });
  await encoder.close();
});

t.test('closing finishes what waits and takes nothing new', async (t) => {
  const encoder = await startEncoder();
  const waiting = encoder.embed(['a', 'b', 'c'], { lane: 'live' });
  const closing = encoder.close();
  await t.rejects(encoder.embed(['d'], { lane: 'live' }), { code: 'shutting_down' });
  t.equal((await waiting).length, 3 * encoder.dimension);
  await closing;
});

t.test('the cache gives the same vectors, and passes by for background work', async (t) => {
  const pool = await startEncoder();
  const seen: [number, number][] = [];
  const cached = new CachedEncoder(pool, 2, {
    ...silentObserver,
    cache: (hits, misses) => seen.push([hits, misses]),
  });
  const first = await cached.embed(['itchy', 'itchy', 'dizzy'], { lane: 'live' });
  const second = await cached.embed(['dizzy', 'itchy'], { lane: 'live' });
  await cached.embed(['itchy'], { lane: 'background' });
  t.same(seen, [
    [0, 2],
    [2, 0],
  ]);
  const d = cached.dimension;
  t.same(second.subarray(0, d), first.subarray(2 * d), 'bit for bit');
  t.same(second.subarray(d), first.subarray(0, d));
  await cached.close();
});

t.test('a folder that does not fit its manifest is refused, by name of the file', async (t) => {
  const folderWith = (change: (folder: string) => void): string => {
    const folder = t.testdir();
    cpSync(ENCODER_DIR, folder, { recursive: true });
    change(folder);
    return folder;
  };
  const edit = (file: string, from: string | RegExp, to: string) => (folder: string) => {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  const refusal = async (folder: string): Promise<string> => {
    try {
      createTokenizer(await readEncoderFolder(folder));
      return 'accepted';
    } catch (error) {
      return error instanceof Error ? error.message : 'not an error';
    }
  };
  t.match(
    await refusal(
      folderWith((folder) => {
        writeFileSync(join(folder, 'model.onnx'), 'version https://git-lfs');
      }),
    ),
    /model\.onnx has sha256/,
  );
  t.match(
    await refusal(folderWith(edit('tokenizer.json', '"[CLS]"', '"[CLX]"'))),
    /tokenizer\.json has sha256/,
  );
  t.match(
    await refusal(folderWith(edit('manifest.json', '"padId": 0', '"padId": "none"'))),
    /manifest\.json: \/tokenizer\/padId/,
  );
  t.match(
    await refusal(folderWith(edit('manifest.json', '"vocabSize": 30522', '"vocabSize": 30527'))),
    /30522 tokens, the manifest says 30527/,
  );
  t.match(await refusal(folderWith(edit('manifest.json', '{', '[{'))), /manifest\.json is not valid JSON/);
  t.match(await refusal(join(t.testdir(), 'nowhere')), /manifest\.json cannot be read/);

  const wrongDimension = await readEncoderFolder(
    folderWith(edit('manifest.json', '"dimension": 384', '"dimension": 768')),
  );
  const { EncoderPool } = await import('#src/encoder/index.js');
  await t.rejects(
    EncoderPool.start(wrongDimension, {
      workers: 1,
      batch: { maxTokens: 64, maxRows: 4 },
      maxQueue: 9,
      observer: silentObserver,
      onWorkerLost: () => undefined,
    }),
    { code: 'encoder_invalid', message: /2 x 384, the manifest says 768 dimensions/ },
  );
});
