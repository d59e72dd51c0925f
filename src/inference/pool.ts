import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.js';
import { chooseBatch, padBatch, WINDOW, type BatchLimits } from './batches.js';
import { Intake } from './intake.js';
import type { PoolObserver, PoolStatus } from './lane.js';
import type { ModelFile, ModelSpec } from './model.js';
import { PooledModel } from './pooled-model.js';
import type { QueuedText } from './queue.js';
import { OnnxWorker, type LoadOutcome } from './worker-handle.js';

export interface PoolOptions {
  readonly workers: number;
  readonly batch: BatchLimits;
  /** Live texts that may wait; one more and a request is refused. */
  readonly maxQueue: number;
  readonly observer: PoolObserver;
  /** Told when a worker dies; the pool replaces it by itself. */
  readonly onWorkerLost: (reason: string) => void;
  /** The worker's file; for tests of what happens when one dies. */
  readonly workerScript?: URL;
}

/** A text that brought workers down this often is given up. */
const MAX_FAILURES = 2;
const LONGEST_RESTART_DELAY_MS = 10_000;
/** For so long after a live text, work in the background leaves one worker to the next one. */
const LIVE_KEEPS_MS = 1000;

interface KnownModel {
  readonly number: number;
  readonly file: ModelFile;
  readonly padId: number;
}

/**
 * Models on one set of worker threads: every thread has a session of each, and the texts of all callers and models
 * wait in one queue. So there are no more busy threads than processors, and a stream for one model does not slow
 * down whoever waits for another, as it would if each model had threads of its own.
 */
export class ModelPool {
  readonly #intake: Intake;
  readonly #models = new Map<number, KnownModel>();
  readonly #workers: OnnxWorker[] = [];
  #nextModel = 0;
  #lossesInARow = 0;
  #scheduled = false;
  /** There are no workers any more. */
  #ended = false;
  /** When a live text was last handed to a worker. */
  #lastLive = -Infinity;

  /** Starts the threads; they take work for the models that are added. */
  constructor(private readonly options: PoolOptions) {
    this.#intake = new Intake(options.maxQueue);
    for (let i = 0; i < options.workers; i += 1) this.#workers.push(this.#createWorker());
  }

  /**
   * Loads a model on every worker, and waits until each has run it once. While others are in service, half of the
   * workers stay with these.
   * @throws AppError the model's `invalid` when it does not load or does not fit, its `failed` when a worker died
   */
  async add<S>(spec: ModelSpec<S>): Promise<PooledModel<S>> {
    const model = { number: this.#nextModel, file: spec.file, padId: spec.padId };
    this.#nextModel += 1;
    const atOnce = this.#models.size === 0 ? this.#workers.length : Math.ceil(this.#workers.length / 2);
    this.#models.set(model.number, model);
    for (let from = 0; from < this.#workers.length; from += atOnce) {
      const outcomes = await Promise.all(
        this.#workers.slice(from, from + atOnce).map((worker) => this.#load(worker, model)),
      );
      for (const outcome of outcomes) {
        if (outcome.type === 'loaded') continue;
        this.#models.delete(model.number);
        throw outcome.type === 'unusable'
          ? new AppError(spec.codes.invalid, `The model ${spec.file.path} cannot serve: ${outcome.reason}`)
          : new AppError(spec.codes.failed, outcome.reason);
      }
    }
    return new PooledModel(spec, model.number, {
      intake: this.#intake,
      observer: this.options.observer,
      schedule: () => {
        this.#schedule();
      },
      status: () => this.status(),
    });
  }

  status(): PoolStatus {
    const alive = this.#workers.filter((worker) => worker.alive).length;
    return { workers: { alive, wanted: this.options.workers }, queued: this.#intake.queue.size };
  }

  /** Takes no new texts, finishes those that were let in, and ends the workers; where none is ready, calls fail. */
  async close(): Promise<void> {
    this.#intake.close();
    const busy = (): boolean => !this.#intake.empty || this.#workers.some((worker) => worker.outstanding > 0);
    while (busy() && this.status().workers.alive > 0) await delay(5);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    this.#ended = true;
    this.#dispatch();
  }

  async #load(worker: OnnxWorker, model: KnownModel): Promise<LoadOutcome> {
    const outcome = await worker.load(model.number, model.file);
    if ([...this.#models.keys()].every((known) => worker.has(known))) worker.setReady();
    this.#schedule();
    return outcome;
  }

  /** Hands out batches once this turn's requests have all been read. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    const { queue } = this.#intake;
    if (this.#ended) {
      for (const text of queue.takeAll()) text.abandon();
      return;
    }
    const free = this.#workers.filter((worker) => worker.alive && !worker.loading);
    const foreground = (): number => queue.waiting('live') + queue.waiting('bulk');
    const idle = free.filter((worker) => worker.outstanding === 0);
    const kept = free.length > 1 && performance.now() - this.#lastLive < LIVE_KEEPS_MS ? 1 : 0;
    idle.forEach((worker, i) => {
      if (foreground() > 0 || idle.length - i > kept) this.#runNext(worker);
    });
    // A full batch may wait behind a running one, so that no worker idles while this thread is busy; but not for work
    // in the background, which would have whoever comes next wait for two batches.
    for (const worker of free) {
      if (worker.outstanding === 1 && foreground() >= this.options.batch.maxRows) this.#runNext(worker);
    }
  }

  #runNext(worker: OnnxWorker): void {
    const texts = this.#takeBatch();
    const model = texts[0] && this.#models.get(texts[0].model);
    if (!model) return;
    const { observer } = this.options;
    const now = performance.now();
    if (texts[0]?.lane === 'live') this.#lastLive = now;
    for (const text of texts) observer.phase('queue', (now - text.enqueuedAt) / 1000);
    const batch = padBatch(
      texts.map(({ input }) => input),
      model.padId,
    );
    const { rows, width } = batch;
    observer.batch(rows, rows * width);
    worker.run(model.number, batch, (outcome) => {
      if (outcome.type === 'done') {
        this.#lossesInARow = 0;
        observer.phase('encode', outcome.seconds);
        deliver(texts, model.file, width, outcome.values);
      } else {
        this.#retry(texts, outcome.reason);
      }
      this.#schedule();
    });
  }

  #takeBatch(): QueuedText[] {
    const { batch, workers } = this.options;
    return this.#intake.queue.take(WINDOW, (texts) => {
      const [first] = texts;
      if (!first) return [];
      if (first.batch) return texts.flatMap((text, i) => (text.batch === first.batch ? [i] : []));
      // A text that a worker failed on goes alone, so that it cannot fail the others a second time.
      if (first.failures > 0) return [0];
      const apart = texts.findIndex((text) => text.failures > 0 || text.batch !== null);
      const places: number[] = [];
      const lengths: number[] = [];
      (apart < 0 ? texts : texts.slice(0, apart)).forEach((text, i) => {
        if (text.model !== first.model) return;
        places.push(i);
        lengths.push(text.input.ids.length);
      });
      // A short queue is shared out, rather than one worker doing it all.
      const maxRows = Math.min(batch.maxRows, Math.ceil(lengths.length / workers));
      return chooseBatch(lengths, { ...batch, maxRows }).flatMap((chosen) => places[chosen] ?? []);
    });
  }

  /** Each text gets one more try with another worker; one that fails again fails its call alone. */
  #retry(texts: readonly QueuedText[], reason: string): void {
    for (const text of texts) {
      text.failures += 1;
      if (text.failures >= MAX_FAILURES && !text.cancelled) text.fail(reason);
    }
    this.#intake.queue.unshift(texts.filter((text) => !text.cancelled));
  }

  #createWorker(): OnnxWorker {
    return new OnnxWorker((lost, reason) => {
      if (!this.#intake.closed) void this.#replace(lost, reason);
    }, this.options.workerScript);
  }

  /** The first replacement comes at once; a worker that keeps dying is started more and more slowly. */
  async #replace(lost: OnnxWorker, reason: string): Promise<void> {
    this.options.onWorkerLost(reason);
    const waitMs = Math.min(LONGEST_RESTART_DELAY_MS, 50 * (2 ** this.#lossesInARow - 1));
    this.#lossesInARow += 1;
    await delay(waitMs);
    if (this.#intake.closed) return;
    const worker = this.#createWorker();
    this.#workers[this.#workers.indexOf(lost)] = worker;
    await Promise.all([...this.#models.values()].map((model) => this.#load(worker, model)));
  }
}

function deliver(
  texts: readonly QueuedText[],
  { size, perToken }: ModelFile,
  width: number,
  values: Float32Array,
): void {
  const stride = perToken ? width * size : size;
  texts.forEach((text, row) => {
    if (text.cancelled) return;
    const length = perToken ? text.input.ids.length * size : size;
    const own = values.subarray(row * stride, row * stride + length);
    if (own.every(Number.isFinite)) text.deliver(own);
    else text.fail('the model gave a number that is not finite');
  });
}
