import { AppError, messageOf, type ErrorCode } from '../errors.js';
import { startThread, workerFile } from '../worker-file.js';
import type { CatalogueRequest, CatalogueResult } from './catalogue-build.js';

export type FromCatalogueWorker =
  | { readonly type: 'rows'; readonly rows: number }
  | { readonly type: 'done'; readonly result: CatalogueResult }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly detail: string };

/**
 * Runs `buildCatalogue` in a thread of its own.
 * @throws AppError what the building throws, or `job_cancelled` when the signal is aborted
 */
export function buildCatalogueInThread(
  request: CatalogueRequest,
  onRows: (rows: number) => void,
  signal: AbortSignal,
): Promise<CatalogueResult> {
  return new Promise((resolve, reject) => {
    const worker = startThread(workerFile(import.meta.url, './catalogue-worker'));
    worker.postMessage(request);
    const onAbort = (): void => {
      reject(cancelled());
      void worker.terminate();
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (message: FromCatalogueWorker) => {
      if (message.type === 'rows') onRows(message.rows);
      else if (message.type === 'done') resolve(message.result);
      else reject(new AppError(message.code, message.detail));
    });
    worker.on('error', (error) => {
      reject(new AppError('internal', `Reading the source failed: ${messageOf(error)}`));
    });
    worker.on('exit', () => {
      signal.removeEventListener('abort', onAbort);
      reject(new AppError('internal', 'The thread that reads the source ended without an answer.'));
    });
  });
}

export function cancelled(): AppError {
  return new AppError('job_cancelled', 'The work was cancelled; nothing was changed.');
}
