import { Worker } from 'node:worker_threads';
import { AppError, messageOf } from '../errors.js';
import { workerFile } from '../worker-file.js';
import type { PaddedBatch } from './batches.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';

export type RunOutcome =
  | { readonly type: 'done'; readonly vectors: Float32Array; readonly seconds: number }
  | { readonly type: 'failed'; readonly reason: string };

type State = 'starting' | 'ready' | 'stopping' | 'gone';

/** This thread's side of one ONNX worker: runs batches, and answers for each even if the worker dies. */
export class OnnxWorker {
  /** Settles when the model has run once, or can't. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #running = new Map<number, (outcome: RunOutcome) => void>();
  #state: State = 'starting';
  #nextId = 0;

  /** @param script the worker's file; another than the standard one only in tests of what happens when it dies */
  constructor(
    setup: WorkerSetup,
    onLost: (worker: OnnxWorker, reason: string) => void,
    script: URL = workerFile(import.meta.url, './onnx-worker'),
  ) {
    this.#worker = new Worker(script);
    this.#worker.postMessage(setup);
    let lastError = '';
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          if (this.#state === 'starting') this.#state = 'ready';
          resolve();
        } else if (message.type === 'unusable') {
          lastError = message.reason;
          reject(
            new AppError('encoder_invalid', `The model ${setup.modelPath} cannot serve: ${message.reason}`),
          );
        } else {
          this.#settle(message.id, message);
        }
      });
      this.#worker.on('error', (error) => {
        lastError = messageOf(error);
      });
      this.#worker.on('exit', () => {
        const expected = this.#state === 'stopping';
        this.#state = 'gone';
        const reason = lastError || 'an encoder worker ended unexpectedly';
        reject(new AppError('encoder_failed', reason));
        for (const id of [...this.#running.keys()]) this.#settle(id, { type: 'failed', reason });
        if (!expected) onLost(this, reason);
      });
    });
    this.ready.catch(() => undefined);
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#state === 'ready';
  }

  /** Batches handed over and not answered. */
  get outstanding(): number {
    return this.#running.size;
  }

  /** Hands over a batch; `settled` is called exactly once. */
  run(batch: PaddedBatch, settled: (outcome: RunOutcome) => void): void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#running.set(id, settled);
    this.#post({ type: 'run', id, batch }, [batch.ids.buffer, batch.lengths.buffer]);
  }

  /** Lets the worker finish what it has, then ends it; never in the middle of a run, which would abort the process. */
  async stop(): Promise<void> {
    if (this.#state !== 'gone') {
      this.#state = 'stopping';
      this.#post({ type: 'stop' });
    }
    await this.#exited;
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #settle(id: number, outcome: RunOutcome): void {
    const settled = this.#running.get(id);
    this.#running.delete(id);
    settled?.(outcome);
  }
}
