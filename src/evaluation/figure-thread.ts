import { AppError, messageOf, type ErrorCode } from '../errors.js';
import { startThread, workerFile } from '../worker-file.js';
import type { EvaluationFigures } from './figures-file.js';
import type { FinishRequest } from './finish.js';
import type {
  ComparisonOptions,
  PrecisionHeldBy,
  ProposedThresholds,
  RunComparison,
  WantedPrecisions,
} from './measures/index.js';

export type FigureWork =
  | { readonly type: 'finish'; readonly run: FinishRequest }
  | {
      readonly type: 'compare';
      /** Files of predictions. */
      readonly first: string;
      readonly second: string;
      readonly options: ComparisonOptions;
    }
  | {
      readonly type: 'thresholds';
      /** A file of predictions. */
      readonly path: string;
      readonly wanted: WantedPrecisions;
      readonly heldBy: PrecisionHeldBy;
    };

export type FromFigureWorker =
  | { readonly type: 'figures'; readonly figures: EvaluationFigures }
  | { readonly type: 'comparison'; readonly comparison: RunComparison }
  | { readonly type: 'thresholds'; readonly proposed: ProposedThresholds }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly detail: string };

/** Runs `finishRun` in a thread of its own. @throws what it throws; the signal's reason when that is aborted */
export async function finishInThread(run: FinishRequest, signal: AbortSignal): Promise<EvaluationFigures> {
  const answer = await inThread({ type: 'finish', run }, signal);
  if (answer.type !== 'figures') throw unexpected();
  return answer.figures;
}

/** Runs `compareRuns` in a thread of its own. @throws what it throws; the signal's reason when that is aborted */
export async function compareInThread(
  asked: Omit<Extract<FigureWork, { type: 'compare' }>, 'type'>,
  signal: AbortSignal,
): Promise<RunComparison> {
  const answer = await inThread({ type: 'compare', ...asked }, signal);
  if (answer.type !== 'comparison') throw unexpected();
  return answer.comparison;
}

/**
 * Runs `proposeThresholds` in a thread of its own, on the mentions that thresholds decide about.
 * @throws the signal's reason when it is aborted
 */
export async function proposeInThread(
  asked: Omit<Extract<FigureWork, { type: 'thresholds' }>, 'type'>,
  signal: AbortSignal,
): Promise<ProposedThresholds> {
  const answer = await inThread({ type: 'thresholds', ...asked }, signal);
  if (answer.type !== 'thresholds') throw unexpected();
  return answer.proposed;
}

type Answer = Exclude<FromFigureWorker, { type: 'failed' }>;

function inThread(asked: FigureWork, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = startThread(workerFile(import.meta.url, './figure-worker'));
    const onAbort = (): void => {
      reject(reasonOf(signal));
      void worker.terminate();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    worker.postMessage(asked);
    worker.on('message', (answer: FromFigureWorker) => {
      if (answer.type === 'failed') reject(new AppError(answer.code, answer.detail));
      else resolve(answer);
      void worker.terminate();
    });
    worker.on('error', (error) => {
      reject(new AppError('internal', `The figures could not be made: ${messageOf(error)}`));
    });
    worker.on('exit', () => {
      signal.removeEventListener('abort', onAbort);
      reject(unexpected());
    });
  });
}

/** Whoever aborts says why; who does not, cancels. */
function reasonOf({ reason }: AbortSignal): AppError {
  if (reason instanceof AppError) return reason;
  return new AppError('job_cancelled', 'The work was cancelled; nothing was kept.');
}

function unexpected(): AppError {
  return new AppError('internal', 'The thread that makes the figures ended without an answer.');
}
