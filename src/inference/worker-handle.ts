import type { Worker } from 'node:worker_threads';
import { messageOf } from '../errors.js';
import { startThread, workerFile } from '../worker-file.js';
import type { PaddedBatch } from './batches.js';
import type { ModelFile } from './model.js';
import type { FromWorker, ToWorker } from './protocol.js';

export type RunOutcome =
  | { readonly type: 'done'; readonly values: Float32Array; readonly seconds: number }
  | { readonly type: 'failed'; readonly reason: string };

/** `unusable`: the model itself; `lost`: the worker ended first. */
export type LoadOutcome =
  { readonly type: 'loaded' } | { readonly type: 'unusable' | 'lost'; readonly reason: string };

type State = 'starting' | 'ready' | 'stopping' | 'gone';

/** This thread's side of one ONNX worker: runs batches, and answers for each even if the worker dies. */
export class OnnxWorker {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #running = new Map<number, (outcome: RunOutcome) => void>();
  readonly #loads = new Map<number, Promise<LoadOutcome>>();
  readonly #loading = new Map<number, (outcome: LoadOutcome) => void>();
  readonly #loaded = new Set<number>();
  #state: State = 'starting';
  #nextId = 0;

  /** @param script the worker's file; another than the standard one only in tests of what happens when it dies */
  constructor(
    onLost: (worker: OnnxWorker, reason: string) => void,
    script: URL = workerFile(import.meta.url, './onnx-worker'),
  ) {
    this.#worker = startThread(script);
    let lastError = '';
    this.#worker.on('message', (message: FromWorker) => {
      if (message.type === 'loaded') this.#settleLoad(message.model, message);
      else if (message.type === 'unusable') this.#settleLoad(message.model, message);
      else this.#settle(message.id, message);
    });
    this.#worker.on('error', (error) => {
      lastError = messageOf(error);
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        const expected = this.#state === 'stopping';
        this.#state = 'gone';
        const reason = lastError || 'an encoder worker ended unexpectedly';
        for (const model of [...this.#loading.keys()]) this.#settleLoad(model, { type: 'lost', reason });
        for (const id of [...this.#running.keys()]) this.#settle(id, { type: 'failed', reason });
        if (!expected) onLost(this, reason);
        resolve();
      });
    });
  }

  /** Whether it takes batches. */
  get alive(): boolean {
    return this.#state === 'ready';
  }

  has(model: number): boolean {
    return this.#loaded.has(model);
  }

  /** Told by the pool once the models that it must have are there. */
  setReady(): void {
    if (this.#state === 'starting') this.#state = 'ready';
  }

  /** Batches handed over and not answered. */
  get outstanding(): number {
    return this.#running.size;
  }

  /** Whether a model is being loaded, which blocks its thread. */
  get loading(): boolean {
    return this.#loading.size > 0;
  }

  /** Loads a model beside those that it has, once; never rejects. */
  load(model: number, file: ModelFile): Promise<LoadOutcome> {
    if (this.#state === 'gone') return Promise.resolve({ type: 'lost', reason: 'the worker has ended' });
    const before = this.#loads.get(model);
    if (before) return before;
    const load = new Promise<LoadOutcome>((resolve) => {
      this.#loading.set(model, resolve);
      this.#post({ type: 'load', model, file });
    });
    this.#loads.set(model, load);
    return load;
  }

  /** Hands over a batch; `settled` is called exactly once. */
  run(model: number, batch: PaddedBatch, settled: (outcome: RunOutcome) => void): void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#running.set(id, settled);
    const places = batch.places ? [batch.places.buffer] : [];
    this.#post({ type: 'run', id, model, batch }, [batch.ids.buffer, batch.lengths.buffer, ...places]);
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

  #settleLoad(model: number, outcome: LoadOutcome): void {
    const settled = this.#loading.get(model);
    this.#loading.delete(model);
    if (outcome.type === 'loaded') this.#loaded.add(model);
    settled?.(outcome);
  }
}
