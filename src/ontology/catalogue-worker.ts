// Reading a source and writing its catalogue keep a thread busy for seconds: never the one that answers.
import { parentPort } from 'node:worker_threads';
import { AppError, messageOf } from '../errors.js';
import { diskFull } from '../store/files.js';
import { buildCatalogue, type CatalogueRequest } from './catalogue-build.js';
import type { FromCatalogueWorker } from './catalogue-thread.js';

if (!parentPort) throw new Error('catalogue-worker runs as a worker thread only');
const port = parentPort;
const send = (message: FromCatalogueWorker): void => {
  port.postMessage(message);
};

async function build(request: CatalogueRequest): Promise<void> {
  try {
    const result = await buildCatalogue(request, (rows) => {
      send({ type: 'rows', rows });
    });
    send({ type: 'done', result });
  } catch (error) {
    const known = error instanceof AppError ? error : diskFull(error);
    send({ type: 'failed', code: known?.code ?? 'internal', detail: known?.message ?? messageOf(error) });
  }
}

port.once('message', (request: CatalogueRequest) => {
  void build(request);
});
