import { AppError } from '../errors.js';
import type { Lane } from './lane.js';
import type { ModelInput, ModelSpec } from './model.js';
import type { QueuedText } from './queue.js';

/** A list of texts for a model. */
export interface WorkList<S> {
  readonly sources: readonly S[];
  /** Takes what came of one text: a view that does not outlast the call. */
  readonly receive: (position: number, values: Float32Array) => void;
}

/** The model that a call is for. */
export type CalledModel = Pick<ModelSpec<never>, 'name' | 'codes'> & { readonly number: number };

/** One list of a caller's texts: is done when all have been answered, or one has failed. */
export class Call {
  readonly #items: QueuedText[] = [];
  readonly #promise: Promise<void>;
  #missing: number;
  #resolve: () => void = () => undefined;
  #reject: (error: AppError) => void = () => undefined;

  constructor(
    private readonly model: CalledModel,
    count: number,
    private readonly receive: (position: number, values: Float32Array) => void,
  ) {
    this.#missing = count;
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A failure may come while texts are still being tokenized, before anyone awaits.
    this.#promise.catch(() => undefined);
    if (count === 0) this.#resolve();
  }

  get done(): Promise<void> {
    return this.#promise;
  }

  item(
    position: number,
    input: ModelInput,
    lane: Lane,
    enqueuedAt: number,
    batch: symbol | null = null,
  ): QueuedText {
    const { name, codes, number } = this.model;
    const item: QueuedText = {
      input,
      model: number,
      lane,
      enqueuedAt,
      cancelled: false,
      failures: 0,
      batch,
      deliver: (values) => {
        this.receive(position, values);
        this.#missing -= 1;
        if (this.#missing === 0) this.#resolve();
      },
      fail: (reason) => {
        this.giveUp(
          new AppError(
            codes.failed,
            `The ${name} failed on a text of this request, twice; the log says why. Send the others again without it.`,
            { cause: new Error(reason) },
          ),
        );
      },
      abandon: () => {
        this.giveUp(
          new AppError(
            'shutting_down',
            'The service stopped before this was done; send it again when it is back.',
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
