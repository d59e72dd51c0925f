import type { Lane } from './lane.js';
import type { ModelInput } from './model.js';

/** One text on its way to a worker. */
export interface QueuedText {
  readonly input: ModelInput;
  /** Number of the model that it waits for. */
  readonly model: number;
  readonly lane: Lane;
  readonly enqueuedAt: number;
  /** Nobody waits for it any more. */
  cancelled: boolean;
  /** Times that a worker failed on it. */
  failures: number;
  /** Of a batch that was put together beforehand: all its texts have it, and go together. */
  readonly batch: symbol | null;
  /** Takes what the model gave: a view of the whole batch's numbers. */
  readonly deliver: (values: Float32Array) => void;
  readonly fail: (reason: string) => void;
  /** Nothing will run it any more: the pool has ended. */
  readonly abandon: () => void;
}

// Out of every 13 batches under full load; a lane that is empty leaves its turns to the others.
const TURNS: Record<Lane, number> = { live: 8, bulk: 4, background: 1 };
const LANES: readonly Lane[] = ['live', 'bulk', 'background'];

/** Texts that wait, first come first served within a lane, lanes taking weighted turns. */
export class LaneQueue {
  readonly #lanes: Record<Lane, QueuedText[]> = { live: [], bulk: [], background: [] };
  readonly #credit: Record<Lane, number> = { live: 0, bulk: 0, background: 0 };

  get size(): number {
    return LANES.reduce((sum, lane) => sum + this.#lanes[lane].length, 0);
  }

  waiting(lane: Lane): number {
    return this.#lanes[lane].length;
  }

  push(item: QueuedText): void {
    this.#lanes[item.lane].push(item);
  }

  /** Puts texts back at the head: their worker died, and they have waited longest. */
  unshift(items: readonly QueuedText[]): void {
    for (const lane of LANES) this.#lanes[lane].unshift(...items.filter((item) => item.lane === lane));
  }

  /** Lets go of the texts that nobody waits for. */
  dropCancelled(): void {
    for (const lane of LANES) this.#lanes[lane] = this.#lanes[lane].filter((item) => !item.cancelled);
  }

  /** Takes all that waits. */
  takeAll(): QueuedText[] {
    return LANES.flatMap((lane) => this.#lanes[lane].splice(0));
  }

  /**
   * Takes a batch from the lane whose turn it is.
   * @param choose picks positions out of the lane's first `window` texts
   */
  take(window: number, choose: (texts: readonly QueuedText[]) => readonly number[]): QueuedText[] {
    const lane = this.#nextLane();
    if (lane === undefined) return [];
    const texts = this.#lanes[lane].slice(0, window);
    const chosen = new Set(choose(texts));
    this.#lanes[lane] = [...texts.filter((_, i) => !chosen.has(i)), ...this.#lanes[lane].slice(texts.length)];
    return texts.filter((_, i) => chosen.has(i));
  }

  /** Smooth weighted round robin over the lanes that have texts. */
  #nextLane(): Lane | undefined {
    const open = LANES.filter((lane) => this.#lanes[lane].length > 0);
    if (open.length === 0) return undefined;
    let best: Lane | undefined;
    let total = 0;
    for (const lane of open) {
      this.#credit[lane] += TURNS[lane];
      total += TURNS[lane];
      if (best === undefined || this.#credit[lane] > this.#credit[best]) best = lane;
    }
    if (best !== undefined) this.#credit[best] -= total;
    return best;
  }
}
