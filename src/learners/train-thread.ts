import { AppError, messageOf, type ErrorCode } from '../errors.js';
import { startThread, workerFile } from '../worker-file.js';
import type { HeldBackReport, LearnerData, TrainInput, TrainOptions } from './types.js';

export type FromTrainWorker =
  | { readonly type: 'progress'; readonly fraction: number; readonly words: string }
  | { readonly type: 'trained'; readonly learner: LearnerData; readonly report: HeldBackReport }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly detail: string };

/**
 * Runs `trainLearner` in a thread of its own; after an abort it ends with its next step.
 * @throws what it throws
 */
export function trainInThread(
  input: TrainInput,
  { signal, progress }: TrainOptions = {},
): Promise<{ readonly learner: LearnerData; readonly report: HeldBackReport }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) throw cancelled();
    const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const worker = startThread(workerFile(import.meta.url, './train-worker'), { workerData: stop });
    const onAbort = (): void => {
      reject(cancelled());
      // Asked to stop, not ended: a thread that is ended within ONNX Runtime takes the process with it.
      Atomics.store(new Int32Array(stop), 0, 1);
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
