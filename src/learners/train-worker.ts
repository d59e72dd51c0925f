// Training keeps a thread busy for up to minutes: never the one that answers.
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, messageOf } from '../errors.js';
import type { FromTrainWorker } from './train-thread.js';
import { trainLearner } from './train.js';
import type { TrainInput } from './types.js';

if (!parentPort) throw new Error('train-worker runs as a worker thread only');
const port = parentPort;

/** Whether nobody waits for the learner any more. */
function isStopped(): boolean {
  return workerData instanceof SharedArrayBuffer && Atomics.load(new Int32Array(workerData), 0) === 1;
}

async function work(input: TrainInput): Promise<FromTrainWorker> {
  try {
    const progress = (fraction: number, words: string): void => {
      if (isStopped()) throw new AppError('job_cancelled', 'Learning was cancelled; nothing was kept.');
      port.postMessage({ type: 'progress', fraction, words } satisfies FromTrainWorker);
    };
    return { type: 'trained', ...(await trainLearner(input, { progress })) };
  } catch (error) {
    return {
      type: 'failed',
      code: error instanceof AppError ? error.code : 'internal',
      detail: messageOf(error),
    };
  }
}

port.once('message', (input: TrainInput) => {
  void work(input).then((answer) => {
    port.postMessage(answer);
    port.close();
  });
});
