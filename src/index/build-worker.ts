/** The thread that builds one index and then ends. See protocol.ts. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { buildGraph } from './hnsw.js';
import { measureHubness } from './hubness.js';
import type { BuildMessage, BuildReply, BuildRequest, HubnessRequest } from './protocol.js';
import { buildScan } from './scan-build.js';

if (parentPort === null) throw new Error('this file runs in a worker thread only');
const port = parentPort;
let stopped = false;

port.on('message', (message: BuildMessage) => {
  if (message.type === 'stop') stopped = true;
  else void run(message.request);
});

type Request = BuildRequest | HubnessRequest;

async function run(request: Request): Promise<void> {
  try {
    await build(request);
    if (!stopped) reply({ type: 'built' });
  } catch (error) {
    reply({ type: 'failed', error });
  }
  port.close();
}

async function build(request: Request): Promise<void> {
  for await (const rows of stepsOf(request)) {
    reply({ type: 'progress', fraction: rows / request.size });
    // Lets a message to stop come in.
    await setImmediate();
    if (stopped) return;
  }
}

function stepsOf(request: Request): AsyncGenerator<number> {
  switch (request.kind) {
    case 'exact':
      return buildScan(request);
    case 'hnsw':
      return buildGraph(request);
    case 'hubness':
      return measureHubness(request);
  }
}

function reply(message: BuildReply): void {
  port.postMessage(message);
}
