import { AppError } from '../errors.js';
import type { QueuedText } from './queue.js';
import type { Lane } from './encoder.js';

/** One `embed` call: collects the vectors of its texts until all are there or one has failed. */
export class EmbedCall {
  readonly #vectors: Float32Array;
  readonly #items: QueuedText[] = [];
  readonly #promise: Promise<Float32Array>;
  #missing: number;
  #resolve: (vectors: Float32Array) => void = () => undefined;
  #reject: (error: AppError) => void = () => undefined;

  constructor(
    count: number,
    private readonly dimension: number,
  ) {
    this.#missing = count;
    this.#vectors = new Float32Array(count * dimension);
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A failure may come while texts are still being tokenized, before anyone awaits.
    this.#promise.catch(() => undefined);
    if (count === 0) this.#resolve(this.#vectors);
  }

  /** The vectors of all texts, in order. */
  get done(): Promise<Float32Array> {
    return this.#promise;
  }

  item(
    position: number,
    ids: Int32Array,
    lane: Lane,
    enqueuedAt: number,
    batch: symbol | null = null,
  ): QueuedText {
    const item: QueuedText = {
      ids,
      lane,
      enqueuedAt,
      cancelled: false,
      failures: 0,
      batch,
      deliver: (vector) => {
        this.#vectors.set(vector, position * this.dimension);
        this.#missing -= 1;
        if (this.#missing === 0) this.#resolve(this.#vectors);
      },
      fail: (reason) => {
        this.giveUp(
          new AppError(
            'encoder_failed',
            'The encoder failed on a text of this request, twice; the log says why. Send the others again without it.',
            { cause: new Error(reason) },
          ),
        );
      },
    };
    this.#items.push(item);
    return item;
  }

  /** Fails the call; its texts that still wait are marked, so that no worker spends time on them. */
  giveUp(error: AppError): void {
    for (const item of this.#items) item.cancelled = true;
    this.#reject(error);
  }
}
