/** The thread that builds one index and then ends. See protocol.ts. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { buildGraph } from './hnsw.js';
import type { BuildMessage, BuildReply, BuildRequest } from './protocol.js';
import { buildScan } from './scan-build.js';

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

async function build(request: BuildRequest): Promise<void> {
  const steps = request.kind === 'exact' ? buildScan(request) : buildGraph(request);
  for await (const rows of steps) {
    reply({ type: 'progress', fraction: rows / request.size });
    // Lets a message to stop come in.
    await setImmediate();
    if (stopped) return;
  }
}

function reply(message: BuildReply): void {
  port.postMessage(message);
}
