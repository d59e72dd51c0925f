// One thread, one bare ONNX session with the options of the service's encoder workers, and nothing around it.
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PaddedBatch } from '../../src/inference/batches.js';
import type { FromCeilingWorker, ToCeilingWorker } from './ceiling-protocol.js';

if (!parentPort) throw new Error('ceiling-worker runs as a worker thread only');
const port = parentPort;
let session: InferenceSession | undefined;
let output = '';

const send = (message: FromCeilingWorker): void => {
  port.postMessage(message);
};

function feedsOf(
  model: InferenceSession,
  { rows, width, ids, lengths }: PaddedBatch,
): Record<string, Tensor> {
  const shape = [rows, width];
  const int64 = (valueAt: (i: number) => number): Tensor =>
    new Tensor(
      'int64',
      BigInt64Array.from({ length: rows * width }, (_, i) => BigInt(valueAt(i))),
      shape,
    );
  const feeds: Record<string, Tensor> = {};
  for (const name of model.inputNames) {
    if (name === 'input_ids') feeds[name] = int64((i) => ids[i] ?? 0);
    else if (name === 'attention_mask')
      feeds[name] = int64((i) => (i % width < (lengths[Math.floor(i / width)] ?? 0) ? 1 : 0));
    else feeds[name] = int64(() => 0);
  }
  return feeds;
}

async function run(batches: readonly PaddedBatch[], counter: Int32Array): Promise<readonly number[]> {
  if (!session) throw new Error('no session is open');
  const milliseconds: number[] = [];
  for (;;) {
    const batch = batches[Atomics.add(counter, 0, 1)];
    if (!batch) return milliseconds;
    const feeds = feedsOf(session, batch);
    const started = performance.now();
    const found = await session.run(feeds, [output]);
    found[output]?.dispose();
    milliseconds.push(performance.now() - started);
  }
}

async function receive(message: ToCeilingWorker): Promise<void> {
  switch (message.type) {
    case 'open':
      ({ output } = message);
      session = await InferenceSession.create(message.modelPath, {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
      send({ type: 'ready' });
      return;
    case 'run':
      send({ type: 'done', milliseconds: await run(message.batches, new Int32Array(message.counter)) });
      return;
    case 'stop':
      await session?.release();
      port.close();
  }
}

port.on('message', (message: ToCeilingWorker) => {
  void receive(message);
});
