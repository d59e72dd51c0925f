import { Worker } from 'node:worker_threads';
import { AppError, messageOf, type ErrorCode } from '../errors.js';
import { workerFile } from '../worker-file.js';
import type { HeldBackReport, LearnerData, TrainInput, TrainOptions } from './types.js';

export type FromTrainWorker =
  | { readonly type: 'progress'; readonly fraction: number; readonly words: string }
  | { readonly type: 'trained'; readonly learner: LearnerData; readonly report: HeldBackReport }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly detail: string };

/**
 * Runs `trainLearner` in a thread of its own, which an abort ends at once.
 * @throws what it throws
 */
export function trainInThread(
  input: TrainInput,
  { signal, progress }: TrainOptions = {},
): Promise<{ readonly learner: LearnerData; readonly report: HeldBackReport }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) throw cancelled();
    const worker = new Worker(workerFile(import.meta.url, './train-worker'));
    const onAbort = (): void => {
      reject(cancelled());
      void worker.terminate();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    worker.postMessage(input);
    worker.on('message', (answer: FromTrainWorker) => {
      if (answer.type === 'progress') {
        progress?.(answer.fraction, answer.words);
        return;
      }
      if (answer.type === 'failed') reject(new AppError(answer.code, answer.detail));
      else resolve({ learner: answer.learner, report: answer.report });
      void worker.terminate();
    });
    worker.on('error', (error) => {
      reject(new AppError('internal', `The learner could not be trained: ${messageOf(error)}`));
    });
    worker.on('exit', () => {
      signal?.removeEventListener('abort', onAbort);
      reject(new AppError('internal', 'The thread that trains the learner ended without an answer.'));
    });
  });
}

function cancelled(): AppError {
  return new AppError('job_cancelled', 'Learning was cancelled; nothing was kept.');
}
