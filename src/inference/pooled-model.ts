import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../errors.js';
import { planBatches, type BatchLimits } from './batches.js';
import { Call, type WorkList } from './call.js';
import type { Intake } from './intake.js';
import type { Lane, PoolObserver, PoolStatus, RunOptions } from './lane.js';
import type { ModelInput, ModelSpec } from './model.js';

/** Of batches that are put together beforehand: whatever the service is set to, they are the same. */
const FIXED_BATCH: BatchLimits = { maxTokens: 1024, maxRows: 32 };
/** Texts tokenized before the event loop gets a turn. */
const TOKENIZE_SLICE = 64;

/** What a model needs of the pool that runs it. */
export interface PoolSide {
  readonly intake: Intake;
  readonly observer: PoolObserver;
  schedule(): void;
  status(): PoolStatus;
}

interface Prepared {
  readonly call: Call;
  readonly position: number;
  readonly input: ModelInput;
}

/** A model that a pool runs. */
export class PooledModel<S> {
  constructor(
    private readonly spec: ModelSpec<S>,
    /** The number by which the workers know it. */
    private readonly number: number,
    private readonly pool: PoolSide,
  ) {}

  status(): PoolStatus {
    return this.pool.status();
  }

  /**
   * Whether so many texts would be taken now, for callers with work to do before they bring them; those that were let
   * in before always are, while the pool is open.
   * @throws AppError `overloaded`, `shutting_down`
   */
  admit(count: number, { lane, admitted }: Pick<RunOptions, 'lane' | 'admitted'>): void {
    if (admitted === true) this.pool.intake.requireOpen();
    else this.pool.intake.admit(count, lane, this.spec.name);
  }

  /**
   * Runs lists of texts, which are admitted or refused as one; each is done as soon as its texts are, so that work
   * on the first can begin while the last waits. When one fails, all do.
   * @throws AppError `overloaded` (live lane only, before anything is queued), `client_closed` when the signal is
   * aborted, the model's `failed` when the texts brought a worker down twice, `shutting_down`
   */
  run(lists: readonly WorkList<S>[], options: RunOptions): readonly Promise<void>[] {
    const { lane, signal } = options;
    if (signal?.aborted) throw hungUp();
    const count = lists.reduce((sum, { sources }) => sum + sources.length, 0);
    this.admit(count, options);
    this.pool.intake.announce(count, lane);
    const model = { name: this.spec.name, codes: this.spec.codes, number: this.number };
    const calls = lists.map(({ sources, receive }) => new Call(model, sources.length, receive));
    const giveUp = (error: AppError): void => {
      for (const call of calls) call.giveUp(error);
      this.pool.intake.queue.dropCancelled();
    };
    const onAbort = (): void => {
      giveUp(hungUp());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    void Promise.all(calls.map((call) => call.done))
      .catch(giveUp)
      .finally(() => signal?.removeEventListener('abort', onAbort));
    void this.#enqueue(calls, lists, options).catch((error: unknown) => {
      giveUp(new AppError('internal', 'A text could not be tokenized.', { cause: error }));
    });
    return calls.map((call) => call.done);
  }

  /** Tokenizes the texts in slices, so that other requests get their turns, and queues them. */
  async #enqueue(
    calls: readonly Call[],
    lists: readonly WorkList<S>[],
    { lane, signal, fixed = false }: RunOptions,
  ): Promise<void> {
    const { intake, observer } = this.pool;
    const texts = lists.flatMap(({ sources }, i) =>
      sources.map((source, position) => ({ source, position, call: calls[i] })),
    );
    let announced = texts.length;
    const whole: Prepared[] = [];
    try {
      for (let from = 0; from < texts.length; from += TOKENIZE_SLICE) {
        if (from > 0) await nextTurn();
        // Checked after the wait: the texts of whoever has hung up are not queued.
        if (signal?.aborted) return;
        const started = performance.now();
        const slice = texts.slice(from, from + TOKENIZE_SLICE);
        const inputs = slice.map(({ source }) => this.spec.prepare(source));
        const now = performance.now();
        observer.phase('tokenize', (now - started) / 1000);
        slice.forEach(({ call, position }, i) => {
          const input = inputs[i];
          if (!call || !input) return;
          if (fixed) whole.push({ call, position, input });
          else intake.queue.push(call.item(position, input, lane, now));
        });
        intake.announce(-slice.length, lane);
        announced -= slice.length;
        this.pool.schedule();
      }
      this.#queueFixed(whole, lane);
    } finally {
      intake.announce(-announced, lane);
    }
  }

  #queueFixed(texts: readonly Prepared[], lane: Lane): void {
    const now = performance.now();
    const lengths = texts.map(({ input }) => input.ids.length);
    for (const positions of planBatches(lengths, FIXED_BATCH)) {
      const batch = Symbol('batch');
      for (const at of positions) {
        const text = texts[at];
        if (text) this.pool.intake.queue.push(text.call.item(text.position, text.input, lane, now, batch));
      }
    }
    this.pool.schedule();
  }
}

function hungUp(): AppError {
  return new AppError('client_closed', 'The client hung up before the answer was ready.');
}
