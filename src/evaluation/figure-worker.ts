// Intervals and reports keep a thread busy for seconds: never the one that answers.
import { parentPort } from 'node:worker_threads';
import { AppError, messageOf } from '../errors.js';
import { diskFull } from '../store/index.js';
import type { FigureWork, FromFigureWorker } from './figure-thread.js';
import { finishRun } from './finish.js';
import { compareRuns, proposeThresholds } from './measures/index.js';
import { isDecidedByConfidence, readOutcomes } from './predictions-file.js';

if (!parentPort) throw new Error('figure-worker runs as a worker thread only');
const port = parentPort;

async function work(asked: FigureWork): Promise<FromFigureWorker> {
  try {
    if (asked.type === 'finish') return { type: 'figures', figures: await finishRun(asked.run) };
    if (asked.type === 'thresholds') {
      const outcomes = await readOutcomes(asked.path, isDecidedByConfidence);
      return { type: 'thresholds', proposed: proposeThresholds(outcomes, asked.wanted, asked.heldBy) };
    }
    const [first, second] = [await readOutcomes(asked.first), await readOutcomes(asked.second)];
    return { type: 'comparison', comparison: compareRuns(first, second, asked.options) };
  } catch (error) {
    const known = error instanceof AppError ? error : diskFull(error);
    return { type: 'failed', code: known?.code ?? 'internal', detail: known?.message ?? messageOf(error) };
  }
}

port.once('message', (asked: FigureWork) => {
  void work(asked).then((answer) => {
    port.postMessage(answer);
  });
});
