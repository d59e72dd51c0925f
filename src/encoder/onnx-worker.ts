// One worker thread: one ONNX session. A run blocks its thread, which is why it has one of its own.
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf } from '../errors.js';
import { padBatch, type PaddedBatch } from './batches.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';

if (!parentPort) throw new Error('onnx-worker runs as a worker thread only');
const port = parentPort;

const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => {
  port.postMessage(message, transfer);
};

async function openSession(setup: WorkerSetup): Promise<InferenceSession> {
  const session = await InferenceSession.create(setup.modelPath, {
    // One thread each: two workers beat one session with two threads, and nothing spins.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const missing = session.inputNames.filter((name) => !setup.inputs.includes(name));
  if (missing.length > 0)
    throw new Error(`the model wants inputs that the manifest lacks: ${missing.join(', ')}`);
  if (!session.outputNames.includes(setup.output)) throw new Error(`the model has no output ${setup.output}`);
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

function feedsOf(
  session: InferenceSession,
  { rows, width, ids, lengths }: PaddedBatch,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const name of session.inputNames) {
    if (name === 'input_ids') feeds[name] = int64(rows, width, (r, c) => ids[r * width + c] ?? 0);
    else if (name === 'attention_mask')
      feeds[name] = int64(rows, width, (r, c) => (c < (lengths[r] ?? 0) ? 1 : 0));
    else if (name === 'token_type_ids') feeds[name] = int64(rows, width, () => 0);
    else throw new Error(`the model wants an input that is not known here: ${name}`);
  }
  return feeds;
}

async function run(
  setup: WorkerSetup,
  session: InferenceSession,
  batch: PaddedBatch,
): Promise<Float32Array<ArrayBuffer>> {
  const output = (await session.run(feedsOf(session, batch), [setup.output]))[setup.output];
  if (!output || !(output.data instanceof Float32Array)) throw new Error(`${setup.output} is not float32`);
  if (output.dims.length !== 2 || output.dims[0] !== batch.rows || output.dims[1] !== setup.dimension) {
    throw new Error(
      `the model gives ${output.dims.join(' x ')}, the manifest says ${setup.dimension} dimensions`,
    );
  }
  const vectors = Float32Array.from(output.data);
  output.dispose();
  return vectors;
}

/** Loads the model, and answers batches from then on. */
async function serve(setup: WorkerSetup): Promise<void> {
  const session = await openSession(setup);
  // The first run of a shape sets up memory; it also shows whether the model fits its manifest.
  await run(setup, session, padBatch([Int32Array.of(1, 2, 3), Int32Array.of(1, 3)], 0));
  port.on('message', (message: ToWorker) => {
    if (message.type === 'stop') {
      void session.release().finally(() => {
        port.close();
      });
      return;
    }
    const started = performance.now();
    run(setup, session, message.batch).then(
      (vectors) => {
        send({ type: 'done', id: message.id, vectors, seconds: (performance.now() - started) / 1000 }, [
          vectors.buffer,
        ]);
      },
      (error: unknown) => {
        send({ type: 'failed', id: message.id, reason: messageOf(error) });
      },
    );
  });
  send({ type: 'ready' });
}

port.once('message', (setup: WorkerSetup) => {
  serve(setup).catch((error: unknown) => {
    send({ type: 'unusable', reason: messageOf(error) });
    port.close();
  });
});
