import { AppError } from '../errors.js';
import type { Lane } from './lane.js';
import { LaneQueue } from './queue.js';

/** The queue of all models' texts, and whether more may come in. */
export class Intake {
  readonly queue = new LaneQueue();
  /** Texts that were admitted and are still being tokenized. */
  readonly #announced: Record<Lane, number> = { live: 0, bulk: 0, background: 0 };
  #closed = false;

  /** @param maxQueue live texts that may wait; one more and a request is refused */
  constructor(private readonly maxQueue: number) {}

  /** Whether no text waits, nor will once it is tokenized. */
  get empty(): boolean {
    const { live, bulk, background } = this.#announced;
    return this.queue.size + live + bulk + background === 0;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }

  /** @throws AppError `shutting_down` */
  requireOpen(): void {
    if (this.#closed) throw new AppError('shutting_down', 'The service is stopping and takes no new work.');
  }

  /**
   * Lets texts in before they are tokenized.
   * @param model its name, for the message
   * @throws AppError `overloaded` (live lane only), `shutting_down`
   */
  admit(count: number, lane: Lane, model: string): void {
    this.requireOpen();
    const waiting = this.queue.waiting('live') + this.#announced.live;
    // An empty queue takes any request within the request's own limits, else the limits would contradict.
    if (lane === 'live' && waiting > 0 && waiting + count > this.maxQueue) {
      throw new AppError(
        'overloaded',
        `${waiting} texts wait for the ${model}; with ${count} more there would be over ${this.maxQueue}.`,
        { retryAfterSeconds: 1 },
      );
    }
  }

  /** Counts texts that were admitted until they are queued (`count` negative) or given up. */
  announce(count: number, lane: Lane): void {
    this.#announced[lane] += count;
  }
}
