/** The thread that holds one index: searching blocks it, and nothing else. See protocol.ts. */
import { parentPort } from 'node:worker_threads';
import { openExact } from './exact.js';
import { openHnsw } from './hnsw.js';
import type { IndexReply, IndexRequest, IndexSpec } from './protocol.js';
import type { VectorIndex } from './vector-index.js';

if (parentPort === null) throw new Error('this file runs in a worker thread only');
const port = parentPort;
let index: VectorIndex | undefined;

port.on('message', (request: IndexRequest) => {
  void answer(request);
});

async function answer(request: IndexRequest): Promise<void> {
  switch (request.type) {
    case 'open':
      try {
        index = await openIndex(request.spec);
        reply({ type: 'opened' });
      } catch (error) {
        reply({ type: 'failed', error });
        port.close();
      }
      return;
    case 'search':
      try {
        if (index === undefined) throw new Error('the index is not open');
        const neighbours = await index.search(request.queries, request.count, request.k);
        reply({ type: 'found', neighbours }, [neighbours.rows.buffer, neighbours.scores.buffer]);
      } catch (error) {
        reply({ type: 'failed', error });
      }
      return;
    case 'close':
      await index?.close();
      port.close(); // with nothing left to wait for, the thread ends
  }
}

function openIndex(spec: IndexSpec): Promise<VectorIndex> {
  return spec.kind === 'exact'
    ? openExact(spec.path, spec.size, spec.dimension)
    : openHnsw(spec.path, spec.size, spec.dimension, spec.efSearch);
}

function reply(message: IndexReply, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
