// One worker thread: a session for each model. A run blocks its thread, which is why it has one of its own.
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf } from '../errors.js';
import { padBatch, type PaddedBatch } from './batches.js';
import { TOKEN_PLACE, TOKEN_PLACES, type ModelFile } from './model.js';
import type { FromWorker, ToWorker } from './protocol.js';

if (!parentPort) throw new Error('onnx-worker runs as a worker thread only');
const port = parentPort;

interface LoadedModel {
  readonly file: ModelFile;
  readonly session: InferenceSession;
}

const models = new Map<number, LoadedModel>();
/** Loads and runs that were begun and are not answered. */
const begun = new Set<Promise<void>>();

const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => {
  port.postMessage(message, transfer);
};

async function openSession(file: ModelFile): Promise<InferenceSession> {
  const session = await InferenceSession.create(file.path, {
    // One thread each: two workers beat one session with two threads, and nothing spins.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const missing = session.inputNames.filter((name) => !file.inputs.includes(name));
  if (missing.length > 0)
    throw new Error(`the model wants inputs that the manifest lacks: ${missing.join(', ')}`);
  if (!session.outputNames.includes(file.output)) throw new Error(`the model has no output ${file.output}`);
  return session;
}

/** int64 from int32 through the low words: no BigInt for each token. */
function int64(rows: number, width: number, valueAt: (row: number, column: number) => number): Tensor {
  const values = new BigInt64Array(rows * width);
  const words = new Int32Array(values.buffer);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 1) {
      words[2 * (row * width + column)] = valueAt(row, column);
    }
  }
  return new Tensor('int64', values, [rows, width]);
}

/** The place of each token in a name, one-hot; none where the batch brings no places. */
function oneHot({ rows, width, places }: PaddedBatch): Tensor {
  const values = new Float32Array(rows * width * TOKEN_PLACES);
  for (let i = 0; i < rows * width; i += 1) values[i * TOKEN_PLACES + (places?.[i] ?? TOKEN_PLACE.none)] = 1;
  return new Tensor('float32', values, [rows, width, TOKEN_PLACES]);
}

function feedsOf(session: InferenceSession, batch: PaddedBatch): Record<string, Tensor> {
  const { rows, width, ids, lengths } = batch;
  const feeds: Record<string, Tensor> = {};
  for (const name of session.inputNames) {
    if (name === 'input_ids') feeds[name] = int64(rows, width, (r, c) => ids[r * width + c] ?? 0);
    else if (name === 'attention_mask')
      feeds[name] = int64(rows, width, (r, c) => (c < (lengths[r] ?? 0) ? 1 : 0));
    else if (name === 'token_type_ids') feeds[name] = int64(rows, width, () => 0);
    else if (name === 'gazetteer') feeds[name] = oneHot(batch);
    else throw new Error(`the model wants an input that is not known here: ${name}`);
  }
  return feeds;
}

async function run({ file, session }: LoadedModel, batch: PaddedBatch): Promise<Float32Array<ArrayBuffer>> {
  const output = (await session.run(feedsOf(session, batch), [file.output]))[file.output];
  if (!output || !(output.data instanceof Float32Array)) throw new Error(`${file.output} is not float32`);
  const expected = file.perToken ? [batch.rows, batch.width, file.size] : [batch.rows, file.size];
  if (output.dims.length !== expected.length || output.dims.some((size, i) => size !== expected[i])) {
    throw new Error(
      `the model gives ${output.dims.join(' x ')}, the manifest says ${file.size} ${file.unit}`,
    );
  }
  const values = Float32Array.from(output.data);
  output.dispose();
  return values;
}

/** Loads a model; requests for it come only after it is told that it is there. */
async function load({ model, file }: Extract<ToWorker, { type: 'load' }>): Promise<void> {
  try {
    models.set(model, { file, session: await openTried(file) });
    send({ type: 'loaded', model });
  } catch (error) {
    send({ type: 'unusable', model, reason: messageOf(error) });
  }
}

async function openTried(file: ModelFile): Promise<InferenceSession> {
  const session = await openSession(file);
  try {
    // The first run of a shape sets up memory; it also shows whether the model fits its manifest.
    const two = [{ ids: Int32Array.of(1, 2, 3) }, { ids: Int32Array.of(1, 3) }];
    await run({ file, session }, padBatch(two, 0));
  } catch (error) {
    await session.release();
    throw error;
  }
  return session;
}

async function answer({ id, model, batch }: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  const started = performance.now();
  try {
    const loaded = models.get(model);
    if (!loaded) throw new Error('a batch came for a model that is not loaded');
    const values = await run(loaded, batch);
    send({ type: 'done', id, values, seconds: (performance.now() - started) / 1000 }, [values.buffer]);
  } catch (error) {
    send({ type: 'failed', id, reason: messageOf(error) });
  }
}

/** What was begun is answered first: a session that is released under its run fails it. */
async function stop(): Promise<void> {
  await Promise.all(begun);
  await Promise.allSettled([...models.values()].map(({ session }) => session.release()));
  port.close();
}

function begin(work: Promise<void>): void {
  begun.add(work);
  void work.finally(() => begun.delete(work));
}

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'load':
      begin(load(message));
      return;
    case 'run':
      begin(answer(message));
      return;
    case 'stop':
      void stop();
  }
});
