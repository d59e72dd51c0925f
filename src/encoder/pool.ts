import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.js';
import { chooseBatch, padBatch, planBatches, WINDOW, type BatchLimits } from './batches.js';
import { EmbedCall } from './call.js';
import type { EmbedOptions, Encoder, EncoderObserver, EncoderStatus, Lane } from './encoder.js';
import type { EncoderFolder } from './manifest.js';
import { LaneQueue, type QueuedText } from './queue.js';
import { createTokenizer, type Tokenizer } from './tokenizer.js';
import { OnnxWorker } from './worker-handle.js';

export interface PoolOptions {
  readonly workers: number;
  readonly batch: BatchLimits;
  /** Live texts that may wait; one more and a request is refused. */
  readonly maxQueue: number;
  readonly observer: EncoderObserver;
  /** Told when a worker dies; the pool replaces it by itself. */
  readonly onWorkerLost: (reason: string) => void;
  /** The worker's file; for tests of what happens when one dies. */
  readonly workerScript?: URL;
}

/** Of batches that are put together beforehand: whatever the service is set to, they are the same. */
const FIXED_BATCH: BatchLimits = { maxTokens: 1024, maxRows: 32 };
/** Texts tokenized before the event loop gets a turn. */
const TOKENIZE_SLICE = 64;
/** A text that brought workers down this often is given up. */
const MAX_FAILURES = 2;
const LONGEST_RESTART_DELAY_MS = 10_000;

/** An encoder on several worker threads; texts of all callers are batched together. */
export class EncoderPool implements Encoder {
  readonly id: string;
  readonly hash: string;
  readonly dimension: number;
  readonly #tokenizer: Tokenizer;
  readonly #queue = new LaneQueue();
  readonly #workers: OnnxWorker[] = [];
  /** Live texts that were admitted and are still being tokenized. */
  #announced = 0;
  #lossesInARow = 0;
  #scheduled = false;
  #closing = false;

  private constructor(
    private readonly folder: EncoderFolder,
    private readonly options: PoolOptions,
  ) {
    this.id = folder.manifest.id;
    this.hash = folder.hash;
    this.dimension = folder.manifest.dimension;
    this.#tokenizer = createTokenizer(folder);
  }

  /**
   * Starts the workers and waits until each has run the model once.
   * @throws AppError `encoder_invalid` when the model does not load or does not fit the manifest
   */
  static async start(folder: EncoderFolder, options: PoolOptions): Promise<EncoderPool> {
    const pool = new EncoderPool(folder, options);
    for (let i = 0; i < options.workers; i += 1) pool.#workers.push(pool.#createWorker());
    const started = await Promise.allSettled(pool.#workers.map((worker) => worker.ready));
    const failed = started.find((outcome) => outcome.status === 'rejected');
    if (failed) {
      await pool.close();
      throw failed.reason;
    }
    return pool;
  }

  status(): EncoderStatus {
    const alive = this.#workers.filter((worker) => worker.alive).length;
    return { workers: { alive, wanted: this.options.workers }, queued: this.#queue.size };
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array> {
    const [vectors] = this.embedGroups([texts], options);
    return (await vectors) ?? new Float32Array(0);
  }

  embedGroups(
    groups: readonly (readonly string[])[],
    options: EmbedOptions,
  ): readonly Promise<Float32Array>[] {
    const { lane, signal } = options;
    if (signal?.aborted) throw hungUp();
    const count = groups.reduce((sum, texts) => sum + texts.length, 0);
    this.#admit(count, lane);
    if (lane === 'live') this.#announced += count;
    const calls = groups.map((texts) => new EmbedCall(texts.length, this.dimension));
    const giveUp = (error: AppError): void => {
      for (const call of calls) call.giveUp(error);
      this.#queue.dropCancelled();
    };
    const onAbort = (): void => {
      giveUp(hungUp());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    void Promise.all(calls.map((call) => call.done))
      .catch(giveUp)
      .finally(() => signal?.removeEventListener('abort', onAbort));
    void this.#enqueue(calls, groups, options).catch((error: unknown) => {
      giveUp(new AppError('internal', 'A text could not be tokenized.', { cause: error }));
    });
    return calls.map((call) => call.done);
  }

  async close(): Promise<void> {
    this.#closing = true;
    while (this.#queue.size > 0 && this.status().workers.alive > 0) await delay(5);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  #admit(count: number, lane: Lane): void {
    if (this.#closing) throw new AppError('shutting_down', 'The service is stopping and takes no new work.');
    const waiting = this.#queue.waiting('live') + this.#announced;
    // An empty queue takes any request within the request's own limits, else the limits would contradict.
    if (lane === 'live' && waiting > 0 && waiting + count > this.options.maxQueue) {
      throw new AppError(
        'overloaded',
        `${waiting} texts wait for the encoder; with ${count} more there would be over ${this.options.maxQueue}.`,
        { retryAfterSeconds: 1 },
      );
    }
  }

  /** Tokenizes the texts in slices, so that other requests get their turns, and queues them. */
  async #enqueue(
    calls: readonly EmbedCall[],
    groups: readonly (readonly string[])[],
    { lane, signal, fixed = false }: EmbedOptions,
  ): Promise<void> {
    const texts = groups.flatMap((group, i) =>
      group.map((text, position) => ({ text, position, call: calls[i] })),
    );
    let announced = lane === 'live' ? texts.length : 0;
    const tokenized: { readonly call: EmbedCall; readonly position: number; readonly ids: Int32Array }[] = [];
    try {
      for (let from = 0; from < texts.length; from += TOKENIZE_SLICE) {
        if (from > 0) await nextTurn();
        // Checked after the wait: the texts of whoever has hung up are not queued.
        if (signal?.aborted) return;
        const started = performance.now();
        const slice = texts.slice(from, from + TOKENIZE_SLICE);
        const encoded = slice.map(({ text }) => this.#tokenizer.encode(text));
        const now = performance.now();
        this.options.observer.phase('tokenize', (now - started) / 1000);
        slice.forEach(({ call, position }, i) => {
          const ids = encoded[i];
          if (!call || !ids) return;
          if (fixed) tokenized.push({ call, position, ids });
          else this.#queue.push(call.item(position, ids, lane, now));
        });
        if (lane === 'live') {
          this.#announced -= slice.length;
          announced -= slice.length;
        }
        this.#schedule();
      }
      this.#queueFixed(tokenized, lane);
    } finally {
      this.#announced -= announced;
    }
  }

  #queueFixed(
    texts: readonly { readonly call: EmbedCall; readonly position: number; readonly ids: Int32Array }[],
    lane: Lane,
  ): void {
    const now = performance.now();
    const lengths = texts.map(({ ids }) => ids.length);
    for (const positions of planBatches(lengths, FIXED_BATCH)) {
      const batch = Symbol('batch');
      for (const at of positions) {
        const text = texts[at];
        if (text) this.#queue.push(text.call.item(text.position, text.ids, lane, now, batch));
      }
    }
    this.#schedule();
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
    const idle = this.#workers.filter((worker) => worker.alive && worker.outstanding === 0);
    for (const worker of idle) this.#runNext(worker);
    // A full batch may wait behind a running one, so that no worker idles while this thread is busy.
    for (const worker of this.#workers) {
      if (worker.alive && worker.outstanding === 1 && this.#queue.size >= this.options.batch.maxRows) {
        this.#runNext(worker);
      }
    }
  }

  #runNext(worker: OnnxWorker): void {
    const texts = this.#takeBatch();
    if (texts.length === 0) return;
    const { observer } = this.options;
    const now = performance.now();
    for (const text of texts) observer.phase('queue', (now - text.enqueuedAt) / 1000);
    const batch = padBatch(
      texts.map((text) => text.ids),
      this.#tokenizer.padId,
    );
    observer.batch(batch.rows, batch.rows * batch.width);
    worker.run(batch, (outcome) => {
      if (outcome.type === 'done') {
        this.#lossesInARow = 0;
        observer.phase('encode', outcome.seconds);
        this.#deliver(texts, outcome.vectors);
      } else {
        this.#retry(texts, outcome.reason);
      }
      this.#schedule();
    });
  }

  #takeBatch(): QueuedText[] {
    const { batch, workers } = this.options;
    return this.#queue.take(WINDOW, (texts) => {
      const together = texts[0]?.batch;
      if (together) return texts.flatMap((text, i) => (text.batch === together ? [i] : []));
      // A text that a worker failed on goes alone, so that it cannot fail the others a second time.
      if (texts[0] && texts[0].failures > 0) return [0];
      const apart = texts.findIndex((text) => text.failures > 0 || text.batch !== null);
      const lengths = (apart < 0 ? texts : texts.slice(0, apart)).map((text) => text.ids.length);
      // A short queue is shared out, rather than one worker doing it all.
      return chooseBatch(lengths, {
        ...batch,
        maxRows: Math.min(batch.maxRows, Math.ceil(lengths.length / workers)),
      });
    });
  }

  #deliver(texts: readonly QueuedText[], vectors: Float32Array): void {
    texts.forEach((text, row) => {
      if (text.cancelled) return;
      const vector = vectors.subarray(row * this.dimension, (row + 1) * this.dimension);
      if (vector.every(Number.isFinite)) text.deliver(vector);
      else text.fail('the model gave a vector that is not finite');
    });
  }

  /** Each text gets one more try with another worker; one that fails again fails its call alone. */
  #retry(texts: readonly QueuedText[], reason: string): void {
    for (const text of texts) {
      text.failures += 1;
      if (text.failures >= MAX_FAILURES && !text.cancelled) text.fail(reason);
    }
    this.#queue.unshift(texts.filter((text) => !text.cancelled));
  }

  #createWorker(): OnnxWorker {
    const { manifest, modelPath } = this.folder;
    const worker = new OnnxWorker(
      { modelPath, inputs: manifest.inputs, output: manifest.output, dimension: manifest.dimension },
      (lost, reason) => {
        if (!this.#closing) void this.#replace(lost, reason);
      },
      this.options.workerScript,
    );
    worker.ready.then(
      () => {
        this.#schedule();
      },
      () => undefined,
    );
    return worker;
  }

  /** The first replacement comes at once; a worker that keeps dying is started more and more slowly. */
  async #replace(lost: OnnxWorker, reason: string): Promise<void> {
    this.options.onWorkerLost(reason);
    const waitMs = Math.min(LONGEST_RESTART_DELAY_MS, 50 * (2 ** this.#lossesInARow - 1));
    this.#lossesInARow += 1;
    await delay(waitMs);
    if (!this.#closing) this.#workers[this.#workers.indexOf(lost)] = this.#createWorker();
  }
}

function hungUp(): AppError {
  return new AppError('client_closed', 'The client hung up before the answer was ready.');
}
