/** The thread that builds one graph and then ends. See protocol.ts. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { HnswGraph, openHnsw } from './hnsw.js';
import type { BuildMessage, BuildReply, BuildRequest } from './protocol.js';
import { readRows } from './vectors-file.js';

/** Rows between two looks at the messages: about a third of a second. */
const BLOCK_ROWS = 128;

if (parentPort === null) throw new Error('this file runs in a worker thread only');
const port = parentPort;
let stopped = false;

port.on('message', (message: BuildMessage) => {
  if (message.type === 'stop') stopped = true;
  else void run(message.request);
});

async function run(request: BuildRequest): Promise<void> {
  try {
    await build(request);
    if (!stopped) reply({ type: 'built' });
  } catch (error) {
    reply({ type: 'failed', error });
  }
  port.close();
}

async function build({ vectorsPath, size, dimension, outPath }: BuildRequest): Promise<void> {
  const graph = new HnswGraph(size, dimension);
  for await (const { firstRow, values } of readRows(vectorsPath, size, dimension, BLOCK_ROWS)) {
    for (let start = 0; start < values.length; start += dimension) {
      graph.add(values.subarray(start, start + dimension));
    }
    reply({ type: 'progress', fraction: (firstRow + values.length / dimension) / size });
    await setImmediate();
    if (stopped) return;
  }
  await graph.write(outPath);
  // The library does not notice when a disk is full; reading the file back does.
  const written = await openHnsw(outPath, size, dimension);
  await written.close();
}

function reply(message: BuildReply): void {
  port.postMessage(message);
}
