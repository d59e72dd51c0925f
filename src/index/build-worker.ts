/** The thread that builds one index, or measures hubness or finds what is nearest once, and then ends. See protocol.ts. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { buildGraph } from './hnsw.js';
import { measureHubness } from './hubness.js';
import { findNearest } from './nearest.js';
import type { BuildMessage, BuildOrder, BuildReply } from './protocol.js';
import { buildScan } from './scan-build.js';

if (parentPort === null) throw new Error('this file runs in a worker thread only');
const port = parentPort;
let stopped = false;

port.on('message', (message: BuildMessage) => {
  if (message.type === 'stop') stopped = true;
  else void run(message);
});

async function run(order: BuildOrder): Promise<void> {
  try {
    await build(order);
    if (!stopped) reply({ type: 'built' });
  } catch (error) {
    reply({ type: 'failed', error });
  }
  port.close();
}

async function build(order: BuildOrder): Promise<void> {
  for await (const rows of stepsOf(order)) {
    reply({ type: 'progress', fraction: rows / order.request.size });
    // Lets a message to stop come in.
    await setImmediate();
    if (stopped) return;
  }
}

function stepsOf(order: BuildOrder): AsyncGenerator<number> {
  if (order.type === 'hubness') return measureHubness(order.request);
  if (order.type === 'nearest') return findNearest(order.request);
  switch (order.request.kind) {
    case 'exact':
      return buildScan(order.request);
    case 'hnsw':
      return buildGraph(order.request);
  }
}

function reply(message: BuildReply): void {
  port.postMessage(message);
}
