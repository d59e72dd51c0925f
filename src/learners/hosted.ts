import type { Worker } from 'node:worker_threads';
import { AppError, messageOf } from '../errors.js';
import { startThread, workerFile } from '../worker-file.js';
import type { FromScoreWorker, LearnedEvidence, LearnerHead, ToScoreWorker } from './asked.js';

interface Waiter {
  resolve(evidence: LearnedEvidence): void;
  reject(error: unknown): void;
}

/** A learner in a thread of its own; a thread that dies fails what it was asked, and the next question starts another. */
export class HostedLearner {
  readonly #waiting = new Map<number, Waiter>();
  #worker: Worker | undefined;
  #next = 0;
  #closing = false;

  private constructor(
    private readonly path: string,
    readonly head: LearnerHead,
  ) {}

  /** @param path as `encodeLearner` made it @throws AppError `learner_invalid` when it cannot be read */
  static async open(path: string): Promise<HostedLearner> {
    const worker = startThread(workerFile(import.meta.url, './score-worker'));
    const head = await opened(worker, path);
    const hosted = new HostedLearner(path, head);
    hosted.#take(worker);
    return hosted;
  }

  /**
   * @param vectors forms.length x dimension floats; unit vectors
   * @param forms normal forms of the mentions
   */
  async ask(vectors: Float32Array, forms: readonly string[]): Promise<LearnedEvidence> {
    if (this.#closing) throw new Error('the learner is closed');
    const worker = this.#worker ?? (await this.#restart());
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      send(worker, { type: 'ask', id, vectors, forms });
    });
  }

  /** Lets what is under way be answered, and ends the thread. */
  async close(): Promise<void> {
    this.#closing = true;
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    send(worker, { type: 'close' });
    await ended;
  }

  async #restart(): Promise<Worker> {
    const worker = startThread(workerFile(import.meta.url, './score-worker'));
    await opened(worker, this.path);
    // Two questions at once may both have started one.
    if (this.#worker) {
      void worker.terminate();
      return this.#worker;
    }
    this.#take(worker);
    return worker;
  }

  #take(worker: Worker): void {
    this.#worker = worker;
    worker.on('message', (message: FromScoreWorker) => {
      if (message.type === 'opened' || message.id === null) return;
      const waiter = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.type === 'answer') waiter?.resolve(message.evidence);
      else waiter?.reject(new AppError('internal', `The learner failed: ${message.detail}`));
    });
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      this.#worker = undefined;
      for (const waiter of this.#waiting.values())
        waiter.reject(
          new AppError('internal', 'The thread of the learner ended; the next request starts it anew.'),
        );
      this.#waiting.clear();
    });
  }
}

function opened(worker: Worker, path: string): Promise<LearnerHead> {
  return new Promise((resolve, reject) => {
    const fail = (detail: string): void => {
      void worker.terminate();
      reject(new AppError('learner_invalid', `${path} cannot be opened: ${detail}`));
    };
    worker.once('message', (message: FromScoreWorker) => {
      if (message.type === 'opened') resolve(message.head);
      else fail(message.type === 'failed' ? message.detail : 'it answered something else');
    });
    worker.once('error', (error) => {
      fail(messageOf(error));
    });
    worker.once('exit', () => {
      fail('its thread ended');
    });
    send(worker, { type: 'open', path });
  });
}

function send(worker: Worker, message: ToScoreWorker): void {
  worker.postMessage(message);
}
